package ai.ominigate.mail;

import ai.ominigate.model.customer.SentNotice;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Which letters were written about somebody, as long as they are kept. Blocks. */
@Singleton
public final class SentLetters {
    private final DataSource dataSource;

    SentLetters(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * Those about this subject, the newest first.
     *
     * @param subject as the audit log names it, as {@code account:019a…}
     * @param most at most so many
     */
    public List<SentNotice> about(String subject, int most) throws SQLException {
        String sql = """
                SELECT template, created_at, sent_at, given_up_at IS NOT NULL
                FROM mail.letter
                WHERE about = ?
                ORDER BY created_at DESC, id DESC
                LIMIT ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, subject);
            select.setInt(2, most);
            List<SentNotice> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime sentAt = row.getObject(3, OffsetDateTime.class);
                    found.add(new SentNotice(
                            row.getString(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            sentAt == null ? null : sentAt.toInstant(),
                            row.getBoolean(4)));
                }
            }
            return found;
        }
    }
}
