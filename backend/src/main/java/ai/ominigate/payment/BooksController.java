package ai.ominigate.payment;

import ai.ominigate.model.Page;
import ai.ominigate.model.payment.AutomaticTopUpDetails;
import ai.ominigate.model.payment.BooksComparison;
import ai.ominigate.model.payment.DifferenceKind;
import ai.ominigate.model.payment.DifferenceReason;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentsState;
import ai.ominigate.model.payment.SettleDifference;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Colleagues;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whether Stripe's books and ours agree, and how payments do, for those who look after money. */
@Controller("/admin/v1/payments")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_PAYMENTS)
final class BooksController {
    /** Each difference with the order that it is about, as far as that is one of ours. */
    private static final String DIFFERENCES = """
            (SELECT found.*, about.id AS about, about.account_id AS account
               FROM payment.difference found
               LEFT JOIN LATERAL (
                    SELECT id, account_id FROM payment.top_up
                     WHERE id = coalesce(
                           found.top_up,
                           (SELECT id FROM payment.top_up WHERE intent = found.object),
                           (SELECT id FROM payment.top_up WHERE charge = found.object),
                           (SELECT top_up FROM payment.refund WHERE object = found.object),
                           (SELECT top_up FROM payment.dispute WHERE object = found.object))) about ON TRUE) difference
            """;

    private static final String COMPARISONS = "day, done_at, movements, differences, ours_cents, their_cents, failure";

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final Colleagues colleagues;
    private final Commands commands;
    private final AuditLog audit;
    private final InstantSource clock;

