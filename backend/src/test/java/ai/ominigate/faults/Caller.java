package ai.ominigate.faults;

import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.gateway.CallerView;
import ai.ominigate.gateway.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes single calls in either client format, streamed or not, and tells exactly what came of them. */
final class Caller {
    /** Unique over all trials, as providers know calls by it. */
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final Pattern OUTPUT = Pattern.compile("\"(?:completion_tokens|output_tokens)\"\\s*:\\s*(\\d+)");
    private static final Pattern COST = Pattern.compile("\"cost\"\\s*:\\s*([0-9.eE+-]+)");
    private static final int MAX_TOKENS = 200;

    private Caller() {}

    /** The format a call is made in. */
    enum Format {
        OPENAI("/v1/chat/completions"),
        ANTHROPIC("/v1/messages");

        private final String path;

        Format(String path) {
            this.path = path;
        }
    }

    /** A call that is yet to be made. */
    record Wish(long number, Format format, boolean stream, String model, Node node, Customer customer) {

        /** One of a new number; its number decides the format. */
        static Wish next(String model, Node node, Customer customer) {
            long number = NUMBERS.incrementAndGet();
            return new Wish(
                    number,
                    (number & 1) == 0 ? Format.OPENAI : Format.ANTHROPIC,
                    (number & 2) == 0,
                    model,
                    node,
                    customer);
        }

        Wish as(Format other, boolean streamed) {
            return new Wish(number, other, streamed, model, node, customer);
        }

        Wish on(Node other) {
            return new Wish(number, format, stream, model, other, customer);
        }

        /** Its bytes on the wire. */
        String request() {
            String body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                    + (stream && format == Format.OPENAI ? ",\"stream_options\":{\"include_usage\":true}" : "")
                    + ",\"max_tokens\":" + MAX_TOKENS + ",\"messages\":[{\"role\":\"user\",\"content\":\"This is call "
                    + number + ".\"}]}";
            return WireClient.post(format.path, customer.secret(), body);
        }

        Call ended(long began, boolean probe, @Nullable UUID id, Outcome outcome) {
            return new Call(number, id, node, customer, began, System.nanoTime(), probe, outcome);
        }
    }

    /** Makes the call on a connection of its own. */
    static Call call(Wish wish, boolean probe) {
        long began = System.nanoTime();
        WireClient.Answer head = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (WireClient client = WireClient.to(wish.node().url())) {
            head = client.send(wish.request()).head();
            client.body(head, body);
            return wish.ended(began, probe, id(head), outcome(wish, answer(head, body)));
        } catch (IOException e) {
            if (head == null) {
                return wish.ended(began, probe, null, new Outcome.Unanswered(String.valueOf(e.getMessage())));
            }
            return wish.ended(began, probe, id(head), new Outcome.Cut("connection", hasContent(body)));
        }
    }

    private static WireClient.Answer answer(WireClient.Answer head, ByteArrayOutputStream body) {
        return new WireClient.Answer(head.status(), head.headers(), body.toString(StandardCharsets.UTF_8));
    }

    static @Nullable UUID id(WireClient.Answer head) {
        String id = head.header("x-request-id");
        return id == null ? null : UUID.fromString(id);
    }

    private static boolean hasContent(ByteArrayOutputStream body) {
        return body.toString(StandardCharsets.UTF_8).contains("word 0 of ");
    }

    static Outcome outcome(Wish wish, WireClient.Answer answer) {
        CallerView seen;
        try {
            seen = CallerView.of(answer);
        } catch (AssertionError unreadable) {
            return answer.status() == 200
                    ? new Outcome.Whole(false, -1, -1)
                    : new Outcome.Refused(answer.status(), "unreadable");
        }
        if (seen.whole()) {
            return new Outcome.Whole(
                    seen.text().equals(ModelProvider.Reply.text(wish.number())), outputTokens(answer), cost(answer));
        }
        String error = Objects.requireNonNullElse(seen.error(), "no end");
        return answer.status() == 200
                ? new Outcome.Cut(error, !seen.text().isEmpty())
                : new Outcome.Refused(answer.status(), error);
    }

    private static long outputTokens(WireClient.Answer answer) {
        String last = last(OUTPUT, answer.body());
        return last == null ? -1 : Long.parseLong(last);
    }

    private static long cost(WireClient.Answer answer) {
        String told = answer.header("x-ominigate-cost");
        String cost = told == null ? last(COST, answer.body()) : told;
        return cost == null
                ? -1
                : new BigDecimal(cost)
                        .movePointRight(9)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    private static @Nullable String last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        String last = null;
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }
}
