package ai.ominigate.credit;

import ai.ominigate.billing.CreditLots;
import ai.ominigate.model.Page;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.CreditTakenBack;
import ai.ominigate.model.billing.GiftState;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.model.billing.TakeBackCredit;
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
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Credit that accounts have, and that the staff gives them. */
@Controller("/admin/v1/credits")
@ExecuteOn(TaskExecutors.BLOCKING)
final class CreditController {
    private final DataSource dataSource;
    private final Gifts gifts;
    private final TakeBacks takeBacks;
    private final GiftList giftList;
    private final Approvals approvals;
    private final Commands commands;
    private final InstantSource clock;

    CreditController(
            DataSource dataSource,
            Gifts gifts,
            TakeBacks takeBacks,
            GiftList giftList,
            Approvals approvals,
            Commands commands,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.gifts = gifts;
        this.takeBacks = takeBacks;
        this.giftList = giftList;
        this.approvals = approvals;
        this.commands = commands;
        this.clock = clock;
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
            return ListQuery.of(CreditLots.COLUMNS, CreditLots.TABLES)
                    .where("lot.account = ?", account)
                    .sortedBy("lot." + by.by().expression(), "timestamptz")
                    .sortedBy("lot.id", "uuid")
                    .read(connection, page, by.descending(), CreditLots::read);
        }
    }

    /**
     * Credit that was given, and what waits for a second person, the newest first unless it is sorted.
     *
     * @param account only of this one
     * @param state only what stands so
     */
    @Recorded("credit.list-gifts")
    @Get("/gifts")
    @Allowed(Capability.VIEW_CREDIT)
    Page<CreditGiftDetails> gifts(
            PageRequest page,
            @Nullable Sort<GiftSort> sort,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable GiftState state)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return giftList.read(
                    connection, page, Sort.orLargestFirst(sort, GiftSort.AT), account, state, clock.instant());
        }
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

    /**
     * Takes back credit that was given by mistake, as far as it is unspent; its owner is told. It counts against what one may give
     * in 24 hours alone; above that it waits for a second person.
     *
     * @param id of the lot of credit
     */
    @Post("/{id}/take-back")
    @Allowed(Capability.GIVE_CREDIT)
    CreditTakenBack takeBack(@PathVariable UUID id, @Body TakeBackCredit wish, Command command, Actor.Member me)
            throws SQLException {
        return commands.once(
                command,
                wish,
                CreditTakenBack.class,
                transaction -> takeBacks.takeBack(transaction, approvals, id, wish, me, command));
    }
}
