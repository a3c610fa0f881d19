package ai.ominigate.privacy.own;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.privacy.erasure.ProofCheck;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.Fulfilment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people ask about their data from their own pages: who they are, whose it is, and the end of an account. */
class OwnPrivacyTest {
    private static RunningOminiGate ominigate;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Newcomer.APART);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = RequestType.class,
            names = {"ACCESS", "PORTABILITY", "CORRECTION", "DELETION", "RESTRICTION", "OBJECTION"})
    void whoShowsAgainWhoTheyAreAsksAsSurelyAsByTheirMailboxAndMore(RequestType type) throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);

        JsonNode asked = ok(201, ask(me, type, "My name has two n.", Newcomer.PASSWORD));

        assertThat(asked.path("stage").asText()).isEqualTo("RECEIVED");
        assertThat(asked.path("canBeCalledOff").asBoolean()).isTrue();
        assertThat(row(
                        "SELECT state || ' ' || identity || ' ' || channel || ' ' || account::text FROM privacy.request"
                                + " WHERE id = ?::uuid",
                        asked.path("id").asText()))
                .isEqualTo("VERIFIED L2 PAGES " + account(me));
        assertThat(row(
                        "SELECT words FROM privacy.request_event WHERE request = ?::uuid AND kind = 'HEARD'",
                        asked.path("id").asText()))
                .isEqualTo("My name has two n.");
        assertThat(row(
                        "SELECT \"values\"->>'reference' FROM mail.letter WHERE recipient = ? AND template = 'REQUEST_RECEIVED'",
                        me.email()))
                .isEqualTo(asked.path("reference").asText());
        JsonNode listed = me.get("/privacy-requests").json().path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0)).isEqualTo(asked);
    }

    @Test
    void withoutTheRightPasswordNothingIsAsked() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);

        Answer refused = ask(me, RequestType.DELETION, "", "another person's password");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asText()).isEqualTo("password_wrong");
        assertThat(me.get("/privacy-requests").json().path("items")).isEmpty();
    }

    @Test
    void theSameIsAskedOnceUntilItIsCalledOff() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        String id = ok(201, ask(me, RequestType.ACCESS, "", Newcomer.PASSWORD))
                .path("id")
                .asText();

        Answer again = ask(me, RequestType.ACCESS, "", Newcomer.PASSWORD);
        JsonNode off = ok(200, me.post("/privacy-requests/" + id + "/call-off", Map.of()));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("code").asText()).isEqualTo("request_open");
        assertThat(off.path("stage").asText()).isEqualTo("CALLED_OFF");
        assertThat(off.has("endedAt")).isTrue();
        assertThat(me.post("/privacy-requests/" + id + "/call-off", Map.of()).status())
                .isEqualTo(409);
        ok(201, ask(me, RequestType.ACCESS, "", Newcomer.PASSWORD));
    }

    @Test
    void whatNeedsWordsIsNotTakenWithout() throws Exception {
        Answer refused = ask(Newcomer.signedIn(ominigate), RequestType.CORRECTION, "", Newcomer.PASSWORD);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asText()).isEqualTo("words_needed");
    }

    @Test
    void whatHasBegunToBeDoneCannotBeCalledOff() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        String id = ok(201, ask(me, RequestType.ACCESS, "", Newcomer.PASSWORD))
                .path("id")
                .asText();
        update("UPDATE privacy.request SET state = 'EXECUTING' WHERE id = ?::uuid", id);

        assertThat(me.get("/privacy-requests")
                        .json()
                        .path("items")
                        .path(0)
                        .path("canBeCalledOff")
                        .asBoolean())
                .isFalse();
        Answer refused = me.post("/privacy-requests/" + id + "/call-off", Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("request_begun");
    }

    @Test
    void nobodySeesOrCallsOffOrFetchesWhatOthersAsk() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        Newcomer colleague = me.inviting("DEVELOPER");
        Newcomer stranger = Newcomer.signedIn(ominigate);
        String id = ok(201, ask(me, RequestType.ACCESS, "", Newcomer.PASSWORD))
                .path("id")
                .asText();
        collect(me, id, RequestType.ACCESS, null);

        for (Newcomer other : List.of(colleague, stranger)) {
            assertThat(other.get("/privacy-requests").json().path("items")).isEmpty();
            assertThat(other.post("/privacy-requests/" + id + "/call-off", Map.of())
                            .status())
                    .isEqualTo(404);
            assertThat(other.post("/privacy-requests/" + id + "/package/1", Map.of())
                            .status())
                    .isEqualTo(404);
        }
        assertThat(me.get("/privacy-requests")
                        .json()
                        .path("items")
                        .path(0)
                        .path("stage")
                        .asText())
                .isEqualTo("RECEIVED");
    }

    @Test
    void aPackageIsFetchedBySigningInAndOpenedByWhatIsShownToWhoeverShowsAnewWhoTheyAre() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        String id = ok(201, ask(me, RequestType.ACCESS, "", Newcomer.PASSWORD))
                .path("id")
                .asText();
        assertThat(me.post("/privacy-requests/" + id + "/package/1", Map.of()).status())
                .isEqualTo(404);
        collect(me, id, RequestType.ACCESS, null);

        JsonNode download =
                me.get("/privacy-requests").json().path("items").path(0).path("download");
        int times = download.path("left").asInt();
        assertThat(times).isPositive();
        String place = "/privacy-requests/" + id + "/passphrase";
        assertThat(me.post(place, Map.of("password", "not mine"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("password_wrong");
        String passphrase = ok(200, me.post(place, Map.of("password", Newcomer.PASSWORD)))
                .path("passphrase")
                .asText();
        assertThat(passphrase).matches("([a-z0-9]{4}-){5}[a-z0-9]{4}");
        assertThat(Newcomer.signedIn(ominigate)
                        .post(place, Map.of("password", Newcomer.PASSWORD))
                        .status())
                .as("somebody else's")
                .isEqualTo(404);
        assertThat(row("SELECT count(*)::text FROM mail.letter WHERE \"values\"::text LIKE ?", "%" + passphrase + "%"))
                .as("letters with it")
                .isEqualTo("0");
        for (int i = 0; i < times; i++) {
            Answer file = me.post("/privacy-requests/" + id + "/package/1", Map.of());
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.response().body()).startsWith("PK");
            assertThat(file.response().headers().firstValue("cache-control")).contains("no-store");
        }
        assertThat(me.post("/privacy-requests/" + id + "/package/1", Map.of()).status())
                .isEqualTo(404);
        assertThat(me.get("/privacy-requests").json().path("items").path(0).has("download"))
                .isFalse();
    }

    @Test
    void whoDoesNotOwnTheAccountGetsTheirOwnDataAlone() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer member = owner.inviting("DEVELOPER");
        JsonNode asked = ok(201, ask(member, RequestType.ACCESS, "", Newcomer.PASSWORD));
        String id = asked.path("id").asText();
        assertThat(row(
                        "SELECT coalesce(account::text, 'none') || ' ' || member::text FROM privacy.request WHERE id = ?::uuid",
                        id))
                .isEqualTo("none " + member.get("/me").json().path("id").asText());

        collect(member, id, RequestType.ACCESS, memberId(member));

        String all = opened(id, member);
        assertThat(all).contains(member.email()).doesNotContain(owner.email());
        assertThat(row(
                        "SELECT template FROM mail.letter WHERE recipient = ? AND template LIKE 'PACKAGE_%'",
                        member.email()))
                .isEqualTo("PACKAGE_READY_SIGN_IN");
        assertThat(owner.get("/privacy-requests").json().path("items")).isEmpty();
    }

    @Test
    void whoDoesNotOwnTheAccountIsForgottenAloneWithALastSearchAndAProof() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer member = owner.inviting("BILLING");
        UUID id = memberId(member);
        update("UPDATE customer.member SET name = 'Mae' WHERE id = ?::uuid", id.toString());
        String copy = ok(201, ask(member, RequestType.ACCESS, "", Newcomer.PASSWORD))
                .path("id")
                .asText();
        collect(member, copy, RequestType.ACCESS, id);
        String asked = ok(201, ask(member, RequestType.DELETION, "", Newcomer.PASSWORD))
                .path("id")
                .asText();
        Assignment assignment = assignment(asked, RequestType.DELETION, null, id);
        Fulfilment deletion = fulfilment(RequestType.DELETION);
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            assertThat(deletion.blockers(connection, assignment))
                    .extracting(Blocker::code)
                    .as("what they asked for first")
                    .containsExactly("copy_first");
        }

        forget(deletion, assignment, member);

        assertThat(member.get("/me").status()).isEqualTo(401);
        assertThat(owner.get("/me").status()).isEqualTo(200);
        assertThat(owner.get("/team/members").json().path("items")).hasSize(1);
        assertThat(row("SELECT count(*)::text FROM mail.letter WHERE recipient = ?", member.email()))
                .isEqualTo("0");
        assertThat(row("SELECT count(*)::text FROM privacy.thread WHERE sender = ?", member.email()))
                .as("what they wrote, and from where")
                .isEqualTo("0");
        assertThat(row("SELECT count(*)::text FROM privacy.package WHERE account = ?::uuid", id.toString()))
                .isEqualTo("0");
        String proof = row("SELECT proof FROM privacy.erasure WHERE request = ?::uuid", asked);
        assertThat(proof)
                .contains("\"member\":\"" + id + "\"", "search-everything", "\"hits\":0")
                .doesNotContain(member.email())
                .doesNotContain("Mae");
        Path file = Files.writeString(folder.resolve("proof.json"), proof);
        List<String> keys = Files.readAllLines(ominigate.folder().resolve("audit/trusted-keys")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        ProofCheck.Report report = ProofCheck.run(file, keys);
        assertThat(report.problem()).isNull();
        assertThat(report.account()).isEqualTo("member " + id);
        byte[] bytes = proof.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += 97) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(ProofCheck.run(Files.write(file, changed), keys).ok())
                    .as("byte " + i)
                    .isFalse();
        }
        assertThat(Files.readString(ominigate.folder().resolve("tombstones/erased.jsonl")))
                .contains("\"account\":\"" + id + "\"", "\"member\":true");
    }

    /** All legs, each twice; the last letter is taken by a mail server as soon as it is there. */
    private static void forget(Fulfilment deletion, Assignment assignment, Newcomer member) throws Exception {
        List<PlannedLeg> legs;
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            legs = deletion.legs(connection, assignment);
        }
        assertThat(legs)
                .extracting(PlannedLeg::name)
                .containsExactly("forget-member", "last-letter", "search-everything", "prove");
        for (PlannedLeg leg : legs) {
            LegOutcome outcome = deletion.perform(assignment, leg.name());
            if (outcome instanceof LegOutcome.Waiting) {
                assertThat(row(
                                "SELECT template FROM mail.letter WHERE about = 'request:' || ?",
                                assignment.request().toString()))
                        .as("to " + member.email())
                        .isEqualTo("MEMBER_ERASED");
                update(
                        "UPDATE mail.letter SET sent_at = now(), \"values\" = '{}' WHERE about = 'request:' || ?",
                        assignment.request().toString());
                outcome = deletion.perform(assignment, leg.name());
            }
            assertThat(outcome).as(leg.name()).isInstanceOf(LegOutcome.Succeeded.class);
            assertThat(deletion.perform(assignment, leg.name()))
                    .as(leg.name() + ", again")
                    .isEqualTo(outcome);
        }
    }

    @Test
    void closingStopsKeysAndSessionsAtOnceAndAsksForDeletion() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer member = owner.inviting("DEVELOPER");
        UUID account = account(owner);
        Accounts accounts = bean(Accounts.class);
        String secret = Objects.requireNonNull(accounts.issue(account, NewKey.named("first")))
                .secret();
        KeyDirectory keys = bean(KeyDirectory.class);
        Await.until("the key is known", () -> keys.find(secret) != null);

        assertThat(member.post("/account/close", Map.of("password", Newcomer.PASSWORD))
                        .status())
                .isEqualTo(403);
        assertThat(owner.post("/account/close", Map.of("password", "not the password"))
                        .status())
                .isEqualTo(400);
        long before = System.nanoTime();
        JsonNode closing = ok(202, owner.post("/account/close", Map.of("password", Newcomer.PASSWORD)));
        Await.until("the key is refused", () -> keys.find(secret) == null);
        assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);

        assertThat(Instant.parse(closing.path("takenBackUntil").asText()))
                .isEqualTo(Instant.parse(closing.path("closingSince").asText())
                        .plus(Accounts.CLOSING_CAN_BE_TAKEN_BACK_FOR));
        assertThat(owner.cookie()).isNull();
        assertThat(member.get("/me").status()).isEqualTo(401);
        assertThat(row(
                        "SELECT state || ' ' || identity FROM privacy.request WHERE account = ?::uuid AND type = 'DELETION'",
                        account.toString()))
                .isEqualTo("VERIFIED L2");
        assertThat(owner.letter("ACCOUNT_CLOSING")).isEqualTo("close");
        assertThat(row(
                        "SELECT template FROM mail.letter WHERE recipient = ? AND template LIKE 'ACCOUNT%'",
                        member.email()))
                .isEqualTo("ACCOUNT_CLOSING_TOLD");
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            assertThat(fulfilment(RequestType.DELETION)
                            .blockers(
                                    connection,
                                    assignment(UUID.randomUUID().toString(), RequestType.DELETION, account, null)))
                    .extracting(blocker -> blocker.code())
                    .contains("closing_can_be_taken_back");
        }
    }

    @Test
    void aClosedAccountIsKeptAfterAllWithoutItsKeys() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        owner.post("/keys", Map.of("name", "first"));
        ok(202, owner.post("/account/close", Map.of("password", Newcomer.PASSWORD)));
        assertThat(owner.post("/session", owner.credentials()).status()).isLessThan(300);
        Answer refused = owner.post("/keys", Map.of("name", "second"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("account_closing");

        JsonNode kept = ok(200, owner.post("/account/keep", Map.of()));

        assertThat(kept.has("closingSince")).isFalse();
        assertThat(owner.get("/privacy-requests")
                        .json()
                        .path("items")
                        .path(0)
                        .path("stage")
                        .asText())
                .isEqualTo("CALLED_OFF");
        assertThat(owner.get("/keys").json().path("items").path(0).has("revokedAt"))
                .isTrue();
        assertThat(owner.post("/keys", Map.of("name", "second")).status()).isEqualTo(201);
        assertThat(owner.post("/account/keep", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void callingTheDeletionOffKeepsTheAccountToo() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        ok(202, owner.post("/account/close", Map.of("password", Newcomer.PASSWORD)));
        owner.post("/session", owner.credentials());
        String id = owner.get("/privacy-requests")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asText();

        ok(200, owner.post("/privacy-requests/" + id + "/call-off", Map.of()));

        assertThat(owner.get("/account").json().has("closingSince")).isFalse();
    }

    /** What a worker of requests does when two of the staff have agreed. */
    private static void collect(Newcomer who, String request, RequestType type, @Nullable UUID member)
            throws Exception {
        Assignment assignment = assignment(request, type, member == null ? account(who) : null, member);
        for (String leg : List.of("collect", "release")) {
            assertThat(fulfilment(type).perform(assignment, leg)).isInstanceOf(LegOutcome.Succeeded.class);
        }
    }

    private static Assignment assignment(
            String request, RequestType type, @Nullable UUID account, @Nullable UUID member) {
        return new Assignment(
                UUID.fromString(request),
                "PR-000001",
                type,
                account,
                IdentityLevel.L2,
                Regime.EU,
                Locale.ENGLISH,
                Instant.parse("2026-11-20T10:00:00Z"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                Instant.parse("2026-11-21T10:00:00Z"),
                member);
    }

    private static Fulfilment fulfilment(RequestType type) {
        return ominigate.application().context().getBeansOfType(Fulfilment.class).stream()
                .filter(each -> each.types().contains(type))
                .findAny()
                .orElseThrow();
    }

    /** Everything in the package of a request, one after the other. */
    private static String opened(String request, Newcomer who) throws Exception {
        String passphrase = ok(
                        200,
                        who.post("/privacy-requests/" + request + "/passphrase", Map.of("password", Newcomer.PASSWORD)))
                .path("passphrase")
                .asText();
        Path file = folder.resolve(request + ".zip");
        try (Connection connection = ominigate.database().superuser();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT string_agg(content, '' ORDER BY piece) FROM privacy.package_piece WHERE request = ?::uuid")) {
            select.setString(1, request);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Files.write(file, row.getBytes(1));
            }
        }
        StringBuilder all = new StringBuilder();
        try (ZipFile zip = new ZipFile(file.toFile(), passphrase.toCharArray())) {
            for (FileHeader header : zip.getFileHeaders()) {
                all.append(new String(zip.getInputStream(header).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    private static Answer ask(Newcomer who, RequestType type, String words, String password) throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of("type", type.name(), "password", password));
        if (!words.isEmpty()) {
            fields.put("words", words);
        }
        return who.post("/privacy-requests", fields);
    }

    private static JsonNode ok(int status, Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        return answer.json();
    }

    private static UUID account(Newcomer who) throws Exception {
        return UUID.fromString(who.get("/me").json().path("account").asText());
    }

    private static UUID memberId(Newcomer who) throws Exception {
        return UUID.fromString(who.get("/me").json().path("id").asText());
    }

    private static String row(String sql, String value) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, value);
            List<String> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            assertThat(found).as(sql).hasSize(1);
            return found.getFirst();
        }
    }

    private static void update(String sql, String value) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, value);
            update.executeUpdate();
        }
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }
}
