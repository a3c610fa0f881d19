package ai.ominigate.gateway.limit;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** What the developer reads whose call is refused: which limit, how large it is, when to come back. */
final class Refusals {
    /** How soon a call may try again that found all places taken: nobody knows when one gets free. */
    static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

    private static final int NANO_DOLLAR_PLACES = 9;
    private static final int CENT_PLACES = 2;

    private Refusals() {}

    static String concurrency(int limit) {
        return "This API key may have " + limit + (limit == 1 ? " call" : " calls")
                + " under way at the same time, and has as many. Try again when one of them is over.";
    }

    static String requests(int limit, Duration retry) {
        return "This API key may make " + limit + (limit == 1 ? " request" : " requests")
                + " per minute, and has made them. Try again in " + GoDuration.format(retry) + ".";
    }

    static String tokens(int limit, long asked, long free, Duration retry) {
        return "This API key may use " + limit + " tokens per minute; " + free + " are free now and this call may use "
                + asked + " (prompt and answer). Try again in " + GoDuration.format(retry)
                + ", or ask for a shorter answer.";
    }

    static String tooManyTokens(int limit, long asked) {
        return "This API key may use " + limit + " tokens per minute, and this call alone may use " + asked
                + " (prompt and answer). Ask for a shorter answer (max_tokens), or raise the limit of the key.";
    }

    static String spending(SpendingLimit limit, long held, long asked, long available, Instant now) {
        Instant next = limit.period().next(now);
        return "This API key may spend $" + dollars(limit.limit()) + " "
                + limit.period().words() + "; $"
                + dollars(limit.spent()) + " is spent and calls under way may cost $" + dollars(held)
                + ". This call may cost $" + dollars(asked) + " and $" + dollars(available) + " is left. "
                + (next == null
                        ? "Raise the limit of the key to go on."
                        : "The limit starts anew at " + next + "; until then ask for a shorter answer (max_tokens)"
                                + " or raise the limit of the key.");
    }

    /** With two places at least and no zeros after them. */
    private static String dollars(long nanos) {
        BigDecimal exact = BigDecimal.valueOf(nanos, NANO_DOLLAR_PLACES).stripTrailingZeros();
        return (exact.scale() < CENT_PLACES ? exact.setScale(CENT_PLACES) : exact).toPlainString();
    }
}
