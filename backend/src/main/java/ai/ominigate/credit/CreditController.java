package ai.ominigate.credit;

import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.CreditLotKind;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Credit that accounts have, and that the staff gives them. */
@Controller("/admin/v1/credits")
@ExecuteOn(TaskExecutors.BLOCKING)
final class CreditController {
    private final DataSource dataSource;
    private final Gifts gifts;
    private final Approvals approvals;
    private final Commands commands;

    CreditController(DataSource dataSource, Gifts gifts, Approvals approvals, Commands commands) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.gifts = gifts;
        this.approvals = approvals;
        this.commands = commands;
    }

    /**
     * Of what credit an account's balance is made, the newest first unless it is sorted.
     *
     * @param account whose
     */
    @Recorded("credit.list")
    @Get
    @Allowed(Capability.VIEW_CREDIT)
    Page<CreditLotDetails> list(PageRequest page, @Nullable Sort<LotSort> sort, @QueryValue UUID account)
            throws SQLException {
        Sort<LotSort> by = Sort.orLargestFirst(sort, LotSort.MADE_AT);
        try (Connection connection = dataSource.getConnection()) {
            return ListQuery.of("lot.*, tx.meta ->> 'cause' AS cause, tx.meta ->> 'reason' AS reason", """
                            billing.credit_lot_now AS lot
                            LEFT JOIN billing.ledger_tx AS tx ON tx.id = lot.tx
                            """)
                    .where("lot.account = ?", account)
                    .sortedBy("lot." + by.by().expression(), "timestamptz")
                    .sortedBy("lot.id", "uuid")
                    .read(connection, page, by.descending(), CreditController::details);
        }
    }

    private static CreditLotDetails details(ResultSet row) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        String cause = row.getString("cause");
        return new CreditLotDetails(
                row.getString("id"),
                row.getString("account"),
                CreditLotKind.valueOf(row.getString("kind")),
                new Usd(row.getLong("granted")),
                new Usd(row.getLong("remaining")),
                row.getInt("priority"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                expires == null ? null : expires.toInstant(),
                cause == null ? null : CreditCause.valueOf(cause),
                row.getString("reason"));
    }

    /**
     * Gives an account credit at our expense; its owner is told. Above what one may give in 24 hours alone, it waits for a
     * second person.
     */
    @Post
    @Status(HttpStatus.CREATED)
    @Allowed(Capability.GIVE_CREDIT)
    CreditGift give(@Body GiveCredit wish, Command command, Actor.Member me) throws SQLException {
        return commands.once(
                command, wish, CreditGift.class, transaction -> gifts.give(transaction, approvals, wish, me, command));
    }
}
