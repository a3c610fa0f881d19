package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** What must not be done with accounts' data at present (GDPR, articles 18 and 21). Blocks. */
@Singleton
public final class Restrictions implements Fulfilment {
    private static final String MARK = "mark-account";

    private final DataSource dataSource;
    private final InstantSource clock;

    Restrictions(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** What holds for this account: {@link RequestType#RESTRICTION}, {@link RequestType#OBJECTION}, both or neither. */
    public Set<RequestType> of(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT kind FROM privacy.restriction WHERE account = ? AND lifted_at IS NULL")) {
            query.setObject(1, account);
            Set<RequestType> found = EnumSet.noneOf(RequestType.class);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(RequestType.valueOf(row.getString(1)));
                }
            }
            return found;
        }
    }

    @Override
    public Set<RequestType> types() {
        return EnumSet.of(RequestType.RESTRICTION, RequestType.OBJECTION);
    }

    @Override
    public List<PlannedLeg> legs(Connection transaction, Assignment assignment) {
        return List.of(PlannedLeg.ours(MARK, LegStage.FULFIL));
    }

    @Override
    public LegOutcome perform(Assignment assignment, String leg) throws SQLException {
        UUID account = assignment.account();
        if (account == null) {
            return new LegOutcome.Failed("nobody has said whose data it is about");
        }
        Transaction.run(dataSource, transaction -> {
            try (PreparedStatement insert = transaction.prepareStatement("""
                    INSERT INTO privacy.restriction (request, account, kind, since) VALUES (?, ?, ?, ?)
                    ON CONFLICT (request) DO NOTHING
                    """)) {
                insert.setObject(1, assignment.request());
                insert.setObject(2, account);
                insert.setString(3, assignment.type().name());
                insert.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
                return insert.executeUpdate();
            }
        });
        return new LegOutcome.Succeeded(Map.of("accounts", 1));
    }
}
