package ai.ominigate.payment;

import ai.ominigate.billing.PaymentTrail;
import ai.ominigate.model.Page;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentReceipt;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentRefundState;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.PaymentView;
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
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Payments, refunds and disputes, for those who look after money. */
@Controller("/admin/v1/payments")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_PAYMENTS)
final class PaymentController {
    private final DataSource dataSource;
    private final TopUps topUps;
    private final Refunds refunds;
    private final PaymentTrail trail;
    private final Commands commands;
    private final AuditLog audit;

    PaymentController(
            DataSource dataSource,
            TopUps topUps,
            Refunds refunds,
            PaymentTrail trail,
            Commands commands,
            AuditLog audit) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.topUps = topUps;
        this.refunds = refunds;
        this.trail = trail;
        this.commands = commands;
        this.audit = audit;
    }

    /**
     * Top-ups, the newest first unless they are sorted.
     *
     * @param account only of this one
     * @param state only those of which this became
     * @param kind only those that are paid so
     * @param from only those that were begun then or later
     * @param to only those that were begun before
     * @param payment only the one that Stripe calls so, by its {@code pi_…} or {@code ch_…}
     */
    @Recorded("payment.list")
    @Get
    Page<PaymentDetails> list(
            PageRequest page,
            @Nullable Sort<PaymentSort> sort,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable PaymentState state,
            @QueryValue @Nullable PaymentKind kind,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable String payment)
            throws SQLException {
        Sort<PaymentSort> by = Sort.orLargestFirst(sort, PaymentSort.ASKED_AT);
        return read(
                ListQuery.of(PaymentAnswers.PAYMENT_COLUMNS, "payment.top_up")
                        .where("account_id = ?", account)
                        .where("state = ?", state)
                        .where("kind = ?", kind)
                        .where("asked_at >= ?", from)
                        .where("asked_at < ?", to)
                        .where("intent = ? OR charge = ?", payment, payment)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("id", "uuid"),
                page,
                by.descending(),
                PaymentAnswers::payment);
    }

    /** One top-up with what went back of it, what its bank says, the credit that came of it and what the books have. */
    @Recorded(value = "payment.view", subject = "top-up")
    @Get("/{id}")
    PaymentView one(@PathVariable UUID id) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            TopUp order = TopUpTable.find(transaction, id);
            if (order == null) {
                throw Refused.notFound("There is no such top-up.");
            }
            String booked = order.state() == TopUp.State.PAID ? order.intent() : null;
            return new PaymentView(
                    Objects.requireNonNull(Statements.first(
                            transaction,
                            "SELECT " + PaymentAnswers.PAYMENT_COLUMNS + " FROM payment.top_up WHERE id = ?",
                            PaymentAnswers::payment,
                            id)),
                    PaymentAnswers.usd(refunds.unusedCents(transaction, order)),
                    Statements.list(
                            transaction,
                            "SELECT " + Refunds.COLUMNS + " FROM payment.refund WHERE top_up = ? ORDER BY id DESC",
                            PaymentAnswers::refund,
                            id),
                    Statements.list(
                            transaction,
                            "SELECT " + Disputes.COLUMNS
                                    + " FROM payment.dispute WHERE top_up = ? ORDER BY opened_at DESC, object",
                            PaymentAnswers::dispute,
                            id),
                    booked == null ? List.of() : trail.lots(transaction, order.account(), booked),
                    booked == null ? List.of() : trail.entries(transaction, order.account(), booked),
                    order.charge() != null);
        });
    }

    /** Where the receipt of a top-up is, at Stripe's, which is asked. */
    @Recorded(value = "payment.view-receipt", subject = "top-up")
    @Get("/{id}/receipt")
    PaymentReceipt receipt(@PathVariable UUID id) throws SQLException {
        TopUp order = Transaction.run(dataSource, connection -> TopUpTable.find(connection, id));
        URI receipt = order == null || order.charge() == null ? null : topUps.receipt(order.account(), id);
        if (receipt == null) {
            throw Refused.notFound("There is no such top-up, or it has no receipt.");
        }
        return new PaymentReceipt(receipt.toString());
    }

    /**
     * Refunds, the newest first unless they are sorted.
     *
     * @param account only of this one
     * @param state only those of which this became
     */
    @Recorded("payment.list-refunds")
    @Get("/refunds")
    Page<PaymentRefund> refunds(
            PageRequest page,
            @Nullable Sort<PaymentSort> sort,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable PaymentRefundState state)
            throws SQLException {
        Sort<PaymentSort> by = Sort.orLargestFirst(sort, PaymentSort.ASKED_AT);
        return read(
                ListQuery.of(Refunds.COLUMNS, "payment.refund")
                        .where("account_id = ?", account)
                        .where("state = ?", state)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("id", "uuid"),
                page,
                by.descending(),
                PaymentAnswers::refund);
    }

    /**
     * Disputes and banks' warnings, the newest first unless they are sorted.
     *
     * @param account only of this one
     * @param open only those that are not decided, or only the rest
     */
    @Recorded("payment.list-disputes")
    @Get("/disputes")
    Page<PaymentDispute> disputes(
            PageRequest page,
            @Nullable Sort<DisputeSort> sort,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable Boolean open)
            throws SQLException {
        Sort<DisputeSort> by = Sort.orLargestFirst(sort, DisputeSort.OPENED_AT);
        return read(
                ListQuery.of(Disputes.COLUMNS, "payment.dispute")
                        .where("account_id = ?", account)
                        .where("(closed_at IS NULL) = ?", open)
                        .sortedBy(by.by().expression(), "timestamptz")
                        .sortedBy("object", "text"),
                page,
                by.descending(),
                PaymentAnswers::dispute);
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
                        PaymentAnswers::refund,
                        done.refund())));
    }
}
