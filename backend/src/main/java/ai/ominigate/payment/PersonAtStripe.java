package ai.ominigate.payment;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Stripe knows of a person, forgotten and corrected there. Blocks; not to be called in a transaction. */
@Singleton
public final class PersonAtStripe {
    private static final Logger LOG = LoggerFactory.getLogger(PersonAtStripe.class);

    private final PaymentSettings settings;
    private final StripeApi stripe;

    PersonAtStripe(PaymentSettings settings, StripeApi stripe) {
        this.settings = settings;
        this.stripe = stripe;
    }

    /** What came of it. */
    public enum Outcome {
        /** It is so at Stripe now. */
        DONE,
        /** Stripe knows no such customer, or not any more. */
        NOT_THERE,
        /** Stripe does not answer now. */
        AWAY,
        /** Stripe will not: the key may not do it, or the data is nothing that it takes. */
        REFUSED,
        /** Payments are off here, so there is no key to ask with. */
        OFF
    }

    /**
     * Forgets a customer there, with what they pay with. Payments, refunds, disputes and invoices stay with Stripe, which has
     * to keep them by itself (<a href="https://docs.stripe.com/api/customers/delete">delete a customer</a>).
     */
    public Outcome forget(String customer) {
        return asked("forgotten", () -> stripe.deleteCustomer(customer));
    }

    /** How far Stripe is with making what it kept of somebody nobody's. */
    public enum Redacted {
        /** All of it is. */
        DONE,
        /** It works on it. */
        UNDER_WAY,
        /** Something of it cannot be yet: Stripe's dashboard says what. */
        NOT_YET,
        /** Stripe does not answer now. */
        AWAY,
        /** Stripe will not, or payments are off here, so that there is no key to ask with. */
        REFUSED
    }

    /**
     * How far it is.
     *
     * @param job what Stripe calls its work; null if there is none to ask for
     */
    public record Redaction(Redacted how, @Nullable String job) {}

    /**
     * Has Stripe redact what it kept of a customer, also of one that was deleted, as soon as its law lets it. Goes on by being
     * asked again, with the job of before. Cannot be undone.
     *
     * @param job of before; null at first, and after one that could not be
     * @see <a href="https://docs.stripe.com/privacy/redaction">Redact personal data</a>
     */
    public Redaction redact(String customer, @Nullable String job) {
        if (!settings.isOn()) {
            return new Redaction(Redacted.REFUSED, job);
        }
        try {
            StripeApi.Redaction now =
                    job == null ? stripe.redact(customer, "redact:" + UUID.randomUUID()) : stripe.redaction(job);
            return switch (now.status()) {
                case "succeeded" -> new Redaction(Redacted.DONE, now.id());
                case "failed", "canceled" -> new Redaction(Redacted.NOT_YET, now.id());
                case "ready" ->
                    new Redaction(
                            Redacted.UNDER_WAY, stripe.runRedaction(now.id()).id());
                default -> new Redaction(Redacted.UNDER_WAY, now.id());
            };
        } catch (StripeProblem.Away e) {
            LOG.info("What Stripe kept of a customer is not redacted yet: {}", e.getMessage());
            return new Redaction(Redacted.AWAY, job);
        } catch (StripeProblem e) {
            LOG.warn("What Stripe kept of a customer is not redacted: {}", e.getMessage());
            return new Redaction(Redacted.REFUSED, job);
        }
    }

    /** Corrects a customer's address there, and their name if Stripe has one. */
    public Outcome correct(String customer, @Nullable String email, String name) {
        return asked("corrected", () -> stripe.correctCustomer(customer, email, name));
    }

    /** Has a customer get mail elsewhere from there. */
    public Outcome move(String customer, String email) {
        return asked("told of their address", () -> stripe.moveCustomer(customer, email));
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws StripeProblem;
    }

    private Outcome asked(String what, Deed deed) {
        if (!settings.isOn()) {
            return Outcome.OFF;
        }
        try {
            deed.run();
            return Outcome.DONE;
        } catch (StripeProblem.NotThere e) {
            return Outcome.NOT_THERE;
        } catch (StripeProblem.Away e) {
            LOG.info("A customer is not {} at Stripe yet: {}", what, e.getMessage());
            return Outcome.AWAY;
        } catch (StripeProblem e) {
            LOG.warn("A customer is not {} at Stripe: {}", what, e.getMessage());
            return Outcome.REFUSED;
        }
    }
}
