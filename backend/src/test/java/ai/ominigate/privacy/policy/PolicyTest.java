package ai.ominigate.privacy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.TestFolder;
import ai.ominigate.model.policy.PolicyNotices;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy that everybody reads, and how it changes. */
class PolicyTest {
    private static final String VERSIONS = "/admin/v1/policy/versions";

    private static RunningOminiGate ominigate;
    private static TestClock clock;

    private Colleague officer;
    private Colleague other;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.retention.first-purge-after", "1d");
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    /** With the first version alone. */
    @BeforeEach
    void startAnew() throws Exception {
        asSuperuser(
                ominigate.database(),
                "ALTER TABLE policy.version DISABLE TRIGGER USER",
                "ALTER TABLE policy.text DISABLE TRIGGER USER",
                "DELETE FROM policy.notice",
                "DELETE FROM policy.acceptance",
                "DELETE FROM policy.version WHERE number > 1",
                "UPDATE policy.version SET version = 1, finished_at = NULL",
                "ALTER TABLE policy.version ENABLE TRIGGER USER",
                "ALTER TABLE policy.text ENABLE TRIGGER USER",
                "UPDATE retention.rule SET confirmed_at = NULL",
                "ALTER TABLE subprocessor.list DISABLE TRIGGER USER",
                "DELETE FROM subprocessor.list",
                "DELETE FROM mail.letter");
        officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        other = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
    }

    @Test
    void theFirstVersionIsWordForWordTheOneThatWasPublished() throws Exception {
        Document page = page("/legal/privacy", "en");

        List<String> words = page.select("h1, h2, article p, li").eachText();
        assertThat(words)
                .containsExactlyElementsOf(published()
                        .lines()
                        .map(line -> line.startsWith("- ") ? line.substring(2) : line)
                        .toList());
    }

    @Test
    void whoeverWroteSomeOfItDoesNotAgreeToItWhoeverProposedIt() throws Exception {
        draft("2026-12-01");
        write("en", version1("en").replace("Privacy Policy", "Our Privacy Policy"), 1);
        JsonNode asked = publish(other, Duration.ofDays(40), 2).json();

        Answer own = agree(officer, asked);

        assertThat(own.status()).isEqualTo(403);
        assertThat(own.json().path("code").asText()).isEqualTo("own_text");
        assertThat(version(2).path("status").asText()).isEqualTo("DRAFT");
        Colleague third = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        assertThat(agree(third, asked).status()).isEqualTo(200);
    }

    @Test
    void theDayOfItsLastUpdateIsTheRecords() throws Exception {
        assertThat(page("/legal/privacy", "en").select("time").text()).isEqualTo("2026-04-27");
        assertThat(published()).contains("Last updated: 2026-04-27");

        publish("2026-12-01", Duration.ofDays(31));
        clock.advance(Duration.ofDays(32));

        assertThat(page("/legal/privacy", "en").select("time").text()).isEqualTo("2026-12-01");
        assertThat(page("/legal/privacy/1", "en").select("time").text()).isEqualTo("2026-04-27");
    }

    @ParameterizedTest
    @CsvSource({"en,en", "de-DE,en", "'zh-TW,en;q=0.5',zh-CN", "'fr, zh;q=0.2',zh-CN"})
    void itIsReadInTheLanguageThatOneReads(String accepted, String language) throws Exception {
        Answer answer = get("/legal/privacy", Map.of("Accept", "text/html", "Accept-Language", accepted));

        assertThat(Jsoup.parse(answer.response().body()).child(0).attr("lang")).isEqualTo(language);
        assertThat(answer.response().headers().firstValue("Content-Language")).hasValue(language);
    }

