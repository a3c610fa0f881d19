package ai.ominigate.faults;

import ai.ominigate.faults.Caller.Format;
import ai.ominigate.faults.Caller.Wish;
import ai.ominigate.faults.ModelProvider.Reply;
import ai.ominigate.gateway.AnthropicAnswers;
import ai.ominigate.gateway.OpenAiAnswers;
import ai.ominigate.gateway.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Providers that break off, fall silent, dribble, talk nonsense and are overloaded. */
final class ProviderFaults {
    static final String STORM = "a storm of 529 from the provider";

    /** Calls at once; with those that go well in between, fewer failures in a row than open a breaker. */
    private static final int AT_ONCE = 16;

    private ProviderFaults() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("provider's answer truncated at a byte", ProviderFaults::truncate),
                Scenario.of("provider resets, stalls, dribbles", ProviderFaults::breakOff),
                Scenario.of("provider sends garbage", ProviderFaults::garble),
                Scenario.of(STORM, stage -> {
                    Trial trial = stage.trial();
                    storm(trial, stage.row(), stage.plan().time(Duration.ofSeconds(30), Duration.ofSeconds(5)));
                    trial.conclude();
                }));
    }

    /** Every byte of a recorded answer, of each format, streamed and not; the selection takes every so manieth. */
    private static void truncate(Stage stage) throws Exception {
        Trial trial = stage.quietTrialOn(stage.fleet().nodes());
        int step = stage.plan().whole() ? 1 : 17;
        Trial.Incident incident = trial.strike(trial.nodes());
        try (Crowd crowd = new Crowd(trial)) {
            for (String model : ModelProvider.FICKLE) {
                for (boolean stream : List.of(true, false)) {
                    int length = new Reply(0, model.endsWith("anthropic"), stream).length();
                    for (int at = stage.random().nextInt(step); at < length; at += step) {
                        int bytes = at;
                        crowd.call(model, stream, reply -> reply.truncatedAfter(Math.min(bytes, reply.length())));
                    }
                }
            }
        }
        trial.over(incident);
        trial.conclude();
    }

    private static void breakOff(Stage stage) throws Exception {
        mixed(
                stage,
                List.of(
                        reply -> Script.silence().reset(),
                        reply -> reply.head().reset(),
                        reply -> half(reply).reset(),
                        reply -> half(reply).halfClose(),
                        reply -> Script.silence().stall(),
                        reply -> half(reply).stall(),
                        reply -> reply.trickled(Duration.ofMillis(20))));
    }

    private static void garble(Stage stage) throws Exception {
        SplittableRandom random = stage.random();
        mixed(
                stage,
                List.of(
                        reply -> Script.silence().raw(noise(random)).close(),
                        reply -> reply.head().body(noise(random)),
                        reply -> half(reply).body(noise(random)).close(),
                        reply -> half(reply).raw("zz\r\n" + noise(random)).close(),
                        reply -> Script.status(200)
                                .header("content-type", "text/html")
                                .body("<html>busy</html>"),
                        reply -> Script.status(200)
                                .header("content-type", "application/json")
                                .body("{\"id\":"),
                        reply -> Script.json(200, "[]"),
                        reply -> Script.json(200, "null"),
                        reply -> reply.head()
                                .body("data: {\"choices\":[{\"delta\":{\"content\":3}}]}\n\ndata: {]\n\n")));
    }

    /** Each of these, in each format, again and again, between answers in order. */
    private static void mixed(Stage stage, List<Function<Reply, Script>> ways) throws Exception {
        Trial trial = stage.quietTrialOn(stage.fleet().nodes());
        Trial.Incident incident = trial.strike(trial.nodes());
        try (Crowd crowd = new Crowd(trial)) {
            for (int i = 0; i < stage.plan().times(20); i++) {
                for (Function<Reply, Script> way : ways) {
                    for (String model : ModelProvider.FICKLE) {
                        crowd.call(model, (i & 1) == 0, way);
                    }
                }
            }
        }
        trial.over(incident);
        trial.conclude();
    }

    private static Script half(Reply reply) {
        Script script = reply.head();
        List<String> events = reply.events();
        if (events.size() == 1) {
            return script.body(events.getFirst().substring(0, events.getFirst().length() / 2));
        }
        for (String event : events.subList(0, events.size() / 2)) {
            script = script.body(event);
        }
        return script;
    }

    private static String noise(SplittableRandom random) {
        StringBuilder noise = new StringBuilder();
        synchronized (random) {
            for (int i = 1 + random.nextInt(300); i > 0; i--) {
                noise.append((char) (random.nextInt(95) + 32));
            }
        }
        return noise.toString();
    }

    /** For a while the provider turns everything down; then it is well, and must be called again. */
    static void storm(Trial trial, FaultRow row, Duration time) throws Exception {
        Trial.Incident incident = trial.strike(row, trial.nodes());
        long end = System.nanoTime() + time.toNanos();
        try (Crowd crowd = new Crowd(trial)) {
            while (System.nanoTime() < end) {
                for (String model : ModelProvider.FICKLE) {
                    crowd.call(model, true, ProviderFaults::overloaded);
                }
            }
        }
        long mended = System.nanoTime();
        for (String model : ModelProvider.FICKLE) {
            trial.awaitModel(model);
        }
        trial.awaitRecovered(incident, mended);
    }

    private static Script overloaded(Reply reply) {
        return Script.json(
                529,
                reply.anthropic()
                        ? AnthropicAnswers.error("overloaded_error", "Overloaded")
                        : OpenAiAnswers.error("Overloaded", "server_error", null));
    }

    /** Many callers at once; each lets a call that goes well follow one that does not. */
    static final class Crowd implements AutoCloseable {
        private final Trial trial;
        private final Semaphore room = new Semaphore(AT_ONCE);
        private final List<Thread> callers = new ArrayList<>();
        private int turn;

        Crowd(Trial trial) {
            this.trial = trial;
        }

        /** Makes a call that is answered in this way, and one that is answered in order; waits only for room. */
        void call(String model, boolean stream, Function<Reply, Script> way) throws InterruptedException {
            turn++;
            Wish bad = wish(model).as((turn & 1) == 0 ? Format.OPENAI : Format.ANTHROPIC, stream);
            trial.fleet().provider().misbehave(bad.number(), way);
            room.acquire();
            callers.removeIf(caller -> !caller.isAlive());
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    trial.log(Caller.call(bad, false));
                    trial.log(Caller.call(wish(model), false));
                } finally {
                    room.release();
                }
            }));
        }

        private Wish wish(String model) {
            Node node = trial.nodes().get(turn % trial.nodes().size());
            return Wish.next(
                    model, node, trial.customers().get(turn % trial.customers().size()));
        }

        /** Waits for all calls. */
        @Override
        public void close() throws InterruptedException {
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }
}
