package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Arrays that bodies lie in are used by one call after another. Many callers at once, who send and get bodies of all
 * sizes, fail and leave in the middle, and each word of a body tells whose it is.
 */
@CallsTheGateway
class BodiesStayApartTest {
    private static final int CALLERS = 24;
    private static final int CALLS_EACH = 25;
    private static final int LARGEST = 90_000;
    private static final Pattern WORD = Pattern.compile("mine-(\\d+)-");

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("500.00");

    /** What was sent, and what the upstream got, by the number of the call. */
    private final Map<String, String> prompts = new ConcurrentHashMap<>();

    private final Map<String, String> askedBy = new ConcurrentHashMap<>();

    @Test
    void noPromptReachesAnotherCallAndNoAnswerAnotherCaller() throws Exception {
        upstreams.lane(Dialect.OPENAI).forgetful().always(this::echoOfOpenAi);
        upstreams.lane(Dialect.ANTHROPIC).forgetful().always(this::echoOfAnthropic);

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newHttpClient()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int number = caller;
                running.add(callers.submit(() -> callAgainAndAgain(client, number)));
            }
            for (Future<?> each : running) {
                await(each);
            }
        }

        assertThat(askedBy).hasSizeGreaterThan(CALLERS * CALLS_EACH / 2);
        askedBy.forEach((number, body) -> assertThat(body)
                .as("the upstream's request of call " + number)
                .satisfies(it -> assertThat(whose(it)).containsOnly(number))
                .contains(prompts.get(number)));
    }

    private static void await(Future<?> future) throws Exception {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private Void callAgainAndAgain(HttpClient client, int caller) throws IOException, InterruptedException {
        Random random = new Random(caller);
        for (int i = 0; i < CALLS_EACH; i++) {
            String number = Integer.toString(caller * CALLS_EACH + i);
            Dialect dialect = random.nextBoolean() ? Dialect.OPENAI : Dialect.ANTHROPIC;
            boolean stream = random.nextInt(3) == 0;
            int answerSize = size(random);
            String prompt = words(number, size(random));
            prompts.put(number, prompt);
            String body = request(upstreams.model(dialect), stream, answerSize, prompt);
            if (random.nextInt(5) == 0) {
                leaveEarly(body, stream);
                continue;
            }
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(gateway.url().resolve("/v1/chat/completions"))
                            .header("Authorization", "Bearer " + customer.secret())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(whose(answer.body())).as("the answer of call " + number).containsOnly(number);
            assertThat(answer.body()).contains(words(number, answerSize));
        }
        return null;
    }

    private void leaveEarly(String body, boolean stream) throws IOException {
        try (WireClient leaving =
                WireClient.to(gateway.url()).send(WireClient.post("/v1/chat/completions", customer.secret(), body))) {
            if (stream) {
                leaving.head();
            }
        }
    }

    /** Small ones mostly, as prompts are; now and then one that outgrows what is kept. */
    private static int size(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? LARGEST : 3_000);
    }

    private static String request(String model, boolean stream, int answerSize, String prompt) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"answer-size-" + answerSize + "- " + prompt
                + "\"}]}";
    }

    private static String words(String number, int size) {
        String word = "mine-" + number + "-";
        return word.repeat(1 + size / word.length());
    }

    private static List<String> whose(String body) {
        return WORD.matcher(body)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    private Script echoOfOpenAi(UpstreamDouble.Received request) {
        String text = answerTo(request);
        return request.body().contains("\"stream\":true")
                ? Script.events(OpenAiAnswers.stream(OpenAiAnswers.usage(3, 2), text, text))
                : Script.json(200, OpenAiAnswers.text(text, OpenAiAnswers.usage(3, 2)));
    }

    private Script echoOfAnthropic(UpstreamDouble.Received request) {
        String text = answerTo(request);
        return request.body().contains("\"stream\":true")
                ? Script.events(
                        AnthropicAnswers.stream(AnthropicAnswers.usage(3, 1), AnthropicAnswers.usage(3, 2), text, text))
                : Script.json(200, AnthropicAnswers.text(text, AnthropicAnswers.usage(3, 2)));
    }

    private String answerTo(UpstreamDouble.Received request) {
        String body = request.body();
        String number = whose(body).getFirst();
        askedBy.put(number, body);
        int from = body.indexOf("answer-size-") + "answer-size-".length();
        return words(number, Integer.parseInt(body.substring(from, body.indexOf('-', from))));
    }
}
