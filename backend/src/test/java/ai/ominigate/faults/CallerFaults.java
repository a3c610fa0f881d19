package ai.ominigate.faults;

import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.faults.Caller.Wish;
import ai.ominigate.gateway.Script;
import ai.ominigate.gateway.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Callers that vanish, do not read, dawdle and do not wait for answers. */
final class CallerFaults {
    private static final int AT_ONCE = 16;

    /** What a node may have taken in for a caller who reads nothing: its own buffers and the kernel's. */
    private static final int MOST_READ_AHEAD = 16 << 20;

    private CallerFaults() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("caller vanishes at a byte", CallerFaults::vanish),
                Scenario.of("caller never reads", CallerFaults::neverRead),
                Scenario.of("caller sends and reads byte by byte", CallerFaults::dawdle),
                Scenario.of("caller pipelines", CallerFaults::pipeline));
    }

    /** Leaves after so many bytes of the request, or of the answer, by FIN or reset, while others are served. */
    private static void vanish(Stage stage) throws Exception {
        Trial trial = stage.trial();
        Trial.Incident incident = trial.strike(List.of());
        int requestLength = wish(trial, 0).request().length();
        int step = stage.plan().whole() ? 1 : 23;
        List<Thread> callers = new ArrayList<>();
        for (int at = trial.random().nextInt(step); at < requestLength + 1500; at += step) {
            int bytes = at;
            Wish wish = wish(trial, at);
            callers.add(Thread.ofVirtual().start(() -> trial.log(leave(wish, bytes))));
            if (callers.size() == AT_ONCE) {
                join(callers);
            }
        }
        join(callers);
        trial.over(incident);
        trial.conclude();
    }

    private static Wish wish(Trial trial, int turn) {
        return Wish.next(
                ModelProvider.STEADY.get(turn / 2 % 2),
                trial.nodes().get(turn % trial.nodes().size()),
                trial.customers().get(turn % trial.customers().size()));
    }

    private static void join(List<Thread> callers) throws InterruptedException {
        for (Thread caller : callers) {
            caller.join();
        }
        callers.clear();
    }

    private static Call leave(Wish wish, int bytes) {
        long began = System.nanoTime();
        String request = wish.request();
        try (WireClient client = WireClient.to(wish.node().url())) {
            client.send(request.substring(0, Math.min(bytes, request.length())));
            if (bytes > request.length()) {
                client.skip(bytes - request.length());
            }
            if ((wish.number() & 4) == 0) {
                client.reset();
            }
        } catch (IOException e) {
            // The answer was shorter than that: nobody was left.
            return wish.ended(began, false, null, new Outcome.Left());
        }
        return wish.ended(began, false, null, new Outcome.Left());
    }

    /** An answer without end to somebody who reads nothing of it: the provider is held back, and then let go. */
    private static void neverRead(Stage stage) throws Exception {
        Trial trial = stage.trial();
        Trial.Incident incident = trial.strike(List.of());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < stage.plan().times(40); i++) {
            Wish wish = Wish.next(
                    ModelProvider.FICKLE.getFirst(),
                    trial.nodes().get(i % trial.nodes().size()),
                    trial.customers().get(i % trial.customers().size()));
            trial.fleet()
                    .provider()
                    .misbehave(
                            wish.number(),
                            reply -> Script.stream().endless(reply.events().get(1)));
            callers.add(Thread.ofVirtual().start(() -> trial.log(stareAt(wish.as(Caller.Format.OPENAI, true)))));
        }
        trial.goOnFor(Duration.ofSeconds(3));
        long taken = trial.fleet().provider().sent() / callers.size();
        join(callers);
        trial.over(incident);
        trial.conclude();
        if (taken > MOST_READ_AHEAD) {
            throw new AssertionError("a node took in " + taken + " bytes for each caller who read nothing");
        }
    }

    private static Call stareAt(Wish wish) {
        long began = System.nanoTime();
        try (WireClient client = WireClient.to(wish.node().url(), 4096)) {
            client.send(wish.request());
            Thread.sleep(Duration.ofSeconds(4));
        } catch (IOException e) {
            return wish.ended(began, false, null, new Outcome.Left());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return wish.ended(began, false, null, new Outcome.Left());
    }

    /** Slow in both directions, and yet a whole call. */
    private static void dawdle(Stage stage) throws Exception {
        Trial trial = stage.trial();
        Trial.Incident incident = trial.strike(List.of());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < stage.plan().times(40); i++) {
            Wish wish = wish(trial, i);
            callers.add(Thread.ofVirtual().start(() -> trial.log(slowly(wish))));
        }
        join(callers);
        trial.over(incident);
        trial.conclude();
    }

    private static Call slowly(Wish wish) {
        long began = System.nanoTime();
        try (WireClient client = WireClient.to(wish.node().url(), 1024)) {
            String request = wish.request();
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
                Thread.sleep(i < 3 ? 1000 : 10);
            }
            Thread.sleep(1000);
            WireClient.Answer head = client.head();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            Thread.sleep(1000);
            client.body(head, body);
            WireClient.Answer answer =
                    new WireClient.Answer(head.status(), head.headers(), body.toString(StandardCharsets.UTF_8));
            return wish.ended(began, false, Caller.id(head), Caller.outcome(wish, answer));
        } catch (IOException e) {
            return wish.ended(began, false, null, new Outcome.Cut("connection", false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return wish.ended(began, false, null, new Outcome.Left());
        }
    }

    /** Several calls at once down one connection; the answers come in their order. */
    private static void pipeline(Stage stage) throws Exception {
        Trial trial = stage.trial();
        Trial.Incident incident = trial.strike(List.of());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < stage.plan().times(80); i++) {
            List<Wish> wishes = new ArrayList<>();
            for (int j = 0; j < 5; j++) {
                wishes.add(wish(trial, i));
            }
            callers.add(Thread.ofVirtual().start(() -> pipelined(wishes).forEach(trial::log)));
            if (callers.size() == AT_ONCE) {
                join(callers);
            }
        }
        join(callers);
        trial.over(incident);
        trial.conclude();
    }

    private static List<Call> pipelined(List<Wish> wishes) {
        List<Call> calls = new ArrayList<>();
        long began = System.nanoTime();
        try (WireClient client = WireClient.to(wishes.getFirst().node().url())) {
            StringBuilder all = new StringBuilder();
            wishes.forEach(wish -> all.append(wish.request()));
            client.send(all.toString());
            for (Wish wish : wishes) {
                WireClient.Answer answer = client.answer();
                calls.add(wish.ended(began, false, Caller.id(answer), Caller.outcome(wish, answer)));
            }
        } catch (IOException e) {
            for (Wish wish : wishes.subList(calls.size(), wishes.size())) {
                calls.add(wish.ended(began, false, null, new Outcome.Unanswered(String.valueOf(e.getMessage()))));
            }
        }
        return calls;
    }
}
