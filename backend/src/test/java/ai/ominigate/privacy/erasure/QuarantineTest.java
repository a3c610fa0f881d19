package ai.ominigate.privacy.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Application;
import ai.ominigate.Await;
import ai.ominigate.FreePort;
import ai.ominigate.TestFolder;
import ai.ominigate.personal.DataKeys;
import ai.ominigate.personal.TestKeys;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.privacy.request.LegOutcome;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a node does by itself waits until the people of an older database are forgotten again. */
class QuarantineTest {
    private static final String SETTING = "test.quarantine";

    /** Of {@link Quarantine}, by which nodes take turns. */
    private static final long TURN = 0x7065_7273_6f6e_7321L;

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Runs all the time, as soon as it may. */
    @Singleton
    @Requires(property = SETTING)
    static final class Busy {
        @Scheduled(fixedDelay = "20ms")
        void run() {
            RUNS.incrementAndGet();
        }
    }

    @Test
    void lettersScheduledTasksAndLegsWaitForThePeopleWhoAreForgottenAgain() throws Exception {
        UUID account = UUID.randomUUID();
        int port = FreePort.any();
        try (TestFolder folder = TestFolder.create();
                TestDatabase database = TestDatabase.create();
                Connection other = database.superuser();
                HttpClient client = HttpClient.newHttpClient()) {
            bury(folder, account);
            // Another node holds the turn, so this one stays where it is.
            execute(other, "SELECT pg_advisory_lock(" + TURN + ")");
            CompletableFuture<Application.Running> starting =
                    CompletableFuture.supplyAsync(() -> Application.start(Map.of(
                            "ominigate.port",
                            port,
                            "ominigate.data-dir",
                            folder.path().toString(),
                            "ominigate.database.url",
                            database.jdbcUrl(),
                            "ominigate.database.user",
                            database.user(),
                            "ominigate.database.password",
                            database.password(),
                            "ominigate.mail.host",
                            "127.0.0.1",
                            "ominigate.mail.port",
                            FreePort.any(),
                            "ominigate.mail.from",
                            "no-reply@ominigate.ai",
                            SETTING,
                            true)));
            try {
                Await.until("it answers", Duration.ofSeconds(60), () -> status(client, port) == 503);
                restore(other, account);
                int turnsOfAnything = RUNS.get();
                // Each of these would have run many times by now: a notification, and tasks every few milliseconds.
                Thread.sleep(Duration.ofMillis(500));

                assertThat(turnsOfAnything).isZero();
                assertThat(RUNS.get()).as("scheduled tasks").isZero();
                assertThat(ask(other, "SELECT tries FROM mail.letter"))
                        .as("letters")
                        .isEqualTo("0");
                assertThat(ask(other, "SELECT attempts FROM privacy.leg"))
                        .as("legs")
                        .isEqualTo("0");
                assertThat(status(client, port)).isEqualTo(503);
            } finally {
                execute(other, "SELECT pg_advisory_unlock(" + TURN + ")");
            }
            try (Application.Running running = starting.join()) {
                Await.until("scheduled tasks run", () -> RUNS.get() > 1);
                Await.until(
                        "legs are done",
                        () -> !ask(other, "SELECT attempts FROM privacy.leg").equals("0"));
                assertThat(ask(other, "SELECT count(*) FROM mail.letter WHERE about = 'account:" + account + "'"))
                        .as("nobody wrote to who was forgotten")
                        .isEqualTo("0");
                assertThat(ask(other, "SELECT status FROM accounts.account WHERE id = '" + account + "'"))
                        .isEqualTo("CLOSED");
                assertThat(ask(
                                other,
                                "SELECT replayed || ' ' || (replayed_at > now() - interval '1 hour')"
                                        + " FROM privacy.tombstones_seen"))
                        .as("that an older database was found is kept")
                        .isEqualTo("1 true");
            }
        }
    }

