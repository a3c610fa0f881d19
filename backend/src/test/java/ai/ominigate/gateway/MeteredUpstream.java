package ai.ominigate.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream of one model, which answers each call with another number of tokens, so that no bill can be mistaken for
 * another.
 */
final class MeteredUpstream implements AutoCloseable {
    /** What callers call. */
    static final String MODEL = "mock-model";

    /** How many tokens it says each question had. */
    static final int INPUT_TOKENS = 10;

    private static final int MOST_OUTPUT_TOKENS = 180;

    private final UpstreamDouble upstream = UpstreamDouble.start();
    private final AtomicInteger calls = new AtomicInteger();

    private MeteredUpstream() {
        upstream.lane("mock").always(this::answer);
    }

    static MeteredUpstream start() {
        return new MeteredUpstream();
    }

    private Script answer(UpstreamDouble.Received request) {
        String usage = OpenAiAnswers.usage(INPUT_TOKENS, 1 + calls.incrementAndGet() % MOST_OUTPUT_TOKENS);
        return request.body().contains("\"stream\":true")
                ? Script.events(OpenAiAnswers.stream(usage, "some ", "words ", "more"))
                : Script.json(200, OpenAiAnswers.text("some words more", usage));
    }

    /** What an operator writes to have it used. */
    String yaml() {
        return """
                ominigate:
                  providers:
                    mock:
                      dialect: openai
                      base-url: %s
                      api-key: upstream-secret
                      subprocessor: Double Inc.
                  models:
                    %s:
                      upstreams:
                        - {provider: mock, model: upstream-model}
                      price: {input: "2.50", cached-input: "1.25", output: "10.00"}
                """.formatted(upstream.baseUrl("mock"), MODEL);
    }

    @Override
    public void close() {
        upstream.close();
    }
}
