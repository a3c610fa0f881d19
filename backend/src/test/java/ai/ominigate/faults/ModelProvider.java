package ai.ominigate.faults;

import ai.ominigate.gateway.AnthropicAnswers;
import ai.ominigate.gateway.OpenAiAnswers;
import ai.ominigate.gateway.Script;
import ai.ominigate.gateway.UpstreamDouble;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The model providers behind the fleet. They know a call by the number in its prompt, answer it with words and a usage
 * that follow from the number alone, and keep what they would send a bill for.
 */
final class ModelProvider implements AutoCloseable {
    /** Models of a provider that answers in order. */
    static final List<String> STEADY = List.of("steady-openai", "steady-anthropic");

    /** Models of a provider that does what {@link #misbehave} says. */
    static final List<String> FICKLE = List.of("fickle-openai", "fickle-anthropic");

    private static final Pattern NUMBER = Pattern.compile("call (\\d+)\\.");

    private final UpstreamDouble upstream = UpstreamDouble.start();
    private final Map<UUID, Billed> billed = new ConcurrentHashMap<>();
    private final Queue<UpstreamDouble.Received> sent = new ConcurrentLinkedQueue<>();
    private final Map<Long, Function<Reply, Script>> misbehaviours = new ConcurrentHashMap<>();

    /**
     * What a provider has charged for one call. Retries of a call are charged alike.
     *
     * @param call the number in its prompt
     * @param usage what its answer said
     * @param bytes how many bytes were asked and, by now, answered
     */
    record Billed(long call, Usage usage, LongSupplier bytes) {
        /** More than any honest estimate of what was asked and answered can cost: a token for each byte. */
        long ceilingNanos() {
            return 10_000L * bytes.getAsLong();
        }

        @Override
        public String toString() {
            return "call " + call + " with " + usage;
        }
    }

    /** What an answer says that it used; cached tokens are apart from {@code input}. */
    record Usage(int input, int cached, int output) {
        /** By the price list of the fleet: 2.50, 1.25 and 10 dollars for a million tokens. */
        long costNanos() {
            return 2_500L * input + 1_250L * cached + 10_000L * output;
        }
    }

    ModelProvider() {
        for (String lane : List.of("steady-openai", "steady-anthropic", "fickle-openai", "fickle-anthropic")) {
            upstream.lane(lane).forgetful().always(request -> answer(lane, request));
        }
    }

    /** The configuration of its models. */
    String yaml() {
        StringBuilder providers = new StringBuilder();
        StringBuilder models = new StringBuilder();
        for (String name : List.of("steady-openai", "steady-anthropic", "fickle-openai", "fickle-anthropic")) {
            providers.append("""
                        %s:
                          dialect: %s
                          base-url: %s
                          api-key: upstream-secret
                          subprocessor: Double Inc.
                    """.formatted(name, name.substring(name.indexOf('-') + 1), baseUrl(name)));
            models.append("""
                        %s:
                          upstreams:
                            - {provider: %s, model: upstream-model}
                          price: {input: "2.50", cached-input: "1.25", cache-write: "3.75", output: "10.00"}
                          context-window: 128000
                          max-output: 16384
                    """.formatted(name, name));
        }
        return """
                ominigate:
                  providers:
                %s
                  models:
                %s
                """.formatted(providers, models);
    }

    private URI baseUrl(String lane) {
        return upstream.baseUrl(lane);
    }

    /** What was charged for the call with this id; null if no provider has heard of it. */
    Map<UUID, Billed> billed() {
        return billed;
    }

    /** Has the call of this number answered by what {@code how} makes of its answer; only by the fickle models. */
    void misbehave(long call, Function<Reply, Script> how) {
        misbehaviours.put(call, how);
    }

    /** How many bytes of answers it has been able to send in all that it {@linkplain #misbehave misbehaved}. */
    long sent() {
        return sent.stream().mapToLong(UpstreamDouble.Received::sent).sum();
    }

    /** Forgets what it has charged, once it has been compared. */
    void forget() {
        billed.clear();
        misbehaviours.clear();
        sent.clear();
    }

