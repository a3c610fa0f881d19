package ai.ominigate.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SafetyIdentifiersTest {
    private static final List<String> BOTH = List.of("Mock Inc.", "Other Ltd.");
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-11-27T12:00:00Z"));

    private static TestDatabase database;
    private static UUID account;
    private static UUID neighbour;
    private SafetyIdentifiers identifiers;

    @BeforeAll
    static void makeAccounts() throws SQLException {
        database = TestDatabase.create();
        Accounts accounts = new Accounts(database.dataSource(), NOW::get);
        account = accounts.create("Ada").id();
        neighbour = accounts.create("Bob").id();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void start() throws SQLException {
        identifiers = new SafetyIdentifiers(database.dataSource(), NOW::get);
    }

    @Test
    void anAccountIsTheSameToOneProviderOnAllNodesAndShort() throws SQLException {
        String first = identifiers.of("Mock Inc.", account);
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(identifiers.of("Mock Inc.", account)).isEqualTo(first);
        assertThat(new SafetyIdentifiers(database.dataSource(), NOW::get).of("Mock Inc.", account))
                .isEqualTo(first);
        assertThat(identifiers.of("Mock Inc.", neighbour)).isNotEqualTo(first);
    }

    @Test
    void twoProvidersCannotTellThatTheyKnowTheSame() throws SQLException {
        assertThat(identifiers.of("Mock Inc.", account)).isNotEqualTo(identifiers.of("Other Ltd.", account));
        assertThat(identifiers.whoIs(identifiers.of("Other Ltd.", account), BOTH))
                .isEqualTo(account);
        assertThat(identifiers.whoIs(identifiers.of("Other Ltd.", account), List.of("Mock Inc.")))
                .isNull();
    }

    @Test
    void afterAWhileAnAccountIsSomebodyNewAndALateNoticeStillFindsIt() throws SQLException {
        String before = identifiers.of("Mock Inc.", account);
        SafetyIdentifiers otherNode = new SafetyIdentifiers(database.dataSource(), NOW::get);
        later(SafetyIdentifiers.IN_USE);
        identifiers.rotate();
        otherNode.rotate();
        String after = identifiers.of("Mock Inc.", account);
        assertThat(after).isNotEqualTo(before);
        assertThat(otherNode.of("Mock Inc.", account)).isEqualTo(after);
        assertThat(identifiers.whoIs(before, BOTH)).isEqualTo(account);

        later(SafetyIdentifiers.IN_USE);
        identifiers.rotate();
        assertThat(identifiers.whoIs(before, BOTH))
                .as("we cannot tell ourselves")
                .isNull();
        assertThat(identifiers.whoIs(after, BOTH)).isEqualTo(account);
    }

    private static void later(Duration duration) {
        NOW.updateAndGet(now -> now.plus(duration));
    }
}