    @Test
    void languagesThatNobodyCanReadAreRefused() throws Exception {
        Answer answer = get("/legal/privacy", Map.of("Accept-Language", ";;;"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).startsWith("The header Accept-Language");
    }

    @Test
    void bothLanguagesHaveTheSameParts() {
        assertThat(kinds(Policy.firstText(LegalLocale.CHINESE)))
                .isEqualTo(kinds(Policy.firstText(LegalLocale.ENGLISH)));
    }

    private static List<Character> kinds(String text) {
        return text.lines()
                .map(line -> line.startsWith("- ") ? '-' : Character.isDigit(line.charAt(0)) ? '#' : 'p')
                .toList();
    }

    @Test
    void aPageLoadsNothingFromElsewhereAndSetsNoCookie() throws Exception {
        Answer answer = get("/legal/privacy", Map.of("Accept", "text/html"));

        assertThat(answer.response().headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.response()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .startsWith("default-src 'self'");
        Document page = Jsoup.parse(answer.response().body());
        assertThat(page.select("script, img, iframe, style, [style]")).isEmpty();
        assertThat(page.select("[href], [src]").eachAttr("href")).allMatch(to -> to.matches("/(legal/.*)?"));
        assertThat(get("/legal/style.css", Map.of())
                        .response()
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("text/css");
    }

    @Test
    void aProgramReadsItAsJson() throws Exception {
        JsonNode policy =
                get("/legal/privacy", Map.of("Accept", "application/json")).json();

        assertThat(policy.path("version").asInt()).isOne();
        assertThat(policy.path("lastUpdated").asText()).isEqualTo("2026-04-27");
        assertThat(policy.path("sha256").asText())
                .isEqualTo(VersionTable.digest(policy.path("text").asText()));
        assertThat(policy.path("locales").toString()).isEqualTo("[\"en\",\"zh-CN\"]");
        assertThat(policy.path("finished").asBoolean()).isFalse();
    }

    @Test
    void whatIsNotThereIsSaidPlainly() throws Exception {
        assertThat(get("/legal/privacy/7", Map.of()).status()).isEqualTo(404);
        assertThat(get("/legal/privacy?lang=xx", Map.of()).json().path("detail").asText())
                .isEqualTo("The policy is written in en and zh-CN, not in 'xx'.");
    }

    @Test
    void aMaterialChangeIsToldAheadAndHoldsFromItsDayOn() throws Exception {
        UUID reader = account("ada@example.com");
        String before = get("/legal/privacy/1", Map.of("Accept", "application/json"))
                .response()
                .body();

        publish("2026-12-01", Duration.ofDays(31));
        assertThat(page("/legal/privacy", "en").select("h1").text()).isEqualTo("Privacy Policy");
        assertThat(page("/legal/privacy/2", "en").select(".notice").text()).startsWith("In effect from ");
        ominigate.application().context().getBean(Announcements.class).announce();
        ominigate.application().context().getBean(Announcements.class).announce();

        assertThat(texts("SELECT about || ' ' || template FROM mail.letter WHERE recipient = 'ada@example.com'"))
                .containsExactly("account:" + reader + " POLICY_CHANGED");
        assertThat(version(2).path("notices").path("accounts").asInt()).isPositive();
        assertThat(version(2).path("notices").path("waiting").asInt()).isPositive();

        clock.advance(Duration.ofDays(32));
        assertThat(page("/legal/privacy", "en").select("h1").text()).isEqualTo("Our Privacy Policy");
        assertThat(page("/legal/privacy/1", "en").select(".notice").text()).startsWith("This is an earlier version.");
        JsonNode old =
                get("/legal/privacy/1", Map.of("Accept", "application/json")).json();
        JsonNode then = new ObjectMapper().readTree(before);
        assertThat(old.path("text")).isEqualTo(then.path("text"));
        assertThat(old.path("sha256")).isEqualTo(then.path("sha256"));
    }

    /** Letters go after a time, and with them would go that one never arrived. */
    @Test
    void whatBecameOfANoticeIsKnownAfterItsLetterIsForgotten() throws Exception {
        UUID reached = account("reached@example.com");
        UUID unreached = account("unreached@example.com");
        UUID unknown = account("unknown@example.com");
        holdsSince(2, clock.instant().minusSeconds(1));
        notice(reached, "sent_at");
        notice(unreached, "given_up_at");
        ominigate.application().context().getBean(Announcements.class).noteOutcomes();
        assertThat(notices()).isEqualTo(new PolicyNotices(2, 0, 1, 1));

        notice(unknown, "given_up_at");
        assertThat(unreached()).containsExactlyInAnyOrder(unreached.toString(), unknown.toString());
        asSuperuser(ominigate.database(), "DELETE FROM mail.letter");

        assertThat(notices()).as("nobody knows of the third").isEqualTo(new PolicyNotices(3, 0, 1, 1));
        assertThat(unreached()).containsExactly(unreached.toString());
    }

    private static void notice(UUID account, String end) throws SQLException {
        UUID letter = UUID.randomUUID();
        asSuperuser(ominigate.database(), """
                INSERT INTO mail.letter
                    (id, template, class, recipient, about, language, "values", created_at, next_try_at, %3$s)
                VALUES ('%1$s', 'POLICY_CHANGED', 'ACCOUNT_NOTICE', 'a@b.example', 'account:%2$s', 'en', '{}', now(), now(), now());
                INSERT INTO policy.notice (number, account, letter) VALUES (2, '%2$s', '%1$s')
                """.formatted(letter, account, end));
    }

    private List<String> unreached() throws Exception {
        return officer.send("GET", VERSIONS + "/2/unreached", "").json().findValuesAsText("account");
    }

    private PolicyNotices notices() throws Exception {
        return new ObjectMapper().treeToValue(version(2).path("notices"), PolicyNotices.class);
    }

    @Test
    void whoeverUsesTheServiceAfterwardsHasAcceptedItOnce() throws Exception {
        UUID reader = account("grace@example.com");
        publish("2026-12-01", Duration.ofDays(31));
        clock.advance(Duration.ofDays(32));
        Announcements announcements = ominigate.application().context().getBean(Announcements.class);
        announcements.noteAcceptance();
        assertThat(texts("SELECT account::text FROM policy.acceptance")).isEmpty();

        Instant first = clock.instant().minusSeconds(5);
        used(reader, first.plusSeconds(3));
        used(reader, first);
        announcements.noteAcceptance();
        used(reader, clock.instant());
        announcements.noteAcceptance();

        assertThat(texts("SELECT account || ' ' || number FROM policy.acceptance"))
                .containsExactly(reader + " 2");
        officer.signIn();
        assertThat(version(2).path("accepted").asInt()).isOne();
    }

    /** Versions 2 and 3, of which the later one holds by the time that somebody comes back. */
    @Test
    void whoeverComesBackUnderAVersionHasNotAcceptedTheOneBefore() throws Exception {
        UUID reader = account("hedy@example.com");
        UUID regular = account("mary@example.com");
        Instant now = clock.instant();
        holdsSince(2, now.minus(Duration.ofDays(20)));
        holdsSince(3, now.minus(Duration.ofDays(10)));
        used(regular, now.minus(Duration.ofDays(15)));
        used(regular, now.minus(Duration.ofDays(5)));
        used(reader, now.minus(Duration.ofDays(5)));

        ominigate.application().context().getBean(Announcements.class).noteAcceptance();

        assertThat(texts("SELECT number FROM policy.acceptance WHERE account = '" + reader + "'"))
                .containsExactly("3");
        assertThat(texts("SELECT number FROM policy.acceptance WHERE account = '" + regular + "' ORDER BY number"))
                .containsExactly("2", "3");
    }

    private static void holdsSince(int number, Instant since) throws SQLException {
        asSuperuser(ominigate.database(), """
                INSERT INTO policy.version (number, status, last_updated, material) VALUES (%1$d, 'DRAFT', '2026-12-01', true);
                INSERT INTO policy.text SELECT %1$d, locale, text, sha256 FROM policy.text WHERE number = 1;
                UPDATE policy.version
                SET status = 'PUBLISHED', published_at = '%2$s', announced_at = now(), effective_at = '%2$s'
                WHERE number = %1$d
                """.formatted(number, since));
    }

    @Test
    void aVersionThatAnotherOneFollowedDoesNotBecomeFinal() throws Exception {
        asSuperuser(
                ominigate.database(),
                "UPDATE retention.rule SET confirmed_at = now()",
                "INSERT INTO subprocessor.list VALUES (1, '[]', sha256('[]'), 'The first.', now(), now(), now())");
        holdsSince(2, clock.instant().minusSeconds(1));

        assertThat(missing(1)).isEqualTo("This version is not the one that holds now.");
        assertThat(officer.send("POST", VERSIONS + "/2/finish", "{\"reason\":\"We are done.\"}", 1)
                        .status())
                .isEqualTo(202);
    }

    @Test
    void nobodyPublishesAloneOrTooSoonOrInOneLanguage() throws Exception {
        draft("2026-12-01");
        Answer tooSoon = publish(officer, Duration.ofDays(29), 1);
        assertThat(tooSoon.json().path("code").asText()).isEqualTo("too_soon");

        Answer asked = publish(officer, Duration.ofDays(31), 1);
        assertThat(asked.json().path("effect").asText())
                .endsWith("cannot be changed any more. Every active account is written to.");
        assertThat(agree(officer, asked.json()).status()).isEqualTo(403);

        asSuperuser(ominigate.database(), "DELETE FROM policy.text WHERE number = 2 AND locale = 'zh-CN'");
        Answer agreed = agree(other, asked.json());
        assertThat(agreed.json().path("code").asText()).isEqualTo("languages_missing");
        assertThat(get("/legal/privacy/2", Map.of()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en    | Operational logs are kept for 14 days.         | Operational log",
                "en    | Server logs stay for 90 days.                  | Operational log",
                "en    | Everything about calls is kept for 13 months.  | API usage metadata",
                "zh-CN | 使用元数据保留十三个月。                          | API usage metadata",
            })
    void aWindowThatIsADraftIsNotPublishedInAnyLanguage(String locale, String sentence, String window)
            throws Exception {
        draft("2026-12-01");
        write(locale, version1(locale) + "\n" + sentence, 1);

        Answer refused = publish(officer, Duration.ofDays(31), 2);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("window_not_confirmed");
        assertThat(refused.json().path("detail").asText())
                .contains("the window of " + window)
                .contains("\"" + sentence + "\"");
        asSuperuser(ominigate.database(), "UPDATE retention.rule SET confirmed_at = now()");
        assertThat(publish(officer, Duration.ofDays(31), 2).status()).isEqualTo(202);
    }

    @Test
    void aWindowThatIsADraftIsNotPublishedByAgreementEither() throws Exception {
        draft("2026-12-01");
        write("en", version1("en") + "\nOperational logs are kept for 14 days.", 1);
        asSuperuser(ominigate.database(), "UPDATE retention.rule SET confirmed_at = now()");
        Answer asked = publish(officer, Duration.ofDays(31), 2);
        assertThat(asked.status()).isEqualTo(202);
        asSuperuser(
                ominigate.database(),
                "UPDATE retention.rule SET confirmed_at = NULL WHERE data_class = 'OPERATIONAL_LOG'");

        Answer agreed = agree(other, asked.json());

        assertThat(agreed.status()).isEqualTo(409);
        assertThat(agreed.json().path("code").asText()).isEqualTo("window_not_confirmed");
        assertThat(agreed.json().path("detail").asText()).contains("the window of Operational log.");
        assertThat(version(2).path("status").asText()).isEqualTo("DRAFT");
        assertThat(get("/legal/privacy/2", Map.of()).status()).isEqualTo(404);
    }

    /** Whatever a page is made of, a draft of it shows no length of time. */
    @ParameterizedTest
    @ValueSource(strings = {"/legal/privacy", "/legal/privacy/1", "/legal/subprocessors"})
    void noPublicPageShowsAWindowBeforeItIsConfirmed(String path) throws Exception {
        draft("2026-12-01");
        write("en", version1("en") + "\nOperational logs are kept for 14 days.", 1);
        for (String accept : List.of("text/html", "application/json")) {
            for (LegalLocale locale : LegalLocale.values()) {
                Answer page = get(path + "?lang=" + locale.tag(), Map.of("Accept", accept));

                assertThat(page.status()).isEqualTo(200);
                assertThat(page.response().body())
                        .doesNotContainPattern("\\d+ ?(days?|weeks?|months?|years?)\\b|\\d+ ?(天|周|个月)|P\\d+[DWMY]");
            }
        }
    }

    @Test
    void aTextThatWasChangedAfterItWasProposedIsNotPublished() throws Exception {
        draft("2026-12-01");
        Answer asked = publish(officer, Duration.ofDays(31), 1);
        write("en", "Something else\n1. Nothing", 1);

        Answer agreed = agree(other, asked.json());

        assertThat(agreed.status()).isEqualTo(409);
        assertThat(agreed.json().path("code").asText()).isEqualTo("policy_changed");
    }

    @Test
    void aPublishedVersionStaysAsItIs() throws Exception {
        Answer written = write("en", "Something else", 1, 1);
        assertThat(written.json().path("code").asText()).isEqualTo("published_already");
        assertThat(officer.send("DELETE", VERSIONS + "/1", "", 1).status()).isEqualTo(409);

        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("UPDATE policy.text SET text = 'x'"))
                    .hasMessageContaining("stays as it is");
            assertThatThrownBy(() -> statement.execute("UPDATE policy.version SET last_updated = '2030-01-01'"))
                    .hasMessageContaining("stays as it is");
            assertThatThrownBy(() -> statement.execute("DELETE FROM policy.version"))
                    .hasMessageContaining("stays as it is");
        }
    }

    @Test
    void aDraftIsWrittenComparedAndDiscarded() throws Exception {
        assertThat(draft("2026-04-26").json().path("detail").asText()).contains("cannot be on 2026-04-26");
        assertThat(draft("2026-12-01").status()).isEqualTo(201);
        assertThat(draft("2026-12-02").json().path("code").asText()).isEqualTo("draft_exists");

        String text = version1("en").replace("Privacy Policy", "Our Privacy Policy");
        assertThat(write("en", text, 1).json().path("version").asInt()).isEqualTo(2);
        assertThat(write("en", text, 1).status()).as("somebody wrote meanwhile").isEqualTo(412);

        JsonNode lines =
                officer.send("GET", VERSIONS + "/2/difference", "").json().path("lines");
        assertThat(lines.get(0).path("kind").asText()).isEqualTo("REMOVED");
        assertThat(lines.get(1).path("line").asText()).isEqualTo("Our Privacy Policy");
        assertThat(lines.findValuesAsText("kind").stream().filter("SAME"::equals))
                .hasSize(lines.size() - 2);

        assertThat(officer.send("DELETE", VERSIONS + "/2", "", 2).status()).isEqualTo(204);
        assertThat(officer.send("GET", VERSIONS + "/2", "").status()).isEqualTo(404);
        assertThat(AuditEntries.about(ominigate.database(), "policy:2"))
                .contains(
                        "staff:" + officer.id() + " policy.draft DONE policy:2",
                        "staff:" + officer.id() + " policy.write DONE policy:2",
                        "staff:" + officer.id() + " policy.discard DONE policy:2");
    }

    @Test
    void itIsNotFinalBeforeEverythingIsConfirmedAndWhatIsMissingIsNamed() throws Exception {
        Answer refused = officer.send("POST", VERSIONS + "/1/finish", "{\"reason\":\"We are done.\"}", 1);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("not_final_yet");
        assertThat(refused.json().path("detail").asText())
                .contains(
                        "The window of API usage metadata is a draft.", "The list of subprocessors is not published.");

        asSuperuser(ominigate.database(), "UPDATE retention.rule SET confirmed_at = now()");
        assertThat(officer.send("POST", VERSIONS + "/1/finish", "{\"reason\":\"We are done.\"}", 1)
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("The list of subprocessors is not published.");
    }

    @Test
    void aVersionBecomesFinalWhenNothingIsMissingAndTwoAgreeAndThenPromisesHold() throws Exception {
        draft("2026-12-01");
        asSuperuser(ominigate.database(), "DELETE FROM policy.text WHERE number = 2 AND locale = 'zh-CN'");
        assertThat(missing(2))
                .contains(
                        "This version is not published.",
                        "This version is not written in zh-CN.",
                        "The list of subprocessors is not published.");
        for (DataClass dataClass : DataClass.values()) {
            asSuperuser(
                    ominigate.database(),
                    "UPDATE retention.rule SET confirmed_at = now()",
                    "UPDATE retention.rule SET confirmed_at = NULL WHERE data_class = '" + dataClass + "'");
            assertThat(missing(1))
                    .isEqualTo("The window of %s is a draft. The list of subprocessors is not published."
                            .formatted(ai.ominigate.privacy.retention.Retention.title(dataClass)));
        }
        asSuperuser(
                ominigate.database(),
                "UPDATE retention.rule SET confirmed_at = now()",
                "INSERT INTO subprocessor.list VALUES (1, '[]', sha256('[]'), 'The first.', now(), now(), now())");

        Answer asked = officer.send("POST", VERSIONS + "/1/finish", "{\"reason\":\"We are done.\"}", 1);
        assertThat(asked.status()).isEqualTo(202);
        assertThat(agree(officer, asked.json()).status())
                .as("nobody agrees with themselves")
                .isEqualTo(403);
        assertThat(version(1).path("finished").asBoolean()).isFalse();
        String draftTag = tag("/legal/privacy");
        assertThat(agree(other, asked.json()).status()).isEqualTo(200);
        assertThat(version(1).path("finished").asBoolean()).isTrue();
        assertThat(tag("/legal/privacy"))
                .as("whoever has kept the answer learns of it")
                .isNotEqualTo(draftTag);

        String rule = "/admin/v1/retention/rules/OPERATIONAL_LOG";
        Answer longer = officer.send(
                "POST",
                rule + "/window",
                "{\"window\":\"P30D\",\"reason\":\"We need it.\"}",
                officer.send("GET", rule, "").json().path("version").asLong());
        assertThat(longer.status()).isEqualTo(409);
        assertThat(longer.json().path("code").asText()).isEqualTo("policy_version_needed");
    }

    private static String tag(String path) throws Exception {
        return get(path, Map.of("Accept", "application/json"))
                .response()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    private String missing(int number) throws Exception {
        Answer refused = officer.send("POST", VERSIONS + "/" + number + "/finish", "{\"reason\":\"We are done.\"}", 1);
        assertThat(refused.json().path("code").asText()).isEqualTo("not_final_yet");
        return refused.json().path("detail").asText();
    }

    @Test
    void aTextThatWasChangedBehindTheRecordsBackStopsTheStart() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                TestFolder folder = TestFolder.create()) {
            Policy policy = new Policy(database.dataSource(), new Imprints(folder.path()), InstantSource.system());
            policy.prepare(URI.create("http://localhost"));
            policy.prepare(URI.create("http://localhost"));
            asSuperuser(
                    database,
                    "ALTER TABLE policy.text DISABLE TRIGGER USER",
                    "UPDATE policy.text SET text = replace(text, 'do not', 'do'), sha256 = sha256(convert_to(replace(text, 'do not', 'do'), 'UTF8'))"
                            + " WHERE locale = 'en'");

            assertThatThrownBy(() -> policy.prepare(URI.create("http://localhost")))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageStartingWith("Version 1 of the privacy policy (en) is not what was published");
        }
    }

    /** Who has the database can make text and hash fit each other; what the node remembers does not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE policy.text SET text = 'We sell it.', sha256 = sha256('We sell it.') WHERE number = 2 AND locale = 'en'",
                "UPDATE policy.version SET last_updated = '2027-01-01' WHERE number = 2",
                "DELETE FROM policy.version WHERE number = 2"
            })
    void aVersionThatFitsItsHashAndNotWhatWasPublishedStopsTheStart(String tampering) throws Exception {
        try (TestDatabase database = TestDatabase.create();
                TestFolder folder = TestFolder.create()) {
            Policy policy = new Policy(database.dataSource(), new Imprints(folder.path()), InstantSource.system());
            policy.prepare(URI.create("http://localhost"));
            asSuperuser(
                    database,
                    "INSERT INTO policy.version (number, status, last_updated, material) VALUES (2, 'DRAFT', '2026-12-01', false)",
                    "INSERT INTO policy.text SELECT 2, locale, text, sha256 FROM policy.text",
                    "UPDATE policy.version SET status = 'PUBLISHED', published_at = now(), effective_at = now() WHERE number = 2");
            policy.prepare(URI.create("http://localhost"));
            asSuperuser(
                    database,
                    "ALTER TABLE policy.version DISABLE TRIGGER USER",
                    "ALTER TABLE policy.text DISABLE TRIGGER USER",
                    tampering);

            assertThatThrownBy(() -> policy.prepare(URI.create("http://localhost")))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageStartingWith("Version 2 of the privacy policy (en) is not what was published: somebody");
        }
    }

    private Answer draft(String day) throws Exception {
        return officer.send(
                "POST",
                VERSIONS,
                "{\"lastUpdated\":\"%s\",\"material\":true,\"summary\":\"It is called ours.\"}".formatted(day));
    }

    private Answer write(String locale, String text, long seen) throws Exception {
        return write(locale, text, seen, 2);
    }

    private Answer write(String locale, String text, long seen, int number) throws Exception {
        String body = new ObjectMapper().writeValueAsString(Map.of("text", text));
        return officer.send("PUT", VERSIONS + "/" + number + "/texts/" + locale, body, seen);
    }

    private static Answer publish(Colleague who, Duration ahead, long seen) throws Exception {
        String body = "{\"effectiveAt\":\"%s\",\"reason\":\"Counsel has agreed.\"}"
                .formatted(clock.instant().plus(ahead));
        return who.send("POST", VERSIONS + "/2/publish", body, seen);
    }

    /** Version 2, which has another title. */
    private void publish(String day, Duration ahead) throws Exception {
        draft(day);
        write("en", version1("en").replace("Privacy Policy", "Our Privacy Policy"), 1);
        Answer asked = publish(officer, ahead, 2);
        assertThat(asked.status()).isEqualTo(202);
        assertThat(agree(other, asked.json()).status()).isEqualTo(200);
    }

    private static Answer agree(Colleague who, JsonNode proposal) throws Exception {
        return who.send(
                "POST",
                "/admin/v1/approvals/" + proposal.path("id").asText() + "/approve",
                "{}",
                proposal.path("version").asLong());
    }

    private JsonNode version(int number) throws Exception {
        return officer.send("GET", VERSIONS + "/" + number, "").json();
    }

    private static String version1(String locale) throws Exception {
        return get("/legal/privacy/1?lang=" + locale, Map.of("Accept", "application/json"))
                .json()
                .path("text")
                .asText();
    }

    private static Document page(String path, String language) throws Exception {
        return Jsoup.parse(get(path, Map.of("Accept", "text/html", "Accept-Language", language))
                .response()
                .body());
    }

    private static Answer get(String path, Map<String, String> headers) throws Exception {
        return ominigate.send("GET", path, "", headers);
    }

    private static String published() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(PolicyTest.class.getResourceAsStream("published-2026-04-27.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static UUID account(String email) throws SQLException {
        UUID id = UUID.randomUUID();
        asSuperuser(ominigate.database(), """
                INSERT INTO accounts.account (id, name, status, created_at, revision, email)
                VALUES ('%s', 'Somebody', 'ACTIVE', now(), 1, '%s')
                """.formatted(id, email));
        return id;
    }

    private static void used(UUID account, Instant time) throws SQLException {
        asSuperuser(ominigate.database(), """
                INSERT INTO metering.usage_event VALUES (
                    gen_random_uuid(), '%s', '%s', gen_random_uuid(),
                    'm', 'p', 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 200, 1, 1, 1, false)
                """.formatted(time, account));
    }

    private static List<String> texts(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }

    private static void asSuperuser(TestDatabase database, String... statements) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
