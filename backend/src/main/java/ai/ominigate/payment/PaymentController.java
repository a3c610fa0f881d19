package ai.ominigate.payment;

import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.payment.DifferenceKind;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentRefundState;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.RefundCause;
import ai.ominigate.model.payment.RefundPayment;
import ai.ominigate.payment.Refunds.Cause;
import ai.ominigate.platform.Transaction;
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
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Payments, refunds, disputes, and whether Stripe's books and ours agree, for those who look after money. */
@Controller("/admin/v1/payments")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_PAYMENTS)
final class PaymentController {
    private final DataSource dataSource;
    private final Refunds refunds;
    private final Commands commands;
    private final AuditLog audit;
    private final InstantSource clock;

    PaymentController(DataSource dataSource, Refunds refunds, Commands commands, AuditLog audit, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.refunds = refunds;
        this.commands = commands;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Top-ups, the newest first unless they are sorted.
     *
     * @param account only of this one
     */
    @Recorded("payment.list")
    @Get
    Page<PaymentDetails> list(PageRequest page, @Nullable Sort<PaymentSort> sort, @QueryValue @Nullable UUID account)
            throws SQLException {
        Sort<PaymentSort> by = Sort.orLargestFirst(sort, PaymentSort.ASKED_AT);
        return read(
                ListQuery.of(TopUpTable.COLUMNS, "payment.top_up")
                        .where("account_id = ?", account)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("id", "uuid"),
                page,
                by.descending(),
                PaymentController::details);
    }

    /**
     * Refunds, the newest first unless they are sorted.
     *
     * @param account only of this one
     */
    @Recorded("payment.list-refunds")
    @Get("/refunds")
    Page<PaymentRefund> refunds(PageRequest page, @Nullable Sort<PaymentSort> sort, @QueryValue @Nullable UUID account)
            throws SQLException {
        Sort<PaymentSort> by = Sort.orLargestFirst(sort, PaymentSort.ASKED_AT);
        return read(
                ListQuery.of(Refunds.COLUMNS, "payment.refund")
                        .where("account_id = ?", account)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("id", "uuid"),
                page,
                by.descending(),
                row -> details(Refunds.read(row)));
    }

    /**
     * Disputes and banks' warnings, the newest first unless they are sorted.
     *
     * @param account only of this one
     */
    @Recorded("payment.list-disputes")
    @Get("/disputes")
    Page<PaymentDispute> disputes(
            PageRequest page, @Nullable Sort<DisputeSort> sort, @QueryValue @Nullable UUID account)
            throws SQLException {
        Sort<DisputeSort> by = Sort.orLargestFirst(sort, DisputeSort.OPENED_AT);
        return read(
                ListQuery.of(Disputes.COLUMNS, "payment.dispute")
                        .where("account_id = ?", account)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("object", "text"),
                page,
                by.descending(),
                row -> details(Disputes.read(row)));
    }

    /**
     * Where Stripe's books and ours do not agree, or did not, the newest first unless they are sorted.
     *
     * @param kind only what does not agree in this way
     * @param open only what nobody has settled, or only the rest
     */
    @Recorded("payment.list-differences")
    @Get("/differences")
    Page<PaymentDifference> differences(
            PageRequest page,
            @Nullable Sort<DifferenceSort> sort,
            @QueryValue @Nullable DifferenceKind kind,
            @QueryValue @Nullable Boolean open)
            throws SQLException {
        Sort<DifferenceSort> by = Sort.orLargestFirst(sort, DifferenceSort.FOUND_AT);
        return read(
                ListQuery.of("*", "payment.difference")
                        .where("kind = ?", kind == null ? null : kind.name())
                        .where("(settled_at IS NULL) = ?", open)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("id", "uuid"),
                page,
                by.descending(),
                PaymentController::difference);
    }

    private <R> Page<R> read(ListQuery query, PageRequest page, boolean descending, ListQuery.Reader<R> reader)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return query.read(connection, page, descending, reader);
        }
    }

    /** Which refund a command has made. */
    record Done(UUID refund) {}

    /** Pays back unused credit of a top-up. It is out of the wallet at once; Stripe is asked then. */
    @Post("/{id}/refunds")
    @Status(HttpStatus.CREATED)
    @Allowed(Capability.REFUND_PAYMENTS)
    PaymentRefund refund(@PathVariable UUID id, @Body RefundPayment wish, Command command, Actor.Member me)
            throws SQLException {
        Done done = commands.once(command, wish, Done.class, transaction -> {
            if (TopUpTable.find(transaction, id) == null) {
                throw Refused.notFound("There is no such top-up.");
            }
            Refunds.Refund refund =
                    refunds.prepare(transaction, id, Cents.wholeOf(wish.amount().nanos()), Cause.UNUSED, null);
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "payment.refund",
                            Act.Outcome.DONE,
                            "top-up:" + id,
                            null,
                            command.requestId(),
                            Map.of(
                                    "account",
                                    "account:" + refund.account(),
                                    "amount",
                                    wish.amount().toString(),
                                    "reason",
                                    wish.reason())));
            return new Done(refund.id());
        });
        refunds.send(done.refund());
        return Transaction.run(
                dataSource,
                connection -> Objects.requireNonNull(Statements.first(
                        connection,
                        "SELECT " + Refunds.COLUMNS + " FROM payment.refund WHERE id = ?",
                        row -> details(Refunds.read(row)),
                        done.refund())));
    }

    /** Says that a difference is looked after. If it changes, it is open again. */
    @Post("/differences/{id}/settle")
    @Allowed(Capability.REFUND_PAYMENTS)
    PaymentDifference settle(@PathVariable UUID id, Command command, Actor.Member me) throws SQLException {
        return commands.once(command, null, PaymentDifference.class, transaction -> {
            Statements.update(transaction, """
                    UPDATE payment.difference SET settled_at = ?, settled_by = ? WHERE id = ? AND settled_at IS NULL
                    """, clock.instant(), me.member(), id);
            PaymentDifference settled = Statements.first(
                    transaction, "SELECT * FROM payment.difference WHERE id = ?", PaymentController::difference, id);
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
                            Map.of()));
            return settled;
        });
    }

    private static Usd usd(long cents) {
        return new Usd(Cents.nanos(cents));
    }

    private static PaymentDetails details(ResultSet row) throws SQLException {
        TopUp order = TopUpTable.read(row);
        return new PaymentDetails(
                order.id().toString(),
                order.account().toString(),
                PaymentKind.valueOf(order.kind().name()),
                PaymentState.valueOf(order.state().name()),
                usd(order.creditCents()),
                usd(order.feeCents()),
                usd(order.taxCents()),
                order.askedAt(),
                order.settledAt(),
                order.intent(),
                order.failure());
    }

    private static PaymentRefund details(Refunds.Refund refund) {
        return new PaymentRefund(
                refund.id().toString(),
                refund.topUp().toString(),
                refund.account().toString(),
                usd(refund.cents()),
                RefundCause.valueOf(refund.cause().name()),
                PaymentRefundState.valueOf(refund.state().name()),
                refund.askedAt(),
                refund.settledAt(),
                refund.object(),
                refund.failure());
    }

    private static PaymentDispute details(Disputes.Contest dispute) {
        return new PaymentDispute(
                dispute.object(),
                dispute.topUp().toString(),
                dispute.account().toString(),
                dispute.kind() == Disputes.Kind.WARNING,
                usd(dispute.cents()),
                usd(dispute.takenCents()),
                dispute.status(),
                dispute.openedAt(),
                dispute.closedAt());
    }

    private static PaymentDifference difference(ResultSet row) throws SQLException {
        Long ours = row.getObject("ours_cents", Long.class);
        Long theirs = row.getObject("their_cents", Long.class);
        return new PaymentDifference(
                row.getObject("id", UUID.class).toString(),
                DifferenceKind.valueOf(row.getString("kind")),
                row.getString("object"),
                ours == null ? null : usd(ours),
                theirs == null ? null : usd(theirs),
                Objects.requireNonNull(Statements.instant(row, "found_at")),
                Objects.requireNonNull(Statements.instant(row, "seen_at")),
                Statements.instant(row, "settled_at"));
    }
}
