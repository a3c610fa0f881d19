package ai.ominigate.payment;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Stripe tells that something has happened. It is answered as soon as it is written down; nothing that an event has in
 * it is believed or kept but what it is about.
 */
@Controller("/webhooks/stripe")
@ExecuteOn(TaskExecutors.BLOCKING)
final class WebhookController {
    /** Stripe's events have some thousand bytes. */
    static final int LARGEST = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);

    private final PaymentSettings settings;
    private final Signatures signatures;
    private final Inbox inbox;

    WebhookController(PaymentSettings settings, Signatures signatures, Inbox inbox) {
        this.settings = settings;
        this.signatures = signatures;
        this.inbox = inbox;
    }

    @Post
    @Consumes(MediaType.ALL)
    HttpResponse<?> event(HttpRequest<?> request, @Body InputStream stream) throws SQLException, IOException {
        byte[] body = read(request, stream);
        if (!signatures.isOfStripe(body, request.getHeaders().get("Stripe-Signature"))) {
            throw Refused.invalid("This is not signed by Stripe, or was signed too long ago.");
        }
        take(body);
        return HttpResponse.ok();
    }

    /** What is not read is let go of by closing the stream, also where nothing is. */
    private byte[] read(HttpRequest<?> request, InputStream stream) throws IOException {
        try (stream) {
            if (!settings.isOn()) {
                throw Refused.notFound("Payments are not set up here.");
            }
            if (request.getContentLength() > LARGEST) {
                throw tooLarge();
            }
            byte[] body = stream.readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                throw tooLarge();
            }
            return body;
        }
    }

    private static Refused tooLarge() {
        return new Refused(
                HttpStatus.REQUEST_ENTITY_TOO_LARGE, "request_too_large", "An event of Stripe's is not so large.");
    }

    private void take(byte[] body) throws SQLException {
        EventFields event;
        try {
            event = EventFields.read(body);
        } catch (IOException e) {
            // Signed by Stripe and of no form that we know: nothing to do about it, and nothing to log of it.
            LOG.warn("Stripe has sent an event that cannot be read");
            throw Refused.invalid("This is no event.");
        }
        if (event.account() != null || event.live() != null && event.live() != settings.isLive()) {
            LOG.warn("The event {} is of another account of Stripe's, or another mode, and is left alone", event.id());
            return;
        }
        inbox.take(event.id(), event.type(), event.object());
    }
}
