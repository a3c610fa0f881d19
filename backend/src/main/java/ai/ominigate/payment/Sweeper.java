package ai.ominigate.payment;

import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what no webhook told: asks Stripe by itself what became of everything that is open, on every node in turns. */
@Singleton
class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int AT_ONCE = 50;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration LATER = Duration.ofHours(1);

    /** Delayed ways to pay take days; after that Stripe has given up as well. */
    private static final Duration OPEN_AT_MOST = Duration.ofDays(14);

    /** Longer than it takes to notice that a webhook is broken. */
    private static final Duration UNDELIVERED_SINCE = Duration.ofDays(3);

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final TopUps topUps;
    private final AutomaticTopUps automatic;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Inbox inbox;
    private final CustomerNews.Teller news;
    private final StripeApi stripe;
    private final PaymentBooks books;
    private final InstantSource clock;

    Sweeper(
            DataSource dataSource,
            PaymentSettings settings,
            TopUps topUps,
            AutomaticTopUps automatic,
            Refunds refunds,
            Disputes disputes,
            Inbox inbox,
            CustomerNews.Teller news,
            StripeApi stripe,
            PaymentBooks books,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.topUps = topUps;
        this.automatic = automatic;
        this.refunds = refunds;
        this.disputes = disputes;
        this.inbox = inbox;
        this.news = news;
        this.stripe = stripe;
        this.books = books;
        this.clock = clock;
    }

    /** What is open. */
    @Scheduled(initialDelay = "${ominigate.payment.first-look-after:20s}", fixedDelay = "30s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void sweep() throws SQLException {
        if (settings.isOn()) {
            topUps();
            refunds.sweep();
            refunds.payWhatIsDue();
            disputes.sweep();
            news.tell();
        }
    }

    /** What the books do by themselves, with payments or without. */
    @Scheduled(initialDelay = "40s", fixedDelay = "1m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void tidy() throws SQLException {
        books.expire(clock.instant());
        books.collectDebts();
    }

    /** What Stripe could not tell. */
    @Scheduled(initialDelay = "5m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void askForWhatWasNotTold() throws SQLException {
        if (settings.isOn()) {
            try {
                for (StripeApi.Told told : stripe.undelivered(clock.instant().minus(UNDELIVERED_SINCE))) {
                    inbox.take(told.event(), told.type(), told.object());
                }
            } catch (StripeProblem e) {
                LOG.info("Stripe was not asked for events that it could not deliver: {}", e.getMessage());
            }
            inbox.forgetOld();
        }
    }

    void topUps() throws SQLException {
        Instant now = clock.instant();
        List<TopUp> due =
                Transaction.run(dataSource, transaction -> TopUpTable.due(transaction, now, SOON, LATER, AT_ONCE));
        for (TopUp order : due) {
            try {
                TopUp after = order.kind() == TopUp.Kind.AUTOMATIC && order.intent() == null
                        ? automatic.recover(order)
                        : topUps.bring(order.id());
                if (after.isOpen() && after.askedAt().plus(OPEN_AT_MOST).isBefore(now)) {
                    topUps.over(after.id(), TopUp.State.EXPIRED, null);
                }
            } catch (StripeProblem e) {
                LOG.info("The top-up {} waits: {}", order.id(), e.getMessage());
            }
        }
    }
}
