package ai.ominigate.gateway.relay;

import ai.ominigate.billing.Hold;
import ai.ominigate.billing.HoldAnswer;
import ai.ominigate.gateway.limit.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The money held for one call, kept ahead of an answer that may outgrow what was thought. */
final class CallMoney {

    /** What became of the wish for more. */
    enum Growth {
        /** There is more now. */
        GROWN,
        /** It was asked for; what is held lasts a little longer. */
        ASKED_FOR,
        /** It was asked for, and until it comes the answer must wait. */
        AWAITED,
        /** There is no more, and what was held is used up. */
        EXHAUSTED
    }

    private final Exchange exchange;
    private final Wish wish;
    private final Admission.Permit permit;
    private final Hold first;
    private final List<Hold> more = new ArrayList<>(0);
    private Estimate covered;
    private boolean asking;
    private boolean dry;

    CallMoney(Exchange exchange, Wish wish, Admission.Permit permit, Hold first) {
        this.exchange = exchange;
        this.wish = wish;
        this.permit = permit;
        this.first = first;
        this.covered = wish.estimate();
    }

    /** The slice that the call is settled against. */
    UUID lease() {
        return first.lease();
    }

    /**
     * Whether so much output comes near what is held for. Only where that was a guess: a bound that the caller set is
     * kept by the provider.
     */
    boolean mustGrow(long output) {
        return covered.learned() && output >= covered.output() - covered.output() / 4;
    }

    /** Whether the answer waits for money that was asked for. */
    boolean awaited() {
        return asking;
    }

    /** Doubles what is held for, if the key may spend it, from memory where it is at hand. */
    Growth grow(long output, Consumer<HoldAnswer> later) {
        boolean usedUp = output >= covered.output();
        if (dry) {
            return usedUp ? Growth.EXHAUSTED : Growth.ASKED_FOR;
        }
        if (asking) {
            return usedUp ? Growth.AWAITED : Growth.ASKED_FOR;
        }
        long nanos = wish.ceiling(doubled()) - wish.ceiling(covered);
        if (!permit.grow(nanos)) {
            dry = true;
            return usedUp ? Growth.EXHAUSTED : Growth.ASKED_FOR;
        }
        if (first.grow(nanos)) {
            covered = doubled();
            return Growth.GROWN;
        }
        asking = true;
        exchange.onLoop(exchange.relay.holds.hold(wish.key().accountId(), nanos), later);
        return usedUp ? Growth.AWAITED : Growth.ASKED_FOR;
    }

    /** The answer to what was asked for; of no use any more if the call has ended meanwhile. */
    void grown(HoldAnswer answer, boolean ended) {
        asking = false;
        if (answer instanceof HoldAnswer.Held held) {
            if (ended) {
                held.hold().release();
                return;
            }
            more.add(held.hold());
            covered = doubled();
        } else {
            dry = true;
        }
    }

    /** Nano-dollars that are held by now. */
    long held() {
        return wish.ceiling(covered);
    }

    /** The call is over and cost this much. */
    void settle(long nanos) {
        first.settle(nanos);
        more.forEach(Hold::release);
    }

    private Estimate doubled() {
        return covered.withOutput(covered.output() * 2);
    }
}
