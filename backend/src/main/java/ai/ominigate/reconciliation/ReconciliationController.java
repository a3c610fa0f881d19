package ai.ominigate.reconciliation;

import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.payment.ProviderReport;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.ProviderUse.Counts;
import ai.ominigate.model.payment.ProviderUseVerdict;
import ai.ominigate.model.payment.SettleProviderUse;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What providers say that we used, next to what we metered, for those who look after money. */
@Controller("/admin/v1/reconciliation")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_PAYMENTS)
final class ReconciliationController {
    private static final String OPEN = "(verdict <> 'AGREES' AND settled_at IS NULL)";

    private final DataSource dataSource;
    private final ProviderComparison comparison;
    private final Commands commands;
    private final AuditLog audit;
    private final InstantSource clock;

    ReconciliationController(
            DataSource dataSource,
            ProviderComparison comparison,
            Commands commands,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.comparison = comparison;
        this.commands = commands;
        this.audit = audit;
        this.clock = clock;
    }

    /** Each provider that is asked for its reports, with whether it answers; few, so all of them. */
    @Recorded("reconciliation.list-providers")
    @Get("/providers")
    Page<ProviderReport> providers() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT compared_to, compared_at, failure,
                               (SELECT count(*) FROM reconciliation.provider_day WHERE provider = wanted.name AND %s)
                          FROM (SELECT ?::text AS name) AS wanted
                          LEFT JOIN reconciliation.turn ON turn.provider = wanted.name
                        """.formatted(OPEN))) {
            List<ProviderReport> reports = new ArrayList<>();
            for (String provider : comparison.providers()) {
                select.setString(1, provider);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    reports.add(new ProviderReport(
                            provider,
                            row.getObject(1, LocalDate.class),
                            instant(row, "compared_at"),
                            row.getString(3),
                            comparison.next(row.getObject(1, LocalDate.class)),
                            row.getInt(4)));
                }
            }
            return new Page<>(reports, null);
        }
    }

    /**
     * What was used by day and model, the newest first unless it is sorted.
     *
     * @param provider only at this one
     * @param day only of this one
     * @param open only what does not agree and nobody has settled, or only the rest
     */
    @Recorded("reconciliation.list-usage")
    @Get("/usage")
    Page<ProviderUse> usage(
            PageRequest page,
            @Nullable Sort<ProviderUseSort> sort,
            @QueryValue @Nullable String provider,
            @QueryValue @Nullable LocalDate day,
            @QueryValue @Nullable Boolean open)
            throws SQLException {
        Sort<ProviderUseSort> by = Sort.orLargestFirst(sort, ProviderUseSort.DAY);
        try (Connection connection = dataSource.getConnection()) {
            return ListQuery.of("*", "reconciliation.provider_day")
                    .where("provider = ?", provider)
                    .where("day = ?", day)
                    .where(OPEN + " = ?", open)
                    .sortedBy(by.by().expression(), "date")
                    .sortedBy("id", "uuid")
                    .read(connection, page, by.descending(), ReconciliationController::use);
        }
    }

    /** Says that a difference is looked after. If it changes, it is open again. */
    @Post("/usage/{id}/settle")
    @Allowed(Capability.REFUND_PAYMENTS)
    ProviderUse settle(@PathVariable UUID id, @Body SettleProviderUse wish, Command command, Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ProviderUse.class, transaction -> {
            settle(transaction, id, wish.note().strip(), me.member());
            ProviderUse settled = find(transaction, id);
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "reconciliation.settle",
                            Act.Outcome.DONE,
                            "provider-use:" + id,
                            null,
                            command.requestId(),
                            Map.of("note", wish.note().strip())));
            return settled;
        });
    }

    private void settle(Connection transaction, UUID id, String note, UUID member) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE reconciliation.provider_day SET settled_at = ?, settled_by = ?, note = ?
                 WHERE id = ? AND settled_at IS NULL AND verdict <> 'AGREES'
                """)) {
            update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            update.setObject(2, member);
            update.setString(3, note);
            update.setObject(4, id);
            update.executeUpdate();
        }
    }

    private static ProviderUse find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM reconciliation.provider_day WHERE id = ?")) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw Refused.notFound("There is no such comparison.");
                }
                return use(row);
            }
        }
    }

    private static ProviderUse use(ResultSet row) throws SQLException {
        return new ProviderUse(
                row.getString("id"),
                row.getString("provider"),
                row.getObject("day", LocalDate.class),
                row.getString("model"),
                ProviderUseVerdict.valueOf(row.getString("verdict")),
                counts(row, "our_"),
                counts(row, "their_"),
                row.getObject("found_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                instant(row, "settled_at"),
                row.getString("note"));
    }

    private static Counts counts(ResultSet row, String whose) throws SQLException {
        Long nanos = row.getObject(whose + "nanos", Long.class);
        return new Counts(
                row.getObject(whose + "calls", Long.class),
                row.getLong(whose + "input"),
                row.getLong(whose + "cache_read"),
                row.getObject(whose + "cache_write", Long.class),
                row.getLong(whose + "output"),
                nanos == null ? null : new Usd(nanos));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
