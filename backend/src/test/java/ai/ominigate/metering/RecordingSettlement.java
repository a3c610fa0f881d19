package ai.ominigate.metering;

import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Notes charges in a table of the same database, so that they come and go with the transaction. */
final class RecordingSettlement implements Settlement {
    private final DataSource database;

    RecordingSettlement(DataSource database) throws SQLException {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE recorded_charge (
                        batch UUID NOT NULL, account UUID NOT NULL, lease UUID NOT NULL, nanos BIGINT NOT NULL,
                        PRIMARY KEY (batch, account, lease))
                    """);
        }
    }

    @Override
    public void post(Connection transaction, UUID batch, List<Charge> charges) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO recorded_charge (batch, account, lease, nanos)
                VALUES (?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                """)) {
            for (Charge charge : charges) {
                insert.setObject(1, batch);
                insert.setObject(2, charge.account());
                insert.setObject(3, charge.lease());
                insert.setLong(4, charge.nanos());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    List<Charge> charges() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT account, lease, sum(nanos)
                          FROM recorded_charge
                         GROUP BY account, lease
                         ORDER BY account, lease
                        """)) {
            List<Charge> charges = new ArrayList<>();
            while (row.next()) {
                charges.add(new Charge(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getLong(3)));
            }
            return charges;
        }
    }
}
