package ai.ominigate.payment;

import org.jspecify.annotations.Nullable;

/** Stripe did not do what it was asked for. No message has anything of a card or a person. */
abstract sealed class StripeProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private StripeProblem(String message) {
        super(message);
    }

    /** It did not answer, or not in time, or not now: ask again later, with the same key. */
    static final class Away extends StripeProblem {
        private static final long serialVersionUID = 1L;

        Away(String why) {
            super("Stripe does not answer: " + why);
        }
    }

    /** The payment was not made. */
    static final class Declined extends StripeProblem {
        private static final long serialVersionUID = 1L;

        private final String failure;
        private final @Nullable String intent;

        /** @param failure its class, as {@code insufficient_funds}; {@code authentication_required} is one */
        Declined(String failure, @Nullable String intent) {
            super("Stripe declined the payment: " + failure);
            this.failure = failure;
            this.intent = intent;
        }

        String failure() {
            return failure;
        }

        @Nullable
        String intent() {
            return intent;
        }
    }

    /** It knows no such object. */
    static final class NotThere extends StripeProblem {
        private static final long serialVersionUID = 1L;

        NotThere() {
            super("Stripe knows no such object");
        }
    }

    /** It will not do this, however often it is asked. */
    static final class Refused extends StripeProblem {
        private static final long serialVersionUID = 1L;

        private final String code;

        /** @param code of Stripe's, as {@code charge_disputed} */
        Refused(String code) {
            super("Stripe refuses: " + code);
            this.code = code;
        }

        String code() {
            return code;
        }
    }
}
