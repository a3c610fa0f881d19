package ai.ominigate.payment;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.payment.StripeApi.CardPage;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an account takes the step of having a card confirmed: at a page of Stripe's, by the card's bank, and without paying
 * anything. Nothing is kept of it here, as Stripe's page names what it is for: that it was done is asked of Stripe, when
 * somebody comes back from there and when Stripe tells of it, and ends what required it. Blocks.
 */
@Singleton
public final class CardChecks {
    private static final Logger LOG = LoggerFactory.getLogger(CardChecks.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final StripeCustomers customers;
    private final Decisions decisions;

    CardChecks(
            DataSource dataSource,
            PaymentSettings settings,
            StripeApi stripe,
            StripeCustomers customers,
            Decisions decisions) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.stripe = stripe;
        this.customers = customers;
        this.decisions = decisions;
    }

    /** Whether a card of this account must be confirmed, as the database has it: memory may be a moment behind. */
    public boolean isRequired(UUID account) throws SQLException {
        return required(account) != null;
    }

    private @Nullable UUID required(UUID account) throws SQLException {
        return Transaction.run(
                        dataSource,
                        connection -> Optional.ofNullable(
                                decisions.requiring(connection, account, RequiredStep.CONFIRM_CARD)))
                .orElse(null);
    }

    /**
     * Where a card of this account is confirmed, the same page as long as it is required; null if it need not be, or was by
     * now, which is written down.
     *
     * @param back where Stripe leads people afterwards; always the same
     * @throws Refused if Stripe does not answer, or its page is over
     */
    public @Nullable URI page(UUID account, URI back) throws SQLException {
        UUID decision = required(account);
        if (decision == null) {
            return null;
        }
        try {
            // What the key is answered by may be as old as the page.
            CardPage page = stripe.cardPage(stripe.openCardPage(decision, account, customers.of(account), back)
                    .id());
            if (isTaken(page, decision, account)) {
                return null;
            }
            if (page.url() == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "card_page_over",
                        "The page where a card is confirmed is over. Write to us, and we will ask anew or lift this.");
            }
            return URI.create(page.url());
        } catch (StripeProblem e) {
            LOG.warn("A card could not be confirmed: {}", e.getMessage());
            throw Refused.forNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "stripe_away",
                    "Stripe, where a card is confirmed, does not answer at the moment. Try again soon.",
                    TRY_AGAIN);
        }
    }

    /** Looks at a page of Stripe's that Stripe tells of; true if it is one of these. */
    boolean bring(String session) throws SQLException, StripeProblem {
        if (!settings.isOn()) {
            return false;
        }
        CardPage page = stripe.cardPage(session);
        if (page.decision() == null || page.account() == null) {
            return false;
        }
        try {
            isTaken(page, UUID.fromString(page.decision()), UUID.fromString(page.account()));
            return true;
        } catch (IllegalArgumentException e) {
            return false; // Of another program that uses the same account of Stripe's.
        }
    }

    private boolean isTaken(CardPage page, UUID decision, UUID account) throws SQLException, StripeProblem {
        boolean itsOwn = decision.toString().equals(page.decision())
                && account.toString().equals(page.account());
        if (!itsOwn || page.intent() == null || !stripe.isConfirmed(page.intent())) {
            return false;
        }
        Transaction.run(dataSource, transaction -> {
            decisions.taken(transaction, decision, account);
            return true;
        });
        return true;
    }
}
