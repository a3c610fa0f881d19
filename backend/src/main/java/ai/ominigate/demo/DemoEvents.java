package ai.ominigate.demo;

import ai.ominigate.egress.Egress;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.platform.BeforeReady;
import com.stripe.net.Webhook;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what the stand-in for Stripe tells to the webhook, signed, as Stripe does. What does not arrive is found anyway. */
@Singleton
@Requires(beans = DemoStripe.class)
final class DemoEvents implements BeforeReady, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoEvents.class);
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final DemoStripe stripe;
    private final Egress egress;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();

    DemoEvents(DemoStripe stripe, Egress egress, InstantSource clock) {
        this.stripe = stripe;
        this.egress = egress;
        this.clock = clock;
    }

    @Override
    public void prepare(URI baseUrl) {
        URI webhook = URI.create(baseUrl + "/webhooks/stripe");
        stripe.tell(event -> Thread.ofVirtual().name("demo-event").start(() -> send(webhook, event)));
    }

    private void send(URI webhook, String event) {
        try {
            egress.require(webhook.getHost(), EgressUse.PAYMENTS);
            String signature = Webhook.Signature.generateSignatureHeader(
                    event, stripe.webhookSecret(), clock.instant().getEpochSecond());
            HttpRequest request = HttpRequest.newBuilder(webhook)
                    .timeout(WITHIN)
                    .header("Content-Type", "application/json")
                    .header("Stripe-Signature", signature)
                    .POST(HttpRequest.BodyPublishers.ofString(event))
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != HttpURLConnection.HTTP_OK) {
                LOG.warn("The demo's event was answered with {}", status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | GeneralSecurityException e) {
            LOG.info("The demo's event did not arrive: {}", e.getMessage());
        }
    }

    @Override
    @PreDestroy
    public void close() {
        client.shutdownNow();
    }
}
