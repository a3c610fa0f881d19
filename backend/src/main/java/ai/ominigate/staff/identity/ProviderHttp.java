package ai.ominigate.staff.identity;

import ai.ominigate.egress.Egress;
import ai.ominigate.egress.OutwardClient;
import ai.ominigate.model.system.EgressUse;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the OpenID provider: briefly, without following it elsewhere, and reading no more than such answers have. */
@Singleton
final class ProviderHttp implements ResourceRetriever {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final Egress egress;

    ProviderHttp(Egress egress) {
        this.egress = egress;
    }

    private final OutwardClient client = new OutwardClient(CONNECT_WITHIN);

    /** What it answered. */
    record Answer(int status, String body) {}

    Answer get(URI address) throws IOException {
        return send(HttpRequest.newBuilder(address).GET());
    }

    Answer post(URI address, String form, String authorization) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request);
    }

    private Answer send(HttpRequest.Builder builder) throws IOException {
        HttpRequest request = builder.timeout(ANSWER_WITHIN)
                .header("Accept", "application/json")
                .build();
        egress.require(request.uri().getHost(), EgressUse.STAFF_SIGN_IN);
        try {
            HttpResponse<InputStream> response = client.get().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(LONGEST_ANSWER + 1);
                if (bytes.length > LONGEST_ANSWER) {
                    throw new IOException("an answer of more than " + LONGEST_ANSWER + " bytes");
                }
                return new Answer(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** For its keys. */
    @Override
    public Resource retrieveResource(URL url) throws IOException {
        Answer answer;
        try {
            answer = get(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("no address", e);
        }
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status());
        }
        return new Resource(answer.body(), "application/json");
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
