package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestClock;
import ai.ominigate.staff.rights.Actor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountedRefusalsTest {
    private final LogOnDatabase log = new LogOnDatabase();
    private final TestClock clock = new TestClock();
    private final CountedRefusals refusals = new CountedRefusals(log.log, clock);

    @BeforeEach
    void stopTheClock() {
        clock.stop();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void theFirstIsWrittenDownAtOnceAndHowManyCameWithinTheMinuteOnceItIsOver() throws Exception {
        for (int i = 0; i < 100; i++) {
            refuse("token_invalid", "a network");
        }
        clock.advance(Duration.ofSeconds(59));
        refusals.writeCounts();
        assertThat(entries()).containsExactly("request-token_invalid {\"code\":\"token_invalid\"}");

        clock.advance(Duration.ofSeconds(1));
        refusals.writeCounts();
        refusals.writeCounts();

        assertThat(entries())
                .containsExactly(
                        "request-token_invalid {\"code\":\"token_invalid\"}",
                        "- {\"code\":\"token_invalid\",\"more\":\"99\"}");
    }

    @Test
    void oneAloneIsNoCount() throws Exception {
        refuse("token_invalid", "a network");
        clock.advance(Duration.ofMinutes(1));
        refusals.writeCounts();

        assertThat(entries()).hasSize(1);
    }

    @Test
    void anotherCallerAndAnotherReasonAreOthers() throws Exception {
        refuse("token_invalid", "a network");
        refuse("token_invalid", "another network");
        refuse("token_missing", "a network");

        assertThat(entries()).hasSize(3);
    }

    @Test
    void whatComesAfterTheMinuteIsAFirstAgainAndForgetsNoCount() throws Exception {
        refuse("token_invalid", "a network");
        refuse("token_invalid", "a network");
        clock.advance(Duration.ofMinutes(1));
        refuse("token_invalid", "a network");
        refusals.writeCounts();

        assertThat(entries())
                .containsExactly(
                        "request-token_invalid {\"code\":\"token_invalid\"}",
                        "request-token_invalid {\"code\":\"token_invalid\"}",
                        "- {\"code\":\"token_invalid\",\"more\":\"1\"}");
    }

    @Test
    void aNodeThatStopsLeavesNoCountBehind() throws Exception {
        refuse("token_invalid", "a network");
        refuse("token_invalid", "a network");

        refusals.stop();

        assertThat(entries()).last().isEqualTo("- {\"code\":\"token_invalid\",\"more\":\"1\"}");
    }

    private void refuse(String code, String whose) throws SQLException {
        refusals.note(
                new Act(
                        new Actor.Unidentified(),
                        "session.use",
                        Act.Outcome.REFUSED,
                        null,
                        null,
                        "request-" + code,
                        Map.of("code", code)),
                whose);
    }

    private List<String> entries() throws SQLException {
        String sql = """
                SELECT coalesce(e.request, '-') || ' ' || p.payload
                FROM audit.entry e
                JOIN audit.payload p USING (seq)
                ORDER BY seq
                """;
        try (Connection connection = log.database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> entries = new ArrayList<>();
            while (row.next()) {
                entries.add(row.getString(1));
            }
            return entries;
        }
    }
}