    @Test
    void whatBeganJustBeforeANodeDiedGoesOnWithItsRequestAndIsNoRestoredBackup() throws Exception {
        UUID account = UUID.randomUUID();
        try (TestFolder folder = TestFolder.create();
                TestDatabase database = TestDatabase.create();
                Connection other = database.superuser()) {
            try (Application.Running _ = start(folder, database)) {
                // Its tables are there.
            }
            restore(other, account);
            execute(other, "UPDATE privacy.request SET type = 'DELETION'");
            execute(other, "DELETE FROM privacy.leg");
            // The tombstone is written, and the node died before it could say so to the database.
            bury(folder, account);
            try (Application.Running _ = start(folder, database)) {
                assertThat(ask(other, "SELECT status FROM accounts.account WHERE id = '" + account + "'"))
                        .isEqualTo("CLOSED");
                assertThat(ask(other, "SELECT request FROM privacy.erasure")).isEqualTo(account.toString());
                assertThat(ask(other, "SELECT count(*) FROM audit.entry WHERE action = 'erasure.replay'"))
                        .isEqualTo("0");
                assertThat(ask(other, "SELECT last FROM privacy.tombstones_seen"))
                        .isEqualTo("1");
            }
        }
    }

    @Test
    void aDatabaseDoesNotStartWithTombstonesThatAreNotItsOwn() throws Exception {
        UUID account = UUID.randomUUID();
        try (TestFolder folder = TestFolder.create();
                TestFolder another = TestFolder.create();
                TestDatabase database = TestDatabase.create();
                Connection other = database.superuser()) {
            try (Application.Running running = start(folder, database)) {
                restore(other, account);
                assertThat(running.context().getBean(Eraser.class).again(account))
                        .isTrue();
            }
            assertThatThrownBy(() -> start(another, database))
                    .hasStackTraceContaining("OMINIGATE_PRIVACY_TOMBSTONE_FOLDER");

            Files.writeString(folder.path().resolve("tombstones/erased.jsonl"), "");
            assertThatThrownBy(() -> start(folder, database)).hasStackTraceContaining("it is an older copy");
        }
    }

    @Test
    void aTombstoneKeepsTheHashOfAnAddressAsLongAsTheProofSaysAndTheAccountForGood() throws Exception {
        UUID account = UUID.randomUUID();
        UUID later = UUID.randomUUID();
        try (TestFolder folder = TestFolder.create();
                DataFolder data = DataFolder.open(folder.path());
                Tombstones tombstones = new Tombstones(data, "")) {
            tombstones.add(account, false, List.of(tombstones.hmac("a@b.example")), 1, "2026-01-01T00:00:00Z");
            tombstones.add(later, false, List.of(tombstones.hmac("c@d.example")), 1, "2026-06-01T00:00:00Z");

            assertThat(tombstones.forgetAddresses(Instant.parse("2026-03-01T00:00:00Z")))
                    .isOne();
            assertThat(tombstones.forgetAddresses(Instant.parse("2026-03-01T00:00:00Z")))
                    .isZero();

            assertThat(tombstones.all())
                    .extracting(Tombstones.Tombstone::account)
                    .containsExactly(account, later);
            assertThat(tombstones.all()).extracting(each -> each.hmacs().size()).containsExactly(0, 1);
            assertThat(tombstones.add(UUID.randomUUID(), false, List.of(), 1, "2026-07-01T00:00:00Z"))
                    .isEqualTo(3);
        }
    }

