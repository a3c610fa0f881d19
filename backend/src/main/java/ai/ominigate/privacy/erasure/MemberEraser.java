package ai.ominigate.privacy.erasure;

import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.export.Packages;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.LegOutcome;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Forgets somebody who signs in to an account that they do not own: themselves alone, with a tombstone, a last search and a
 * proof as for whoever owns one. The account, its keys and its books are its owner's.
 */
@Singleton
final class MemberEraser {
    private final DataSource dataSource;
    private final Members members;
    private final Holdings holdings;
    private final Packages packages;
    private final Plan plan;
    private final Eraser eraser;

    MemberEraser(
            DataSource dataSource, Members members, Holdings holdings, Packages packages, Plan plan, Eraser eraser) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.holdings = holdings;
        this.packages = packages;
        this.plan = plan;
        this.eraser = eraser;
    }

    /** Does a leg of {@link Plan#ofMember}; again is the same as once. */
    LegOutcome perform(UUID member, @Nullable Assignment assignment, String leg) throws SQLException, IOException {
        Eraser.Errand errand = new Eraser.Errand(member, assignment);
        return leg.equals(Plan.FORGET_MEMBER) ? forget(errand) : eraser.perform(errand, leg);
    }

    private LegOutcome forget(Eraser.Errand errand) throws SQLException, IOException {
        UUID id = errand.account();
        Member member = Transaction.<@Nullable Member>run(dataSource, transaction -> members.lock(transaction, id));
        if (member != null && member.role() == MemberRole.OWNER) {
            return new LegOutcome.Failed("They own the account. Open a request for the account instead.");
        }
        LegOutcome.Failed problem = eraser.begin(errand, true, transaction -> known(transaction, errand));
        if (problem != null) {
            return problem;
        }
        int gone = packages.removeOf(id);
        return eraser.once(errand, Plan.FORGET_MEMBER, (transaction, state) -> {
            // Whoever has made them the owner since waits, or was first.
            Member now = members.lock(transaction, id);
            if (now != null && now.role() == MemberRole.OWNER) {
                return new Eraser.Done.Not(
                        new LegOutcome.Failed("They own the account. Open a request for the account instead."));
            }
            Known known = Eraser.known(state);
            Map<String, Object> before = count(transaction, known);
            PersonalTable left = eraser.forgetWhatCameSince(transaction, known);
            return left != null
                    ? new Eraser.Done.Not(new LegOutcome.Failed("Rows of " + left.table() + " are still the person's."))
                    : new Eraser.Done.With(Map.of(
                            "before",
                            before,
                            "after",
                            count(transaction, known),
                            "packages",
                            gone,
                            "tombstone",
                            state.tombstone()));
        });
    }

    /** Who was removed from the account by its owner meanwhile is known by what they asked, or by nothing any more. */
    private static Known known(Connection transaction, Eraser.Errand errand) throws SQLException {
        Known known = ErasureTable.knownMember(transaction, errand.account(), errand.request());
        return known == null ? Known.byNothing(errand.account()) : known;
    }

    /** Rows by table, of those that have some. */
    private Map<String, Object> count(Connection transaction, Known known) throws SQLException {
        Map<String, Object> rows = new TreeMap<>();
        for (PersonalRecords feature : plan.features()) {
            holdings.count(transaction, feature, known.subject()).forEach((table, count) -> {
                if (count > 0) {
                    rows.put(table, count);
                }
            });
        }
        return rows;
    }

    /**
     * Goes on with what somebody began before they died; the other legs follow as they become due.
     *
     * @return whether it could
     */
    boolean goOn(Assignment begun) throws SQLException, IOException {
        UUID member = Objects.requireNonNull(begun.member(), "what is being done is theirs");
        return perform(member, begun, Plan.FORGET_MEMBER) instanceof LegOutcome.Succeeded;
    }

    /** Forgets somebody whom an older backup has brought back, now. Nothing if they are not there. */
    boolean again(UUID member) throws SQLException, IOException {
        boolean there;
        try (Connection connection = dataSource.getConnection()) {
            there = ErasureTable.knownMember(connection, member, null) != null;
        }
        if (!there) {
            return false;
        }
        for (String leg : new String[] {Plan.FORGET_MEMBER, Plan.LAST_LETTER, Plan.SEARCH}) {
            LegOutcome outcome = perform(member, null, leg);
            if (!(outcome instanceof LegOutcome.Succeeded)) {
                throw new IOException("the leg '" + leg + "' says: " + outcome);
            }
        }
        return true;
    }

    /** Whether something of the account that they sign in to is kept for a legal matter. */
    boolean isHeld(Connection connection, UUID member) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM privacy.legal_hold h JOIN customer.member m ON m.account = h.account
                    WHERE m.id = ? AND h.lifted_at IS NULL)
                """)) {
            query.setObject(1, member);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
