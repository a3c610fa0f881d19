package ai.ominigate.privacy.identity;

import ai.ominigate.mail.Template;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.Identification;
import ai.ominigate.privacy.request.Identification.Subject;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** What time does with whoever was asked to show who they are: two reminders, and then an end that is none for good. */
@Singleton
final class IdentityUpkeep {
    private static final List<Duration> REMINDERS = List.of(Duration.ofDays(2), Duration.ofDays(5));

    /** Whoever was asked late has at least so long. */
    private static final Duration AT_LEAST = Duration.ofDays(5);

    private static final int DAYS_BEFORE_THE_LAST = 3;

    private final Identification identification;
    private final Proofs proofs;
    private final DataSource dataSource;
    private final InstantSource clock;

    IdentityUpkeep(Identification identification, Proofs proofs, DataSource dataSource, InstantSource clock) {
        this.identification = identification;
        this.proofs = proofs;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Scheduled(initialDelay = "2m", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void lookAfter() throws SQLException {
        Instant now = clock.instant();
        for (UUID request : waitedLongEnough(now)) {
            giveUp(request);
        }
        for (int times = REMINDERS.size(); times > 0; times--) {
            for (UUID request : waiting(now.minus(REMINDERS.get(times - 1)), times)) {
                remind(request, times);
            }
        }
    }

    /** That we do not go on must be told within the time for the answer (GDPR, article 12(4)), which began before we asked. */
    private List<UUID> waitedLongEnough(Instant now) throws SQLException {
        return Transaction.run(
                dataSource,
                transaction -> identification.waitedLongEnough(
                        transaction,
                        now.minus(Proofs.ASKED_FOR),
                        now.minus(AT_LEAST),
                        LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(DAYS_BEFORE_THE_LAST)));
    }

    private List<UUID> waiting(Instant since, int reminders) throws SQLException {
        return Transaction.run(dataSource, transaction -> identification.waiting(transaction, since, reminders));
    }

    /** Another node may have done so meanwhile; whoever holds the request sees that. */
    private void remind(UUID request, int times) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            Subject subject = identification.lock(transaction, request);
            Instant since = clock.instant().minus(REMINDERS.get(times - 1));
            if (identification.waiting(transaction, since, times).contains(request)) {
                identification.reminded(transaction, request, times);
                if (subject.registered() != null) {
                    proofs.sendLink(transaction, subject, Template.REQUEST_IDENTITY_REMINDER);
                }
            }
            return null;
        });
    }

    private void giveUp(UUID request) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            Subject subject = identification.lock(transaction, request);
            if (subject.pending()) {
                identification.gaveUp(transaction, subject, proofs.reopenLink(transaction, request, subject.account()));
            } else {
                identification.toldOfTheEnd(transaction, request);
            }
            return null;
        });
    }
}
