package ai.ominigate.payment;

import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.accounts.OwnerNews;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * That Stripe has to be told of another address, left behind in the transaction that makes it the account's: a change that both
 * mailboxes have confirmed, or one that was taken back. What is told is what stands when it is told, so that neither the order nor
 * the number of tries matters. What a request of the privacy desk changes has a leg of its own for it. Blocks.
 */
@Singleton
final class CustomerNews implements OwnerNews {
    private static final String REQUEST = "request:";

    private final InstantSource clock;

    CustomerNews(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void moved(Connection transaction, UUID account, String because) throws SQLException {
        if (because.startsWith(REQUEST)) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // Whom Stripe does not know is made there with the address that stands then.
        Statements.update(transaction, """
                INSERT INTO payment.customer_news AS news (account_id, changed_at, look_at)
                SELECT id, ?, ? FROM accounts.account
                 WHERE id = ?
                   AND (stripe_customer IS NOT NULL
                        OR EXISTS (SELECT FROM payment.customer_wish WHERE account_id = account.id))
                ON CONFLICT (account_id) DO UPDATE SET
                    changed_at = excluded.changed_at, look_at = excluded.look_at, revision = news.revision + 1
                """, now, now, account);
    }

    /** Tells Stripe. */
    @Singleton
    static final class Teller {
        /** Longer than Stripe's client takes with all its tries. */
        private static final Duration LEASE = Duration.ofMinutes(10);

        private static final Duration AWAY = Duration.ofMinutes(10);
        private static final Duration MADE_WITHIN = Duration.ofHours(1);
        private static final Duration REFUSED = Duration.ofDays(1);

        private final DataSource dataSource;
        private final OwnerFields owners;
        private final PersonAtStripe atStripe;
        private final InstantSource clock;

        Teller(DataSource dataSource, OwnerFields owners, PersonAtStripe atStripe, InstantSource clock) {
            this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
            this.owners = owners;
            this.atStripe = atStripe;
            this.clock = clock;
        }

        private record News(UUID account, long revision, Instant changedAt) {}

        private Instant now() {
            return clock.instant().truncatedTo(ChronoUnit.MICROS);
        }

        /** What is to be told now, on whichever node is here first. */
        void tell() throws SQLException {
            News next = take();
            while (next != null) {
                tell(next);
                next = take();
            }
        }

        private @Nullable News take() throws SQLException {
            Instant now = now();
            return Transaction.run(
                    dataSource,
                    transaction -> Statements.first(
                            transaction,
                            """
                            UPDATE payment.customer_news SET taken_until = ?
                            WHERE account_id = (
                                SELECT account_id FROM payment.customer_news
                                WHERE look_at <= ? AND (taken_until IS NULL OR taken_until <= ?)
                                ORDER BY look_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                            RETURNING account_id, revision, changed_at
                            """,
                            row -> new News(
                                    row.getObject(1, UUID.class),
                                    row.getLong(2),
                                    Objects.requireNonNull(Statements.instant(row, "changed_at"))),
                            now.plus(LEASE),
                            now,
                            now));
        }

        private void tell(News news) throws SQLException {
            OwnerFields.Now now = Transaction.run(dataSource, connection -> owners.now(connection, news.account()));
            if (now == null || now.email() == null) {
                // Closed: its customer is forgotten at Stripe.
                over(news, null);
                return;
            }
            if (now.stripeCustomer() == null) {
                // It is being made there, with the address of before at worst; whatever is made later has the one of
                // now.
                over(news, news.changedAt().plus(MADE_WITHIN).isBefore(now()) ? null : AWAY);
                return;
            }
            over(
                    news,
                    switch (atStripe.move(now.stripeCustomer(), now.email())) {
                        case DONE, NOT_THERE -> null;
                        case AWAY -> AWAY;
                        case REFUSED, OFF -> REFUSED;
                    });
        }

        /** @param again when it is to be told once more; null if it is told */
        private void over(News news, @Nullable Duration again) throws SQLException {
            Instant now = now();
            Transaction.run(dataSource, transaction -> {
                if (again == null) {
                    Statements.update(
                            transaction,
                            "DELETE FROM payment.customer_news WHERE account_id = ? AND revision = ?",
                            news.account(),
                            news.revision());
                }
                return Statements.update(
                        transaction, """
                        UPDATE payment.customer_news
                        SET taken_until = NULL, look_at = CASE WHEN revision = ? THEN ?::timestamptz ELSE look_at END
                        WHERE account_id = ?
                        """, news.revision(), again == null ? now : now.plus(again), news.account());
            });
        }
    }
}
