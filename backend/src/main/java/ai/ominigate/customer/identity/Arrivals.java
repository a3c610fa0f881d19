package ai.ominigate.customer.identity;

import ai.ominigate.customer.identity.CustomerSession.Opened;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;

/** Tells whoever looks for abuse that somebody came in, by whichever way. Blocks. */
@Singleton
public final class Arrivals {
    private final DataSource dataSource;
    private final ApplicationEventPublisher<SessionOpened> opened;
    private final InstantSource clock;

    Arrivals(DataSource dataSource, ApplicationEventPublisher<SessionOpened> opened, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.opened = opened;
        this.clock = clock;
    }

    /** After the transaction that let them in. */
    public void tell(Visit visit, Opened session) throws SQLException {
        UUID account = session.session().member().account();
        opened.publishEvent(new SessionOpened(
                clock.instant(),
                visit.address(),
                account,
                session.session().member().id(),
                session.session().id(),
                isNewDevice(session.session())));
    }

    private boolean isNewDevice(CustomerSession session) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                SELECT NOT EXISTS (
                    SELECT FROM customer.session WHERE member = ? AND device = ? AND id <> ?)
                """)) {
            query.setObject(1, session.member().id());
            query.setString(2, session.device());
            query.setObject(3, session.id());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
