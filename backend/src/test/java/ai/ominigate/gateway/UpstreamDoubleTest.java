package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The double must do what it says, or the tests that lean on it prove nothing. */
class UpstreamDoubleTest {
    private final UpstreamDouble upstream = UpstreamDouble.start();
    private final UpstreamDouble.Lane lane = upstream.lane("a");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        upstream.close();
    }

    @Test
    void itAnswersByScriptAndRemembersWhatItWasAsked() throws Exception {
        lane.then(Script.json(429, "{}").header("retry-after", "1"), Script.json(200, "{\"a\":1}"));

        HttpResponse<String> refused = post("ask 1");
        HttpResponse<String> answered = post("ask 2");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(answered.body()).isEqualTo("{\"a\":1}");
        assertThat(lane.received()).extracting(UpstreamDouble.Received::body).containsExactly("ask 1", "ask 2");
    }

    @Test
    void lanesDoNotSeeEachOther() throws Exception {
        lane.then(Script.json(200, "{}"));

        post("ask");

        assertThat(upstream.lane("b").received()).isEmpty();
    }

    @Test
    void everyByteCanBeAChunkOfItsOwn() throws Exception {
        lane.then(Script.events(List.of("data: grüß\n\n", "data: dich\n\n"))
                .inPiecesOf(1)
                .withCrLf());

        assertThat(post("ask").body()).isEqualTo("data: grüß\r\n\r\ndata: dich\r\n\r\n");
    }

    @Test
    void itWaitsForTheTest() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        lane.then(Script.stream().body("data: 1\n\n").waitFor(goOn).body("data: 2\n\n"));

        try (InputStream answer = open("ask").body()) {
            assertThat(answer.readNBytes(9)).isEqualTo("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
            goOn.countDown();
            assertThat(answer.readAllBytes()).isEqualTo("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void itCutsAnswersShort() {
        lane.then(
                Script.stream().body("data: 1\n\n").reset(),
                Script.stream().body("data: 1\n\n").closeInsideChunk("data"),
                Script.status(200).body("half").close().body("other half"),
                Script.silence().close());

        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> post("ask")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void itNoticesWhenItsCallerLeaves() throws Exception {
        lane.then(Script.stream().endless("data: more\n\n"));

        try (InputStream answer = open("ask").body()) {
            assertThat(answer.readNBytes(10)).hasSize(10);
        }

        lane.only().awaitClosed();
        Await.until("the connection is gone", () -> upstream.connections() == 0);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(request(body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<InputStream> open(String body) throws IOException, InterruptedException {
        return client.send(request(body), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(upstream.baseUrl("a"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