    private Script answer(String lane, UpstreamDouble.Received request) {
        String body = request.body();
        Matcher number = NUMBER.matcher(body);
        if (!number.find()) {
            return Script.json(
                    400, OpenAiAnswers.error("this is no call of the suite's", "invalid_request_error", null));
        }
        Reply reply = new Reply(
                Long.parseLong(number.group(1)), lane.endsWith("anthropic"), body.contains("\"stream\":true"));
        UUID id = UUID.fromString(Objects.requireNonNull(request.header("x-request-id")));
        Function<Reply, Script> how = misbehaviours.get(reply.call());
        if (how == null) {
            long bytes = body.length() + reply.length();
            billed.put(id, new Billed(reply.call(), reply.usage(), () -> bytes));
            return reply.inOrder();
        }
        long asked = body.length();
        billed.put(id, new Billed(reply.call(), reply.usage(), () -> asked + request.sent()));
        sent.add(request);
        return how.apply(reply);
    }

    @Override
    public void close() {
        upstream.close();
    }

    /** The answer to the call of this number. */
    record Reply(long call, boolean anthropic, boolean stream) {

        /** What its caller must read. */
        String text() {
            return text(call);
        }

        static String text(long call) {
            return String.join("", words(call));
        }

        private static String[] words(long call) {
            String[] words = new String[2 + (int) (mix(call) % 5)];
            for (int i = 0; i < words.length; i++) {
                words[i] = "word " + i + " of " + call + ", grüß dich. ";
            }
            return words;
        }

        Usage usage() {
            return usage(call);
        }

        static Usage usage(long call) {
            long mixed = mix(call);
            return new Usage(10 + (int) (mixed >> 8 & 31), (int) (mixed >> 16 & 7), 1 + (int) (mixed >> 24) % 180);
        }

        /** Spreads numbers that follow each other; never below 0. */
        private static long mix(long call) {
            long mixed = (call + 1) * 0x9E3779B97F4A7C15L;
            return (mixed ^ mixed >>> 31) >>> 20;
        }

        /** All bytes of its body. */
        int length() {
            return String.join("", events()).getBytes(StandardCharsets.UTF_8).length;
        }

        /** The events of a stream, or the one piece of a whole answer. */
        List<String> events() {
            Usage usage = usage();
            if (anthropic) {
                String used = AnthropicAnswers.usage(usage.input(), 0, usage.cached(), usage.output());
                String asked = AnthropicAnswers.usage(usage.input(), 0, usage.cached(), 1);
                return stream
                        ? AnthropicAnswers.stream(asked, used, words(call))
                        : List.of(AnthropicAnswers.text(text(), used));
            }
            String used = OpenAiAnswers.usage(usage.input() + usage.cached(), usage.cached(), usage.output(), 0);
            return stream ? OpenAiAnswers.stream(used, words(call)) : List.of(OpenAiAnswers.text(text(), used));
        }

        /** As it should be; some take a moment, so that whatever happens meets calls in the middle. */
        Script inOrder() {
            Script script = head();
            Duration pause = Duration.ofMillis(mix(call) % 4 == 0 ? mix(call) >> 40 & 127 : 1);
            List<String> events = events();
            for (int i = 0; i < events.size(); i++) {
                script = i == events.size() / 2 ? script.pause(pause).body(events.get(i)) : script.body(events.get(i));
            }
            return script;
        }

        /** The head of an answer that goes well. */
        Script head() {
            return stream ? Script.stream() : Script.status(200).header("content-type", "application/json");
        }

        /** The first bytes of the body, and then the connection ends. */
        Script truncatedAfter(int bytes) {
            byte[] body = String.join("", events()).getBytes(StandardCharsets.UTF_8);
            // An empty piece would be the end of a chunked answer.
            Script start = bytes == 0 ? head() : head().body(Arrays.copyOf(body, bytes));
            // The length that is told ahead counts what never comes.
            return start.close().body(Arrays.copyOfRange(body, bytes, body.length));
        }

        /** Byte by byte, with a pause after each few. */
        Script trickled(Duration pause) {
            List<byte[]> pieces = new ArrayList<>();
            byte[] body = String.join("", events()).getBytes(StandardCharsets.UTF_8);
            for (int from = 0; from < body.length; from += 40) {
                pieces.add(Arrays.copyOfRange(body, from, Math.min(body.length, from + 40)));
            }
            Script script = head();
            for (byte[] piece : pieces) {
                script = script.body(piece).pause(pause);
            }
            return script;
        }
    }
}
