package ai.ominigate.privacy.erasure;

import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.personal.Pseudonyms;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Forgets somebody who signs in to an account that they do not own: themselves alone. The account, its keys and its books are
 * its owner's. What they wrote to us about it goes when such conversations go.
 */
@Singleton
final class MemberEraser {
    static final List<PlannedLeg> LEGS = List.of(PlannedLeg.ours("forget-member", LegStage.FULFIL));

    /** Who they are and where they are signed in; letters to their address. */
    private static final Set<String> THEIRS = Set.of("customers", "letters");

    private final DataSource dataSource;
    private final Members members;
    private final Holdings holdings;

    MemberEraser(DataSource dataSource, Members members, Holdings holdings) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.holdings = holdings;
    }

    /** Does so; again is the same as once. */
    LegOutcome forget(UUID id) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Member member = members.lock(transaction, id);
            if (member == null) {
                return new LegOutcome.Succeeded(Map.of("members", 0));
            }
            if (member.role() == MemberRole.OWNER) {
                return new LegOutcome.Failed("They own the account. Open a request for the account instead.");
            }
            DataSubject subject = DataSubject.of(id, List.of(member.email()), List.of());
            Map<String, Object> receipt = new TreeMap<>();
            for (PersonalRecords feature : holdings.all()) {
                if (THEIRS.contains(feature.name())) {
                    holdings.count(transaction, feature, subject).forEach(receipt::put);
                    holdings.erase(transaction, feature, subject, Pseudonyms.random(subject));
                    requireGone(transaction, feature, subject);
                }
            }
            return new LegOutcome.Succeeded(receipt);
        });
    }

    private void requireGone(Connection transaction, PersonalRecords feature, DataSubject subject) throws SQLException {
        for (PersonalTable table : feature.tables()) {
            if (holdings.count(transaction, table, subject) > 0) {
                throw new IllegalStateException("Rows of " + table.table() + " are still the person's.");
            }
        }
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
