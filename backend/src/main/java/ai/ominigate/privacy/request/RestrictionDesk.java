package ai.ominigate.privacy.request;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.LiftRestriction;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.staff.Colleague;
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
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Accounts whose data are not used for everything, as the staff sees and ends that. Blocks. */
@Singleton
final class RestrictionDesk {
    private static final String GONE = "(no longer here)";

    private final EndRestriction end;
    private final Approvals approvals;
    private final Commands commands;
    private final Colleagues colleagues;
    private final DataSource dataSource;

    RestrictionDesk(
            EndRestriction end, Approvals approvals, Commands commands, Colleagues colleagues, DataSource dataSource) {
        this.end = end;
        this.approvals = approvals;
        this.commands = commands;
        this.colleagues = colleagues;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** What they can be sorted by. */
    enum Order {
        SINCE
    }

    /** @param account only those of this account; null for all */
    Page<RestrictionDetails> list(PageRequest page, @Nullable Sort<Order> sort, @Nullable UUID account)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return query(account)
                    .sortedBy("since", "timestamptz")
                    .sortedBy("request", "uuid")
                    .read(
                            connection,
                            page,
                            Sort.orLargestFirst(sort, Order.SINCE).descending(),
                            row -> details(connection, row));
        }
    }

    private static ListQuery query(@Nullable UUID account) {
        return ListQuery.of(
                        "request, version, account, kind, since, coalesce(ends_at, lifted_at) AS ends_at, lifted_by",
                        "privacy.restriction")
                .where("account = ?", account);
    }

    private RestrictionDetails details(Connection connection, ResultSet row) throws SQLException {
        UUID by = row.getObject("lifted_by", UUID.class);
        OffsetDateTime endsAt = row.getObject("ends_at", OffsetDateTime.class);
        Instant ends = endsAt == null ? null : endsAt.toInstant();
        return new RestrictionDetails(
                row.getString("request"),
                row.getLong("version"),
                row.getString("account"),
                RequestType.valueOf(row.getString("kind")),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                ends,
                by == null
                        ? null
                        : colleagues
                                .named(connection, Set.of(by))
                                .getOrDefault(by, new Colleague(by.toString(), GONE)));
    }

    /** Asks to end one. */
    ApprovalDetails askToLift(UUID id, ExpectedVersion version, LiftRestriction wish, Actor.Member me, Command command)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            RestrictionDetails found =
                    query(null).where("request = ?", id).one(transaction, row -> details(transaction, row));
            if (found == null) {
                throw Refused.notFound("There is no restriction or objection that the request with this id asked for.");
            }
            version.check(found);
            if (found.endsAt() != null) {
                throw EndRestriction.lifted();
            }
            return approvals.propose(
                    transaction,
                    end,
                    new EndRestriction.Wish(id, wish.words()),
                    new Approvals.Wording(
                            "request:" + id,
                            "Ends the " + found.kind() + " of account:" + found.account() + ", "
                                    + EndRestriction.NOTICE.toHours()
                                    + " hours after its owner is told so, with the reason.",
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }
}
