package ai.ominigate.privacy.request;

import ai.ominigate.accounts.Customers;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.HoldAccount;
import ai.ominigate.model.privacy.LegalHoldDetails;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Accounts whose data are kept for a legal matter, as two of the staff have agreed. Blocks. */
@Singleton
final class LegalHolds {
    private static final String GONE = "(no longer here)";

    private final SetLegalHold set;
    private final LiftLegalHold lift;
    private final Approvals approvals;
    private final Commands commands;
    private final Colleagues colleagues;
    private final Customers customers;
    private final DataSource dataSource;

    LegalHolds(
            SetLegalHold set,
            LiftLegalHold lift,
            Approvals approvals,
            Commands commands,
            Colleagues colleagues,
            Customers customers,
            DataSource dataSource) {
        this.set = set;
        this.lift = lift;
        this.approvals = approvals;
        this.commands = commands;
        this.colleagues = colleagues;
        this.customers = customers;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** What they can be sorted by. */
    enum Order {
        SET_AT
    }

    /** @param account only those of this account; null for all */
    Page<LegalHoldDetails> list(PageRequest page, @Nullable Sort<Order> sort, @Nullable UUID account)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return query(account)
                    .sortedBy("set_at", "timestamptz")
                    .sortedBy("id", "uuid")
                    .read(
                            connection,
                            page,
                            Sort.orLargestFirst(sort, Order.SET_AT).descending(),
                            row -> details(connection, row));
        }
    }

    private static ListQuery query(@Nullable UUID account) {
        return ListQuery.of(
                        "id, version, account, matter, set_at, proposed_by, agreed_by, lifted_at", "privacy.legal_hold")
                .where("account = ?", account);
    }

    private LegalHoldDetails details(Connection connection, ResultSet row) throws SQLException {
        UUID proposedBy = row.getObject("proposed_by", UUID.class);
        UUID agreedBy = row.getObject("agreed_by", UUID.class);
        Map<UUID, Colleague> known = colleagues.named(connection, Set.of(proposedBy, agreedBy));
        OffsetDateTime liftedAt = row.getObject("lifted_at", OffsetDateTime.class);
        Instant lifted = liftedAt == null ? null : liftedAt.toInstant();
        return new LegalHoldDetails(
                row.getString("id"),
                row.getLong("version"),
                row.getString("account"),
                Masked.text(
                        row.getString("matter"), customers.nameOf(connection, row.getObject("account", UUID.class))),
                row.getObject("set_at", OffsetDateTime.class).toInstant(),
                known.getOrDefault(proposedBy, new Colleague(proposedBy.toString(), GONE)),
                known.getOrDefault(agreedBy, new Colleague(agreedBy.toString(), GONE)),
                lifted);
    }

    /** Asks that an account's data are kept. */
    ApprovalDetails ask(HoldAccount wish, Actor.Member me, Command command) throws SQLException {
        UUID account = uuid(wish.account());
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            if (!customers.exists(transaction, account)) {
                throw Refused.invalid("The field 'account' is the id of an account.");
            }
            return approvals.propose(
                    transaction,
                    set,
                    new SetLegalHold.Wish(account, wish.matter()),
                    new Approvals.Wording(
                            "account:" + account,
                            "Keeps the data of account:" + account + " for a legal matter, whatever would delete them: "
                                    + Masked.text(wish.matter(), customers.nameOf(transaction, account)) + ".",
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field 'account' is an id.");
        }
    }

    /** Asks that they are kept no more. */
    ApprovalDetails askToLift(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            LegalHoldDetails hold = query(null).where("id = ?", id).one(transaction, row -> details(transaction, row));
            if (hold == null) {
                throw Refused.notFound("There is no legal hold with this id.");
            }
            version.check(hold);
            if (hold.liftedAt() != null) {
                throw new Refused(HttpStatus.CONFLICT, "hold_lifted", "This legal hold was lifted already.");
            }
            return approvals.propose(
                    transaction,
                    lift,
                    new LiftLegalHold.Wish(id),
                    new Approvals.Wording(
                            "account:" + hold.account(),
                            "Keeps the data of account:" + hold.account() + " no more for: " + hold.matter() + ".",
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }
}