    @Test
    void noBackupOpensWhatWasSealedForSomebodyWhoWasForgottenSince() throws Exception {
        UUID account = UUID.randomUUID();
        try (TestFolder folder = TestFolder.create();
                TestFolder elsewhere = TestFolder.create();
                DataFolder data = DataFolder.open(elsewhere.path());
                TestDatabase database = TestDatabase.create()) {
            try (Application.Running _ = start(folder, database)) {
                // Its folder is there.
            }
            DataKeys keys = TestKeys.in(data, folder.path().resolve("tombstones"));
            byte[] sealed;
            try (Connection other = database.superuser()) {
                restore(other, account);
                sealed = keys.seal(other, account, "abcd-efgh".getBytes(StandardCharsets.US_ASCII));
                packageOf(other, account, sealed);
                assertThat(keys.open(other, account, sealed)).asString().isEqualTo("abcd-efgh");
            }
            try (TestDatabase backup = database.copy()) {
                try (Application.Running running = start(folder, database)) {
                    assertThat(running.context().getBean(Eraser.class).again(account))
                            .isTrue();
                }
                try (Connection connection = backup.superuser()) {
                    assertThat(ask(connection, "SELECT count(*) FROM privacy.data_key"))
                            .as("halves of keys in the backup")
                            .isEqualTo("1");
                    assertThat(keys.open(connection, account, sealed))
                            .as("before anything of it runs")
                            .isNull();
                    // As if what is in the database were the whole key.
                    execute(connection, "ALTER TABLE privacy.data_key RENAME COLUMN folder TO other_half");
                    execute(connection, "ALTER TABLE privacy.data_key ADD COLUMN folder TEXT");
                    assertThat(keys.open(connection, account, sealed))
                            .as("by the half in the backup")
                            .isNull();
                    execute(connection, "ALTER TABLE privacy.data_key DROP COLUMN folder");
                    execute(connection, "ALTER TABLE privacy.data_key RENAME COLUMN other_half TO folder");
                }
                try (Application.Running _ = start(folder, backup);
                        Connection connection = backup.superuser()) {
                    assertThat(ask(connection, "SELECT status FROM accounts.account WHERE id = '" + account + "'"))
                            .as("they are forgotten again")
                            .isEqualTo("CLOSED");
                    assertThat(keys.open(connection, account, sealed)).isNull();
                    assertThat(ask(connection, "SELECT count(*) FROM privacy.package"))
                            .isEqualTo("0");
                    assertThat(ask(connection, "SELECT count(*) FROM privacy.data_key"))
                            .isEqualTo("0");
                }
                try (var halves = Files.list(folder.path().resolve("tombstones/keys"))) {
                    assertThat(halves.map(half -> half.getFileName().toString()))
                            .containsExactly("folder-id");
                }
            }
        }
    }

    @Test
    void aBackupFromTheMiddleOfAnErasureGoesOnThoughWhatItSealedIsNotReadAgain() throws Exception {
        UUID account = UUID.randomUUID();
        try (TestFolder folder = TestFolder.create();
                TestDatabase database = TestDatabase.create()) {
            try (Application.Running running = start(folder, database);
                    Connection other = database.superuser()) {
                restore(other, account);
                assertThat(running.context()
                                .getBean(Eraser.class)
                                .perform(new Eraser.Errand(account, null), Plan.CLOSE))
                        .isInstanceOf(LegOutcome.Succeeded.class);
            }
            try (TestDatabase backup = database.copy()) {
                try (Application.Running running = start(folder, database)) {
                    assertThat(running.context().getBean(Eraser.class).again(account))
                            .isTrue();
                }
                try (Application.Running running = start(folder, backup);
                        Connection connection = backup.superuser()) {
                    assertThat(running.context().getBean(Eraser.class).again(account))
                            .isTrue();
                    assertThat(ask(connection, "SELECT name FROM accounts.account WHERE id = '" + account + "'"))
                            .isEqualTo("erased");
                }
            }
        }
    }

