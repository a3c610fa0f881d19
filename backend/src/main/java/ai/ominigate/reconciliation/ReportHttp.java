package ai.ominigate.reconciliation;

import ai.ominigate.egress.Egress;
import ai.ominigate.egress.OutwardClient;
import ai.ominigate.model.system.EgressUse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider: not where nobody has registered it, without following it elsewhere, reading no more than such answers
 * have. What is asked too often, or fails on their side, is asked again, ever later. Blocks.
 */
@Singleton
final class ReportHttp {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int TRIES = 6;
    private static final int LONGEST_ANSWER = 16 * 1024 * 1024;
    private static final int OK = 200;
    private static final int TOO_OFTEN = 429;
    private static final int THEIR_FAULT = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Egress egress;
    private final Duration firstWait;

    private final OutwardClient client = new OutwardClient(CONNECT_WITHIN);

    @Inject
    ReportHttp(Egress egress) {
        this(egress, Duration.ofSeconds(2));
    }

    ReportHttp(Egress egress, Duration firstWait) {
        this.egress = egress;
        this.firstWait = firstWait;
    }

    JsonNode get(URI address, Map<String, String> headers) throws ReportProblem {
        String failure = "away";
        for (int tried = 1; tried <= TRIES; tried++) {
            HttpResponse<InputStream> answer = ask(address, headers);
            if (answer != null) {
                int status = answer.statusCode();
                if (status == OK) {
                    return read(answer);
                }
                close(answer);
                failure = status == TOO_OFTEN ? "too_often" : "away";
                if (status != TOO_OFTEN && status < THEIR_FAULT) {
                    throw new ReportProblem(status == 401 || status == 403 ? "refused" : "not_understood");
                }
            }
            if (tried < TRIES) {
                pause(tried, answer);
            }
        }
        throw new ReportProblem(failure);
    }

    private @Nullable HttpResponse<InputStream> ask(URI address, Map<String, String> headers) throws ReportProblem {
        try {
            egress.require(address.getHost(), EgressUse.USAGE_REPORTS);
        } catch (IOException e) {
            throw new ReportProblem("not_registered");
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN).header("Accept", "application/json");
        headers.forEach(request::header);
        try {
            return client.get().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            return null; // no connection, or none in time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReportProblem("interrupted");
        }
    }

    private static JsonNode read(HttpResponse<InputStream> answer) throws ReportProblem {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(LONGEST_ANSWER + 1);
            if (bytes.length > LONGEST_ANSWER) {
                throw new ReportProblem("too_long");
            }
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new ReportProblem("not_readable");
        }
    }

    private static void close(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            // Nobody wants it.
        }
    }

    private void pause(int tried, @Nullable HttpResponse<InputStream> answer) throws ReportProblem {
        long usual = firstWait.toMillis() << (tried - 1);
        long wait = ThreadLocalRandom.current().nextLong(usual / 2, usual + 1);
        if (answer != null) {
            wait = Math.max(wait, asked(answer));
        }
        try {
            Thread.sleep(Math.min(wait, LONGEST_WAIT.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReportProblem("interrupted");
        }
    }

    /** Milliseconds that they asked to wait. */
    private static long asked(HttpResponse<InputStream> answer) {
        String seconds = answer.headers().firstValue("retry-after").orElse("0");
        return seconds.matches("\\d{1,4}") ? Long.parseLong(seconds) * 1_000 : 0;
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
