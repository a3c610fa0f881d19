package ai.ominigate.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.Outage;
import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one database. */
class LiveKeysTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    /** By when every node must know; well before a poll would find out. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private TestDatabase database;
    private Outage way;
    private Accounts accounts;
    private Notifications hereNews;
    private Notifications thereNews;
    private LiveKeys here;
    private LiveKeys there;
    private Account account;

    @BeforeEach
    void startTwoNodes() throws SQLException {
        database = TestDatabase.create();
        way = new Outage(database.dataSource());
        accounts = new Accounts(database.dataSource(), clock);
        account = accounts.create("Ada");
        hereNews = new Notifications(database.dataSource());
        thereNews = new Notifications(way);
        here = new LiveKeys(database.dataSource(), hereNews, clock);
        there = new LiveKeys(way, thereNews, clock);
        Await.until("both listen", () -> listeners() == 2);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
        hereNews.close();
        thereNews.close();
        database.close();
    }

    @Test
    void aNewKeyIsKnownOnEveryNodeWithinASecond() throws SQLException {
        IssuedKey key = issue(NewKey.named("laptop"));
        knownWithinASecond(key);
        assertThat(here.find(key.secret())).isEqualTo(key.key());
    }

    @Test
    void aRevokedKeyIsGoneFromEveryNodeWithinASecond() throws SQLException {
        IssuedKey key = issue(NewKey.named("laptop"));
        IssuedKey other = issue(NewKey.named("server"));
        knownWithinASecond(key);
        knownWithinASecond(other);
        assertThat(accounts.revoke(account.id(), key.key().id())).isTrue();
        Await.until("gone here", SOON, () -> here.find(key.secret()) == null);
        Await.until("gone there", SOON, () -> there.find(key.secret()) == null);
        assertThat(there.find(other.secret())).isEqualTo(other.key());
    }

    @Test
    void aKeyIsRefusedFromTheMomentItExpires() throws SQLException {
        IssuedKey key =
                issue(new NewKey("one hour", START.plus(Duration.ofHours(1)), Set.of(), List.of(), KeyLimits.NONE));
        knownWithinASecond(key);
        now.set(START.plus(Duration.ofHours(1)).minusMillis(1));
        assertThat(here.find(key.secret())).isNotNull();
        now.set(START.plus(Duration.ofHours(1)));
        assertThat(here.find(key.secret())).isNull();
    }

    @Test
    void everythingSaidOfAKeyArrives() throws SQLException {
        NewKey wish = new NewKey(
                "narrow",
                START.plusSeconds(90).plusNanos(123_456_789),
                Set.of("gpt-4.1", "openai/gpt-4o", "it's {odd}, \"quoted\" \\ and,comma"),
                List.of(Network.parse("203.0.113.0/24"), Network.parse("2001:db8::/32"), Network.parse("192.0.2.1")),
                new KeyLimits(1L, 2L, Long.MAX_VALUE, 4, 5, 6));
        IssuedKey key = issue(wish);
        knownWithinASecond(key);
        ApiKey found = Objects.requireNonNull(there.find(key.secret()));
        assertThat(found.name()).isEqualTo("narrow");
        assertThat(found.expiresAt()).isEqualTo(Instant.parse("2026-11-23T12:01:30.123456Z"));
        assertThat(found.models()).isEqualTo(wish.models());
        assertThat(found.networks()).containsExactlyInAnyOrderElementsOf(wish.networks());
        assertThat(found.limits()).isEqualTo(wish.limits());
        assertThat(found.hint()).isEqualTo(key.secret().substring(0, 7) + "…");
        assertThat(found.accountId()).isEqualTo(account.id());
    }

    @Test
    void aSuspendedAccountsKeysAreKnownAsSuchWithinASecond() throws SQLException {
        IssuedKey key = issue(NewKey.named("laptop"));
        knownWithinASecond(key);
        accounts.setStatus(account.id(), Account.Status.SUSPENDED);
        Await.until("suspended", SOON, () -> suspended(key));
        accounts.setStatus(account.id(), Account.Status.ACTIVE);
        Await.until("back", SOON, () -> !suspended(key));
    }

    @Test
    void aStrangersSecretIsNobodys() throws SQLException {
        IssuedKey key = issue(NewKey.named("laptop"));
        knownWithinASecond(key);
        assertThat(here.find(KeySecret.random())).isNull();
        assertThat(here.find("")).isNull();
        assertThat(here.find("sk-something")).isNull();
        assertThat(here.find(key.secret() + " ")).isNull();
    }

    @Test
    void aNodeStartsWithTheKeysThatThereAre() throws SQLException {
        IssuedKey live = issue(NewKey.named("live"));
        IssuedKey revoked = issue(NewKey.named("revoked"));
        accounts.revoke(account.id(), revoked.key().id());
        try (Notifications news = new Notifications(database.dataSource());
                LiveKeys third = new LiveKeys(database.dataSource(), news, clock)) {
            assertThat(third.find(live.secret())).isEqualTo(live.key());
            assertThat(third.find(revoked.secret())).isNull();
        }
    }

    @Test
    void whileTheDatabaseIsAwayKnownKeysStayKnownAndAfterwardsMissedNewsArrives() throws SQLException {
        IssuedKey key = issue(NewKey.named("laptop"));
        knownWithinASecond(key);
        way.cut();
        assertThat(there.find(key.secret())).isEqualTo(key.key());
        accounts.revoke(account.id(), key.key().id());
        Await.until("gone where the database is", SOON.multipliedBy(5), () -> here.find(key.secret()) == null);
        assertThat(there.find(key.secret())).isEqualTo(key.key());
        way.mend();
        Await.until("gone there too", () -> there.find(key.secret()) == null);
    }

    @Test
    void aDeletedKeyIsGoneToo() throws SQLException {
        IssuedKey key = issue(NewKey.named("laptop"));
        IssuedKey other = issue(NewKey.named("server"));
        knownWithinASecond(key);
        knownWithinASecond(other);
        execute("DELETE FROM accounts.api_key WHERE name = 'laptop'");
        Await.until("gone", SOON, () -> there.find(key.secret()) == null);
        assertThat(there.find(other.secret())).isEqualTo(other.key());
    }

    private IssuedKey issue(NewKey wish) throws SQLException {
        return Objects.requireNonNull(accounts.issue(account.id(), wish));
    }

    private void knownWithinASecond(IssuedKey key) {
        Await.until("known here", SOON, () -> here.find(key.secret()) != null);
        Await.until("known there", SOON, () -> there.find(key.secret()) != null);
    }

    private boolean suspended(IssuedKey key) {
        ApiKey found = there.find(key.secret());
        return found != null && found.accountSuspended();
    }

    private int listeners() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT count(*)
                        FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE 'LISTEN%'
                        """)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
