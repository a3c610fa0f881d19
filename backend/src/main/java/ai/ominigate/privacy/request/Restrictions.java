package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What must not be done with accounts' data at present (GDPR, articles 18 and 21). Others read it as the view {@code
 * privacy.limited_use}. Blocks.
 *
 * <p>While an account's data are <b>restricted</b> they are kept and used for what their owner still asks for, which is
 * consent to just that: their calls are served, metered and billed, and what the books need stays true. Beyond that:
 * <ul>
 *   <li>nothing of it goes because of its age, as to delete is to use ({@code retention.held_account});
 *   <li>its owner gets no letter that goes to everybody; what concerns the account alone still comes;
 *   <li>nothing is learned of what is usual for it, and what was learned is not used.
 * </ul>
 * Who <b>objects</b> is not profiled either, and what was learned is gone; all else of their data goes on as before. Rules against abuse that need no
 * profile look at everybody's calls: they protect the rights of others (article 18(2)). Figures of the whole system are sums
 * in which no account can be told apart.
 */
@Singleton
final class Restrictions implements Fulfilment {
    private static final String MARK = "mark-account";

    private final DataSource dataSource;
    private final InstantSource clock;

    Restrictions(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
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
