package ai.ominigate.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");

    private TestDatabase database;
    private Accounts accounts;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        accounts = new Accounts(database.dataSource(), InstantSource.fixed(NOW));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void anAccountIsFoundAsItWasMade() throws SQLException {
        Account ada = accounts.create("Ada");
        assertThat(accounts.find(ada.id())).isEqualTo(ada);
        assertThat(ada.createdAt()).isEqualTo(Instant.parse("2026-11-23T12:00:00.123456Z"));
        assertThat(UuidV7.instant(ada.id())).isEqualTo(Instant.parse("2026-11-23T12:00:00.123Z"));
        assertThat(ada.status()).isEqualTo(Account.Status.ACTIVE);
        assertThat(accounts.find(UUID.randomUUID())).isNull();
    }

    @Test
    void anAccountNeedsAName() {
        assertThatThrownBy(() -> accounts.create(" ")).hasMessage("a name has 1 to 200 characters");
        assertThatThrownBy(() -> accounts.create("x".repeat(201))).hasMessage("a name has 1 to 200 characters");
    }

    @Test
    void onlyTheHashOfASecretIsStored() throws SQLException {
        Account ada = accounts.create("Ada");
        IssuedKey key = Objects.requireNonNull(accounts.issue(ada.id(), NewKey.named("laptop")));
        assertThat(key.toString()).doesNotContain(key.secret());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT k::text AS everything FROM accounts.api_key k")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("everything")).doesNotContain(key.secret().substring(7));
        }
    }

    @Test
    void keysAreListedNewestFirstWithTheRevokedOnes() throws SQLException {
        Account ada = accounts.create("Ada");
        IssuedKey first = Objects.requireNonNull(accounts.issue(ada.id(), NewKey.named("first")));
        Accounts later = new Accounts(database.dataSource(), InstantSource.fixed(NOW.plusSeconds(1)));
        IssuedKey second = Objects.requireNonNull(later.issue(ada.id(), NewKey.named("second")));
        later.revoke(ada.id(), first.key().id());
        assertThat(accounts.newestKeys(ada.id(), 10))
                .extracting(ListedKey::key, ListedKey::revokedAt)
                .containsExactly(
                        tuple(second.key(), null), tuple(first.key(), Instant.parse("2026-11-23T12:00:01.123456Z")));
    }

    @Test
    void aKeyIsRevokedOnlyByItsAccountAndOnlyOnce() throws SQLException {
        Account ada = accounts.create("Ada");
        Account bob = accounts.create("Bob");
        IssuedKey key = Objects.requireNonNull(accounts.issue(ada.id(), NewKey.named("laptop")));
        assertThat(accounts.revoke(bob.id(), key.key().id())).isFalse();
        assertThat(accounts.revoke(ada.id(), UUID.randomUUID())).isFalse();
        assertThat(accounts.revoke(ada.id(), key.key().id())).isTrue();
        Accounts later = new Accounts(database.dataSource(), InstantSource.fixed(NOW.plusSeconds(1)));
        assertThat(later.revoke(ada.id(), key.key().id())).isTrue();
        assertThat(accounts.newestKeys(ada.id(), 10).getFirst().revokedAt())
                .isEqualTo(Instant.parse("2026-11-23T12:00:00.123456Z"));
    }

    @Test
    void aRevokedKeyCannotComeBack() throws SQLException {
        Account ada = accounts.create("Ada");
        IssuedKey key = Objects.requireNonNull(accounts.issue(ada.id(), NewKey.named("laptop")));
        accounts.revoke(ada.id(), key.key().id());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("UPDATE accounts.api_key SET revoked_at = NULL"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("is revoked for good");
        }
    }

    @Test
    void aKeyNeedsAnAccountThatExists() throws SQLException {
        assertThat(accounts.issue(UUID.randomUUID(), NewKey.named("laptop"))).isNull();
    }

    @Test
    void anAccountThatDoesNotExistCannotBeSuspended() throws SQLException {
        assertThat(accounts.setStatus(UUID.randomUUID(), Account.Status.SUSPENDED))
                .isFalse();
    }
}
