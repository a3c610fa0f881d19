package ai.ominigate.privacy.subprocessor;

import ai.ominigate.mail.Template;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.legal.Circulars;
import ai.ominigate.privacy.subprocessor.ListTable.Published;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Tells every active account of a list in which something is new, once each, and has what was announced begin on its day.
 * On all nodes, which take turns.
 */
@Singleton
final class Announcing {
    private final Circulars circulars;
    private final Registrar registrar;
    private final DataSource dataSource;
    private final InstantSource clock;

    Announcing(Circulars circulars, Registrar registrar, DataSource dataSource, InstantSource clock) {
        this.circulars = circulars;
        this.registrar = registrar;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Writes to whoever was not written to. */
    @Scheduled(initialDelay = "20s", fixedDelay = "20s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void announce() throws SQLException {
        boolean more = true;
        while (more) {
            more = Transaction.run(dataSource, this::announceSome);
        }
    }

    /** Notes what became of the letters, long before these are forgotten. */
    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void noteOutcomes() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            Circulars.noteOutcomes(transaction, ListTable.NOTED);
            return true;
        });
    }

    private boolean announceSome(Connection transaction) throws SQLException {
        Published list = ListTable.lockUnannounced(transaction);
        if (list == null) {
            return false;
        }
        if (!circulars.leaveSome(transaction, circular(list))) {
            ListTable.announced(transaction, list.number(), now());
        }
        return true;
    }

    private Circulars.Circular circular(Published list) {
        return new Circulars.Circular(
                ListTable.NOTED,
                list.number(),
                Template.SUBPROCESSORS_CHANGED,
                Map.of(
                        "from",
                                list.effectiveAt()
                                        .atOffset(ZoneOffset.UTC)
                                        .toLocalDate()
                                        .toString(),
                        "summary", list.summary().replaceAll("\\s+", " "),
                        "link", circulars.link("/legal/subprocessors/" + list.number())));
    }

    /** Begins to use whatever was announced for a day that has come. */
    @Scheduled(initialDelay = "5s", fixedDelay = "5s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void begin() throws SQLException {
        Instant now = now();
        Transaction.run(dataSource, transaction -> {
            int begun = 0;
            for (Company announced : CompanyTable.all(transaction)) {
                if (isDue(announced, now)) {
                    begun += begin(transaction, announced, now);
                }
            }
            return begun;
        });
    }

    private int begin(Connection transaction, Company announced, Instant now) throws SQLException {
        Company company = CompanyTable.lock(transaction, announced.id());
        if (company == null || !isDue(company, now)) {
            return 0;
        }
        registrar.keep(
                transaction,
                company.with(SubprocessorState.ACTIVE, company.activeFrom()),
                "begin",
                new Actor.Automatic(),
                null,
                Map.of());
        return 1;
    }

    private static boolean isDue(Company company, Instant now) {
        return company.state() == SubprocessorState.ANNOUNCED
                && company.activeFrom() != null
                && !company.activeFrom().isAfter(now);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
