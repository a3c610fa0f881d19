package ai.ominigate.gateway.relay;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.gateway.provider.Bridge;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/** What a caller asks for, once it is understood and known to exist. */
record Wish(ApiKey key, Format format, RequestPeek peek, Model model, Bytes body, Estimate estimate) {

    private static final long PICO_PER_NANO = 1_000;

    Wish(ApiKey key, Format format, RequestPeek peek, Model model, Bytes body, Relay relay) {
        this(
                key,
                format,
                peek,
                model,
                body,
                Estimate.of(format, peek, model, relay.habits.expected(key.id(), model.name())));
    }

    /** What OpenTelemetry calls this kind of call. */
    String operation() {
        return operation(format);
    }

    static String operation(@Nullable Format format) {
        return format == Format.OPENAI_EMBEDDINGS ? "embeddings" : "chat";
    }

    /** Whether an upstream can serve it at all. */
    boolean canGoTo(Upstream upstream) {
        return Bridge.between(format, upstream.provider().dialect()) != null;
    }

    /** How it is made to this provider, which {@link #canGoTo} has let through. */
    Bridge bridgeTo(Provider provider) {
        Bridge bridge = Bridge.between(format, provider.dialect());
        if (bridge == null) {
            throw new IllegalStateException(format + " calls cannot go to " + provider.name());
        }
        return bridge;
    }

    /** The most that a call of this size can cost, in nano-dollars. */
    long ceiling(Estimate size) {
        return model.price().ceilingNanos(size.prompt(), size.output());
    }

    /** What a caller without enough money is told: what is missing, and what would do. */
    String whatWouldFit(long available) {
        long free = Math.max(0, available);
        long prompt = model.price().ceilingNanos(estimate.prompt(), 0);
        String start = "This call may cost up to " + Dollars.shown(ceiling(estimate)) + ", and " + Dollars.shown(free)
                + " of the balance is free. ";
        long perToken = model.price().ratesFor(estimate.prompt()).dearestOutput();
        long spare = Math.clamp(free - prompt, 0, Long.MAX_VALUE / PICO_PER_NANO);
        long fits = perToken == 0 ? 0 : spare * PICO_PER_NANO / perToken / peek.choices();
        if (fits < 1) {
            return start + "Its prompt alone may take " + Dollars.shown(prompt) + ": top up, or send a shorter one.";
        }
        return start + "It would fit with max_tokens of at most " + fits + ": lower it, or top up.";
    }
}
