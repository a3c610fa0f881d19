package ai.ominigate.privacy.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.accounts.Customers;
import ai.ominigate.mail.Outbox;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.clock.ClockSettings;
import ai.ominigate.privacy.clock.StatutoryClock;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final TestDatabase DATABASE = TestDatabase.create();

    private final Requests requests = new Requests(
            new StatutoryClock(new ClockSettings(Set.of())),
            new AuditLog(DATABASE.dataSource(), () -> NOON),
            new LiveNews(() -> NOON),
            new Outbox(() -> NOON),
            new Customers(DATABASE.dataSource()),
            () -> NOON);

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Test
    void aRequestIsOpenedWithItsDaysAndWritesDownThatItWas() throws Exception {
        UUID id = open("ann@example.com", RequestType.ACCESS, Instant.parse("2026-11-30T12:00:00Z"));

        RequestFile file = file(id);
        assertThat(file.state()).isEqualTo(RequestState.RECEIVED);
        assertThat(file.clock().answerBy()).isEqualTo(LocalDate.of(2026, 12, 30));
        assertThat(file.clock().target()).isEqualTo(LocalDate.of(2026, 12, 21));
        assertThat(file.clock().acknowledgeBy()).as("California's").isEqualTo(LocalDate.of(2026, 12, 14));
        assertThat(file.clock().extendBy()).isEqualTo(LocalDate.of(2026, 12, 30));
        assertThat(rows("SELECT kind FROM privacy.request_event WHERE request = '" + id + "'"))
                .containsExactly("OPENED");
        assertThat(rows("SELECT actor || ' ' || action FROM audit.entry WHERE subject = 'request:" + id + "'"))
                .containsExactly("ominigate request.open");
    }

    @Test
    void whatMayBeTheSameIsLinkedBothWaysAndChangesNothingOfTheOther() throws Exception {
        UUID first = open("bea@example.com", RequestType.DELETION, NOON);
        RequestFile before = file(first);

        UUID second = open("Bea@Example.com", RequestType.DELETION, NOON.plusSeconds(60));
        open("bea@example.com", RequestType.ACCESS, NOON);
        open("not-bea@example.com", RequestType.DELETION, NOON);

        assertThat(linked(first)).containsExactly(second + " MAY_BE_THE_SAME");
        assertThat(linked(second)).containsExactly(first + " MAY_BE_THE_SAME");
        assertThat(file(first)).isEqualTo(before);
    }

    @Test
    void aHundredInAnothersNameNeitherCloseNorDelayTheirsAndAreBoundedInWhatTheyAreLinkedWith() throws Exception {
        UUID theirs = open("cy@example.com", RequestType.DELETION, NOON);
        RequestFile before = file(theirs);

        for (int i = 0; i < 100; i++) {
            open("cy@example.com", RequestType.DELETION, NOON.plusSeconds(i));
        }

        assertThat(file(theirs)).isEqualTo(before);
        assertThat(rows("""
                SELECT max(count)::text FROM (
                    SELECT count(*) FROM privacy.request_link WHERE kind = 'MAY_BE_THE_SAME' GROUP BY request) AS counts
                """).getFirst())
                .satisfies(most -> assertThat(Integer.parseInt(most)).isLessThanOrEqualTo(120));
    }

    @Test
    void rightsInOneMailAreLinkedAsSuch() throws Exception {
        UUID thread = thread("dee@example.com");
        UUID access = open(thread, RequestType.ACCESS, NOON);
        UUID deletion = open(thread, RequestType.DELETION, NOON);

        assertThat(linked(access)).containsExactly(deletion + " SAME_MAIL");
        assertThat(linked(deletion)).containsExactly(access + " SAME_MAIL");
    }

    @Test
    void thatARequestIsCompletedCannotBeWrittenWhileALegIsNotSettled() throws Exception {
        UUID id = open("eve@example.com", RequestType.DELETION, NOON);
        String complete = "UPDATE privacy.request SET state = 'COMPLETED', ended_at = now() WHERE id = '" + id + "'";

        assertThatThrownBy(() -> execute(complete)).hasMessageContaining("nothing was done for it");
        execute("INSERT INTO privacy.leg (request, name, position, stage, own) VALUES ('" + id
                + "', 'keys', 1, 'FULFIL', true), ('" + id + "', 'stripe', 2, 'FULFIL', false)");
        assertThatThrownBy(() -> execute(complete)).hasMessageContaining("is not settled");
        execute("UPDATE privacy.leg SET state = 'SUCCEEDED', receipt = '{}' WHERE name = 'keys'");
        execute(
                "UPDATE privacy.leg SET state = 'DEFERRED', until = now(), reason = 'fraud window' WHERE name = 'stripe'");
        assertThatThrownBy(() -> execute(complete)).as("not told").hasMessageContaining("is not settled");
        execute("UPDATE privacy.leg SET disclosed_at = now() WHERE name = 'stripe'");
        execute(complete);

        assertThat(file(id).state()).isEqualTo(RequestState.COMPLETED);
    }

    @Test
    void whatWeKeepOurselvesIsNeverPutOff() throws Exception {
        UUID id = open("fay@example.com", RequestType.DELETION, NOON);
        execute("INSERT INTO privacy.leg (request, name, position, stage, own) VALUES ('" + id
                + "', 'usage', 1, 'FULFIL', true)");

        assertThatThrownBy(() -> execute("UPDATE privacy.leg SET state = 'DEFERRED', until = now(), reason = 'later'"
                        + " WHERE request = '" + id + "'"))
                .isInstanceOf(SQLException.class);
    }

    private UUID open(String sender, RequestType type, Instant receivedAt) throws SQLException {
        return open(thread(sender), type, receivedAt);
    }

    private UUID open(UUID thread, RequestType type, Instant receivedAt) throws SQLException {
        return Transaction.run(
                        DATABASE.dataSource(),
                        transaction -> requests.open(transaction, thread, type, RequestChannel.MAIL, receivedAt))
                .id();
    }

    private static UUID thread(String sender) throws SQLException {
        UUID id = UUID.randomUUID();
        execute("INSERT INTO privacy.thread (id, sender, language) VALUES ('" + id + "', '" + sender + "', 'en')");
        return id;
    }

    private static RequestFile file(UUID id) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            return Objects.requireNonNull(RequestTable.find(connection, id));
        }
    }

    private static List<String> linked(UUID id) throws SQLException {
        return rows(
                "SELECT other || ' ' || kind FROM privacy.request_link WHERE request = '" + id + "' ORDER BY other");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