    BooksController(
            DataSource dataSource,
            PaymentSettings settings,
            Colleagues colleagues,
            Commands commands,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.colleagues = colleagues;
        this.commands = commands;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether there are payments, when Stripe's books are looked at, and what waits for somebody. */
    @Recorded("payment.view-state")
    @Get("/state")
    PaymentsState state() throws SQLException {
        return Transaction.run(dataSource, connection -> {
            BooksComparison last = Statements.first(
                    connection,
                    "SELECT " + COMPARISONS + " FROM payment.comparison ORDER BY day DESC LIMIT 1",
                    BooksController::comparison);
            return Objects.requireNonNull(Statements.first(
                    connection,
                    """
                    SELECT (SELECT count(*) FROM payment.top_up WHERE state IN ('ASKED', 'OPEN')) AS payments,
                           (SELECT count(*) FROM payment.refund WHERE state IN ('PREPARED', 'PENDING')) AS refunds,
                           (SELECT count(*) FROM payment.dispute WHERE closed_at IS NULL) AS disputes,
                           (SELECT count(*) FROM payment.dispute
                             WHERE closed_at IS NULL AND evidence IN ('NONE', 'DRAFTED')) AS unanswered,
                           (SELECT count(*) FROM payment.difference WHERE settled_at IS NULL) AS differences,
                           (SELECT count(*) FROM payment.inbox WHERE status = 'WAITING') AS events
                    """,
                    row -> new PaymentsState(
                            settings.isOn(),
                            settings.automaticTax(),
                            last,
                            settings.isOn() ? Reconciliation.next(clock.instant()) : null,
                            row.getInt("payments"),
                            row.getInt("refunds"),
                            row.getInt("disputes"),
                            row.getInt("unanswered"),
                            row.getInt("differences"),
                            row.getInt("events"))));
        });
    }

    /** Nights on which Stripe's books were looked at, the latest first unless they are sorted. */
    @Recorded("payment.list-comparisons")
    @Get("/comparisons")
    Page<BooksComparison> comparisons(PageRequest page, @Nullable Sort<ComparisonSort> sort) throws SQLException {
        Sort<ComparisonSort> by = Sort.orLargestFirst(sort, ComparisonSort.DAY);
        try (Connection connection = dataSource.getConnection()) {
            return ListQuery.of(COMPARISONS, "payment.comparison")
                    .sortedBy(by.by().expression(), "date")
                    .read(connection, page, by.descending(), BooksController::comparison);
        }
    }

    private static BooksComparison comparison(ResultSet row) throws SQLException {
        Long ours = row.getObject("ours_cents", Long.class);
        Long theirs = row.getObject("their_cents", Long.class);
        return new BooksComparison(
                row.getObject("day", LocalDate.class),
                Objects.requireNonNull(Statements.instant(row, "done_at")),
                row.getInt("movements"),
                row.getInt("differences"),
                ours == null ? null : PaymentAnswers.usd(ours),
                theirs == null ? null : PaymentAnswers.usd(theirs),
                row.getString("failure"));
    }

    /**
     * Where Stripe's books and ours do not agree, or did not, the newest first unless they are sorted.
     *
     * @param kind only what does not agree in this way
     * @param open only what nobody has settled, or only the rest
     * @param account only what is about a payment of this one
     */
    @Recorded("payment.list-differences")
    @Get("/differences")
    Page<PaymentDifference> differences(
            PageRequest page,
            @Nullable Sort<DifferenceSort> sort,
            @QueryValue @Nullable DifferenceKind kind,
            @QueryValue @Nullable Boolean open,
            @QueryValue @Nullable UUID account)
            throws SQLException {
        Sort<DifferenceSort> by = Sort.orLargestFirst(sort, DifferenceSort.FOUND_AT);
        try (Connection connection = dataSource.getConnection()) {
            Page<Found> found = ListQuery.of("*", DIFFERENCES)
                    .where("kind = ?", kind == null ? null : kind.name())
                    .where("(settled_at IS NULL) = ?", open)
                    .where("account = ?", account)
                    .sortedBy(by.by().expression(), "timestamptz")
                    .sortedBy("id", "uuid")
                    .read(connection, page, by.descending(), Found::of);
            return named(connection, found);
        }
    }

    private Page<PaymentDifference> named(Connection connection, Page<Found> found) throws SQLException {
        Map<UUID, Colleague> names = colleagues.named(
                connection,
                found.items().stream()
                        .map(Found::settledBy)
                        .filter(Objects::nonNull)
                        .toList());
        return found.map(each -> each.shown(names));
    }

    /** A difference, with the id of who settled it; null if nobody did. */
    private record Found(
            PaymentDifference difference, @Nullable UUID settledBy) {
        static Found of(ResultSet row) throws SQLException {
            Long ours = row.getObject("ours_cents", Long.class);
            Long theirs = row.getObject("their_cents", Long.class);
            String reason = row.getString("reason");
            return new Found(
                    new PaymentDifference(
                            row.getString("id"),
                            DifferenceKind.valueOf(row.getString("kind")),
                            row.getString("object"),
                            ours == null ? null : PaymentAnswers.usd(ours),
                            theirs == null ? null : PaymentAnswers.usd(theirs),
                            Objects.requireNonNull(Statements.instant(row, "found_at")),
                            Objects.requireNonNull(Statements.instant(row, "seen_at")),
                            reason == null ? null : DifferenceReason.valueOf(reason),
                            row.getString("about"),
                            row.getString("account"),
                            Statements.instant(row, "settled_at"),
                            null,
                            row.getString("note")),
                    row.getObject("settled_by", UUID.class));
        }

        PaymentDifference shown(Map<UUID, Colleague> names) {
            return new PaymentDifference(
                    difference.id(),
                    difference.kind(),
                    difference.object(),
                    difference.ours(),
                    difference.theirs(),
                    difference.foundAt(),
                    difference.seenAt(),
                    difference.reason(),
                    difference.payment(),
                    difference.account(),
                    difference.settledAt(),
                    settledBy == null ? null : names.get(settledBy),
                    difference.note());
        }
    }

    /** Says that a difference is looked after. If it changes, it is open again. */
    @Post("/differences/{id}/settle")
    @Allowed(Capability.REFUND_PAYMENTS)
    PaymentDifference settle(
            @PathVariable UUID id, @Nullable @Body SettleDifference wish, Command command, Actor.Member me)
            throws SQLException {
        String note = wish == null ? null : wish.note().strip();
        return commands.once(command, wish, PaymentDifference.class, transaction -> {
            Statements.update(transaction, """
                    UPDATE payment.difference SET settled_at = ?, settled_by = ?, note = ?
                     WHERE id = ? AND settled_at IS NULL
                    """, clock.instant(), me.member(), note, id);
            Found settled = Statements.first(
                    transaction, "SELECT * FROM " + DIFFERENCES + " WHERE difference.id = ?", Found::of, id);
            if (settled == null) {
                throw Refused.notFound("There is no such difference.");
            }
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "payment.settle-difference",
                            Act.Outcome.DONE,
                            "difference:" + id,
                            null,
                            command.requestId(),
                            note == null ? Map.of() : Map.of("note", note)));
            return named(transaction, new Page<>(List.of(settled), null))
                    .items()
                    .getFirst();
        });
    }

    /**
     * Accounts that top up by themselves, or did, those first who said so last unless they are sorted.
     *
     * @param account only this one
     * @param enabled only those that do, or only the rest
     * @param stopped only those that stopped by themselves, or only the rest
     */
    @Recorded("payment.list-automatic")
    @Get("/automatic")
    Page<AutomaticTopUpDetails> automatic(
            PageRequest page,
            @Nullable Sort<AutomaticSort> sort,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable Boolean enabled,
            @QueryValue @Nullable Boolean stopped)
            throws SQLException {
        Sort<AutomaticSort> by = Sort.orLargestFirst(sort, AutomaticSort.CHANGED_AT);
        Instant month = clock.instant()
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
        try (Connection connection = dataSource.getConnection()) {
            return ListQuery.of("*", """
                            (SELECT wish.*,
                                    (SELECT coalesce(sum(credit_cents), 0)::bigint FROM payment.top_up
                                      WHERE account_id = wish.account_id AND kind = 'AUTOMATIC' AND asked_at >= ?
                                        AND state IN ('ASKED', 'OPEN', 'PAID')) AS month_so_far
                               FROM payment.automatic wish) automatic
                            """, month.atOffset(ZoneOffset.UTC))
                    .where("account_id = ?", account)
                    .where("enabled = ?", enabled)
                    .where("(stopped_because IS NOT NULL) = ?", stopped)
                    .sortedBy(by.by().expression(), "timestamptz")
                    .sortedBy("account_id", "uuid")
                    .read(connection, page, by.descending(), BooksController::automatic);
        }
    }

    private static AutomaticTopUpDetails automatic(ResultSet row) throws SQLException {
        return new AutomaticTopUpDetails(
                row.getString("account_id"),
                row.getBoolean("enabled"),
                PaymentAnswers.usd(row.getLong("threshold_cents")),
                PaymentAnswers.usd(row.getLong("amount_cents")),
                PaymentAnswers.usd(row.getLong("month_cents")),
                PaymentAnswers.usd(row.getLong("month_so_far")),
                row.getInt("failures"),
                row.getString("stopped_because"),
                Statements.instant(row, "rests_until"),
                Objects.requireNonNull(Statements.instant(row, "changed_at")));
    }
}