    @Test
    void whoDoesNotOwnAnAccountIsForgottenAgainAloneWhenABackupBringsThemBack() throws Exception {
        UUID account = UUID.randomUUID();
        UUID member = UUID.randomUUID();
        try (TestFolder folder = TestFolder.create();
                TestDatabase database = TestDatabase.create();
                Connection other = database.superuser()) {
            try (Application.Running _ = start(folder, database)) {
                // Its tables are there.
            }
            execute(other, """
                    INSERT INTO accounts.account (id, name, status, created_at, revision, email)
                    VALUES ('%1$s', 'Goes On Ltd', 'ACTIVE', now(), 0, 'owner@goeson.example');
                    INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                    VALUES (gen_random_uuid(), '%1$s', 'owner@goeson.example', 'OWNER', 'p', 'en', 'Olive Owner', now()),
                        ('%2$s', '%1$s', 'back@frombackup.example', 'DEVELOPER', 'p', 'en', 'Back Frombackup', now());
                    """.formatted(account, member));
            Files.createDirectories(folder.path().resolve("tombstones"));
            Files.writeString(
                    folder.path().resolve("tombstones/erased.jsonl"),
                    "{\"seq\":1,\"account\":\"" + member
                            + "\",\"hmacs\":[],\"plan\":3,\"erasedAt\":\"2026-11-20T10:00:00Z\",\"member\":true}\n");

            try (Application.Running _ = start(folder, database)) {
                assertThat(ask(other, "SELECT string_agg(email, ' ') FROM customer.member"))
                        .isEqualTo("owner@goeson.example");
                assertThat(ask(other, "SELECT status FROM accounts.account WHERE id = '" + account + "'"))
                        .isEqualTo("ACTIVE");
                assertThat(ask(other, "SELECT subject FROM audit.entry WHERE action = 'erasure.replay'"))
                        .isEqualTo("member:" + member);
            }
        }
    }

    /** As it is when it was sent. */
    private static void packageOf(Connection connection, UUID account, byte[] passphrase) throws SQLException {
        execute(connection, """
                INSERT INTO privacy.package (request, account, file, bytes, sha256, files, records, passphrase, made_at,
                    most_downloads, parts)
                VALUES ('%1$s', '%1$s', 'a.zip', 1, sha256('a'), 1, 1, '\\x%2$s', now(), 5, 1)
                """.formatted(account, HexFormat.of().formatHex(passphrase)));
    }

    private static Application.Running start(TestFolder folder, TestDatabase database) {
        return Application.start(Map.of(
                "ominigate.port",
                FreePort.any(),
                "ominigate.data-dir",
                folder.path().toString(),
                "ominigate.database.url",
                database.jdbcUrl(),
                "ominigate.database.user",
                database.user(),
                "ominigate.database.password",
                database.password()));
    }

    private static void bury(TestFolder folder, UUID account) throws IOException {
        Files.createDirectories(folder.path().resolve("tombstones"));
        Files.writeString(
                folder.path().resolve("tombstones/erased.jsonl"),
                "{\"seq\":1,\"account\":\"" + account
                        + "\",\"hmacs\":[],\"plan\":1,\"erasedAt\":\"2026-11-20T10:00:00Z\"}\n");
    }

    /** Somebody who was forgotten, with a letter to them and something that is to be done for them, as a backup has them. */
    private static void restore(Connection connection, UUID account) throws SQLException {
        execute(connection, """
                INSERT INTO accounts.account (id, name, status, created_at, revision, email)
                VALUES ('%1$s', 'Back Frombackup', 'ACTIVE', now() - interval '30 days', 0, 'back@frombackup.example');
                INSERT INTO mail.letter (id, template, class, recipient, about, language, "values", created_at, next_try_at)
                VALUES (gen_random_uuid(), 'REQUEST_NO_MATCH', 'ACCOUNT_NOTICE', 'back@frombackup.example', 'account:%1$s', 'en',
                    '{"reference": "PR-1"}', now(), now());
                INSERT INTO privacy.thread VALUES ('%1$s', 'back@frombackup.example', 'en', now());
                INSERT INTO privacy.request (id, thread, type, regime, state, received_at, received_on, target, answer_by, account,
                    identity, identified_at)
                VALUES ('%1$s', '%1$s', 'RESTRICTION', 'EU', 'EXECUTING', now(), current_date, current_date, current_date, '%1$s',
                    'L1', now());
                INSERT INTO privacy.leg (request, name, position, stage, own, next_try_at)
                VALUES ('%1$s', 'mark-account', 1, 'FULFIL', true, now());
                NOTIFY mail_letters;
                NOTIFY privacy_legs;
                """.formatted(account));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static int status(HttpClient client, int port) throws InterruptedException {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/legal/privacy"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYetOpen) {
            return 0;
        }
    }
}
