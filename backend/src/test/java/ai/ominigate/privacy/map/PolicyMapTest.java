package ai.ominigate.privacy.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.egress.Egress;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyEnforcement;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.platform.TestClock;
import ai.ominigate.privacy.map.Rows.Row;
import ai.ominigate.privacy.retention.Retention;
import ai.ominigate.promise.LiveCheck;
import ai.ominigate.rest.ServedCookies;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What stands behind each sentence of the privacy policy, and that it is looked at. */
class PolicyMapTest {
    private static final String CHECKS = "/admin/v1/policy/checks";
    private static final Path PAGE = Path.of("..", "docs", "policy-map.md");

    private static RunningOminiGate ominigate;
    private static TestClock clock;
    private static LiveChecks checks;
    private static HttpServer upstream;
    private static final AtomicInteger upstreamSaw = new AtomicInteger();

    private Colleague officer;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.retention.first-purge-after", "1d");
        settings.put("ominigate.policy.first-checks-after", "1d");
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.createContext("/", PolicyMapTest::answer);
        upstream.start();
        String url = "http://127.0.0.1:" + upstream.getAddress().getPort() + "/v1";
        addModel(settings, "demo-double", "demo-model", url);
        addModel(settings, "costly-double", "costly", url);
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
        checks = ominigate.application().context().getBean(LiveChecks.class);
    }

    private static void addModel(Map<String, Object> settings, String provider, String model, String url) {
        settings.put("ominigate.providers." + provider + ".dialect", "openai");
        settings.put("ominigate.providers." + provider + ".base-url", url);
        settings.put("ominigate.providers." + provider + ".api-key", "secret");
        settings.put("ominigate.providers." + provider + ".subprocessor", "Double Inc.");
        settings.put("ominigate.models." + model + ".upstreams[0].provider", provider);
        settings.put("ominigate.models." + model + ".upstreams[0].model", "upstream-model");
        settings.put("ominigate.models." + model + ".price.input", "0.01");
        settings.put("ominigate.models." + model + ".price.output", "0.01");
    }

    private static void answer(HttpExchange call) throws IOException {
        upstreamSaw.addAndGet(
                new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).contains("canary") ? 1 : 0);
        byte[] answer = """
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1790000000, "model": "upstream-model",
                 "choices": [{"index": 0, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}}
                """.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, answer.length);
        call.getResponseBody().write(answer);
        call.close();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
        upstream.stop(0);
    }

    @BeforeEach
    void signIn() throws Exception {
        Catalogue catalogue = ominigate.application().context().getBean(Catalogue.class);
        Await.until("both models can be called", () -> catalogue.models().size() == 2);
        officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
    }

    // ---- the map

    @Test
    void everySentenceOfThePublishedPolicyHasARowAndEveryRowASentence() throws Exception {
        List<String> published =
                Sentences.of("Policy\n" + published().substring(published().indexOf('\n') + 1)).stream()
                        .map(Sentences.Sentence::words)
                        .toList();

        PolicyMap map = map();

        assertThat(map.unmapped()).isEmpty();
        assertThat(map.rows()).extracting(row -> row.sentence()).containsExactlyElementsOf(published);
        assertThat(Rows.all()).hasSameSizeAs(published);
        for (String sentence : published) {
            assertThat(published()).contains(sentence);
        }
    }

    @Test
    void nothingOfThePublishedPolicyIsLostBetweenItsSentences() throws Exception {
        String sentences = map().rows().stream().map(row -> row.sentence()).reduce("", String::concat);
        String words = published()
                .lines()
                .skip(1)
                .filter(line -> !line.matches("[1-8]\\. .*"))
                .reduce("", String::concat);

        assertThat(letters(sentences)).isEqualTo(letters(words));
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    @Test
    void aRowWithoutEnforcementTestOrOwnerCannotBe() {
        List<PolicyEnforcement> enforced = List.of(new PolicyEnforcement("x", "y"));
        List<String> tests = List.of("x#y");

        assertThatThrownBy(() -> new Row("C", "It is.", List.of(), tests, Role.ADMIN, List.of()))
                .hasMessage("nothing enforces: It is.");
        assertThatThrownBy(() -> new Row("C", "It is.", enforced, List.of(), Role.ADMIN, List.of()))
                .hasMessage("no test proves: It is.");
        assertThatThrownBy(() -> new Row("C", "It is.", enforced, tests, nobody(), List.of()))
                .hasMessage("nobody owns: It is.");
    }

    @SuppressWarnings("NullAway") // what a file without an owner would be read as
    private static Role nobody() {
        return null;
    }

    static List<Row> rows() {
        return Rows.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatARowNamesIsThere(Row row) throws Exception {
        for (PolicyEnforcement enforcement : row.enforcedBy()) {
            assertThat(enforcement.how()).endsWith(".");
            if (!enforcement.by().startsWith("ominigate.")) {
                Class.forName(enforcement.by(), false, getClass().getClassLoader());
            }
        }
        for (String test : row.tests()) {
            String[] parts = test.split("#", 2);
            Class<?> type = Class.forName(parts[0], false, getClass().getClassLoader());
            assertThat(Arrays.stream(type.getDeclaredMethods())
                            .filter(method -> Arrays.stream(method.getAnnotations())
                                    .anyMatch(mark -> mark.annotationType()
                                            .getSimpleName()
                                            .matches(".*Test|Property")))
                            .map(method -> method.getName()))
                    .as(test)
                    .contains(parts[1]);
        }
        assertThat(beans().stream().map(LiveCheck::name)).containsAll(row.checks());
    }

    @Test
    void everyCheckIsOfASentenceAndTheyHaveDifferentNames() {
        Set<String> named = new HashSet<>();
        Rows.all().forEach(row -> named.addAll(row.checks()));

        assertThat(beans())
                .extracting(LiveCheck::name)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(named);
        assertThat(beans()).allSatisfy(check -> assertThat(check.title()).endsWith("."));
    }

    @Test
    void thePageOfTheDocumentationIsWhatTheMapSays() throws Exception {
        String page = PolicyMapPage.of(map(), beans());
        if (System.getProperty("update") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).as("run this test with -Dupdate to write it anew").hasContent(page);
    }

    @Test
    void anAuditorReadsItAndRunsNothing() throws Exception {
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR).stepUp();

        JsonNode map = auditor.send("GET", "/admin/v1/policy/map", "").json();
        assertThat(map.path("rows").get(0).path("sentence").asText()).isEqualTo("Last updated: 2026-04-27");
        assertThat(auditor.send("POST", CHECKS + "/run", "").status()).isEqualTo(403);
    }

    // ---- the checks

    /** What breaks the thing that a check looks at, and what puts it right again. */
    static Stream<Arguments> breakages() {
        return Stream.of(
                Arguments.of(
                        "usage-columns",
                        "ALTER TABLE metering.usage_event ADD COLUMN ip INET",
                        "ALTER TABLE metering.usage_event DROP COLUMN ip",
                        "Usage rows also have ip."),
                Arguments.of(
                        "payment-columns",
                        "ALTER TABLE billing.ledger_tx ADD COLUMN card_last4 TEXT",
                        "ALTER TABLE billing.ledger_tx DROP COLUMN card_last4",
                        "There is also billing.ledger_tx.card_last4."),
                Arguments.of(
                        "payment-columns",
                        "ALTER TABLE payment.top_up ADD COLUMN holder TEXT",
                        "ALTER TABLE payment.top_up DROP COLUMN holder",
                        "There is also payment.top_up.holder."),
                Arguments.of(
                        "operational-log-window",
                        """
                        INSERT INTO abuse.operational_log (time, address, method, path_template, status, headers)
                        VALUES (now() - INTERVAL '15 days', '203.0.113.9', 'GET', '/', 200, '{}')
                        """,
                        "DELETE FROM abuse.operational_log",
                        "That is longer than 14 days."),
                Arguments.of(
                        "last-purges",
                        """
                        INSERT INTO privacy.suppression (hmac, since)
                        VALUES (sha256('x'), now() - INTERVAL '66 days')
                        """,
                        "DELETE FROM privacy.suppression",
                        "Suppressed addresses (something is older than its window)"),
                Arguments.of(
                        "mail-classes", """
                        INSERT INTO mail.letter
                            (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                        VALUES (gen_random_uuid(), 'SPECIAL_OFFER', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}',
                            now(), now(), now())
                        """,
                        "DELETE FROM mail.letter", "SPECIAL_OFFER ACCOUNT_NOTICE"),
                Arguments.of(
                        "vault-statutes", """
                        ALTER TABLE vault.record DROP CONSTRAINT record_statute_check;
                        INSERT INTO vault.record (
                            id, account, kind, reference, occurred_on, amount_nanos, currency, statute, keep_until, moved_at)
                        VALUES (gen_random_uuid(), gen_random_uuid(), 'usage', 'x', '2026-01-01', 1, 'USD', ' ', '2034-12-31', now())
                        """,
                        "TRUNCATE vault.record", "1 records name no law"),
                Arguments.of(
                        "requests-due", """
                        INSERT INTO privacy.thread (id, language) VALUES ('00000000-0000-7000-8000-000000000001', 'en');
                        INSERT INTO privacy.request (
                            id, thread, type, state, received_at, answer_by, received_on, target)
                        VALUES ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'ACCESS',
                            'RECEIVED', '2026-01-01', '2026-02-01', '2026-01-01', '2026-02-01')
                        """,
                        "DELETE FROM privacy.request", "1 are, the oldest of them number "),
                Arguments.of(
                        "policy-texts", """
                        ALTER TABLE policy.text DISABLE TRIGGER USER;
                        UPDATE policy.text SET text = replace(text, 'do not', 'do'),
                            sha256 = sha256(convert_to(replace(text, 'do not', 'do'), 'UTF8'))
                        WHERE locale = 'en'
                        """, """
                        UPDATE policy.text SET text = replace(replace(text, 'do ', 'do not '), 'not not', 'not'),
                            sha256 = sha256(convert_to(replace(replace(text, 'do ', 'do not '), 'not not', 'not'), 'UTF8'))
                        WHERE locale = 'en'
                        """, "Version 1 of the privacy policy (en) is not what was published"),
                Arguments.of(
                        "provider-terms",
                        // A node that does not hear of it goes on.
                        """
                        ALTER TABLE subprocessor.company DISABLE TRIGGER USER;
                        UPDATE subprocessor.company SET no_training = 'UNKNOWN' WHERE name = 'Double Inc.'
                        """,
                        """
                        ALTER TABLE subprocessor.company ENABLE TRIGGER USER;
                        UPDATE subprocessor.company SET no_training = 'CONFIRMED' WHERE name = 'Double Inc.'
                        """,
                        "In use without that: costly-double, demo-double."),
                Arguments.of(
                        "subprocessor-list",
                        "UPDATE policy.version SET finished_at = now() WHERE number = 1",
                        "UPDATE policy.version SET finished_at = NULL",
                        "is in force and final; the list is a draft."),
                Arguments.of(
                        "policy-sentences",
                        """
                        INSERT INTO policy.version (number, status, last_updated, material) VALUES (2, 'DRAFT', '2026-12-01', false);
                        INSERT INTO policy.text SELECT 2, locale, text || E'\\nWe also sell it.',
                            sha256(convert_to(text || E'\\nWe also sell it.', 'UTF8')) FROM policy.text WHERE number = 1;
                        UPDATE policy.version SET status = 'PUBLISHED', published_at = now(), announced_at = now(),
                            effective_at = now() - INTERVAL '1 day' WHERE number = 2
                        """,
                        """
                        ALTER TABLE policy.version DISABLE TRIGGER USER;
                        ALTER TABLE policy.text DISABLE TRIGGER USER;
                        DELETE FROM policy.version WHERE number = 2
                        """,
                        "1 sentences have no row in the policy map, first of all: We also sell it."));
    }

    @Test
    void everyCheckIsSeenToTurnRed() {
        Set<String> broken = new TreeSet<>(Set.of("cookies", "unlisted-hosts", "no-bodies"));
        breakages().forEach(breakage -> broken.add(String.valueOf(breakage.get()[0])));

        assertThat(ominigate.application().context().getBeansOfType(LiveCheck.class))
                .extracting(LiveCheck::name)
                .as("left: the checks, right: breakages and those that have tests of their own here")
                .containsExactlyInAnyOrderElementsOf(broken);
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void aCheckIsRedWhileWhatItLooksAtIsNotSoAndGreenAgainAfterwards(
            String name, String breaking, String mending, String words) throws Exception {
        assertThat(look(name).kept()).as(look(name).finding()).isTrue();

        execute(breaking);
        PolicyCheck red = look(name);
        assertThat(red.kept()).isFalse();
        assertThat(red.finding()).contains(words);
        assertThat(checks.failing()).extracting(PolicyCheck::name).contains(name);

        execute(mending);
        PolicyCheck green = look(name);
        assertThat(green.kept()).as(green.finding()).isTrue();
        assertThat(texts("SELECT kind FROM live.event WHERE subject = 'check:" + name + "' ORDER BY key"))
                .endsWith("policy.check-failed", "policy.check-kept");
    }

    @Test
    void aThirdCookieIsNoticedAndForgottenOnceItIsNotSetAnyMore() throws Exception {
        assertThat(look("cookies").kept()).isTrue();
        ServedCookies cookies = ominigate.application().context().getBean(ServedCookies.class);
        MutableHttpResponse<?> answer =
                HttpResponse.ok().cookie(Cookie.of("NEXT_LOCALE", "en")).cookie(Cookie.of("session", "x"));
        cookies.look(answer);
        assertThat(look("cookies").kept()).isTrue();

        cookies.look(HttpResponse.ok().cookie(Cookie.of("__stripe_mid", "x")));
        assertThat(look("cookies").finding()).startsWith("Answers set __stripe_mid.");

        clock.advance(Duration.ofHours(25));
        assertThat(look("cookies").kept()).isTrue();
    }

    /** Every page and answer that somebody gets who just asks, whatever comes of it. */
    @Test
    void noPageSetsACookieThatThePolicyDoesNotName() throws Exception {
        List<String> pages = ominigate
                .application()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() == HttpMethod.GET)
                .map(route -> route.getUriMatchTemplate().toPathString())
                .filter(path -> !path.contains("{"))
                .distinct()
                .toList();
        assertThat(pages).contains("/legal/privacy", "/legal/subprocessors");
        for (String page : pages) {
            for (String accept : List.of("text/html", "application/json")) {
                Answer answer = ominigate.send("GET", page, "", Map.of("Accept", accept, "Accept-Language", "zh-CN"));

                assertThat(answer.response().headers().allValues("Set-Cookie"))
                        .as(page)
                        .allMatch(cookie -> ServedCookies.LISTED.contains(cookie.split("=", 2)[0]));
            }
        }
    }

    @Test
    void aHostThatIsNotRegisteredIsNoticedAndForgottenOnceNothingWantsToConnectThere() throws Exception {
        assertThat(look("unlisted-hosts").kept()).isTrue();

        ominigate.application().context().getBean(Egress.class).permits("tracker.example", EgressUse.MAIL);
        assertThat(look("unlisted-hosts").finding()).startsWith("Refused, and wanted by something: tracker.example.");

        clock.advance(Duration.ofHours(25));
        assertThat(look("unlisted-hosts").kept()).isTrue();
    }

    @Test
    void aBodyThatIsStoredOrLoggedIsFoundByTheNextCallsWithAMarkAndGoneWithTheOnesAfterIt() throws Exception {
        Canary canary = ominigate.application().context().getBean(Canary.class);
        Answer sent = officer.send("POST", "/admin/v1/policy/canary", "{}");
        assertThat(sent.status()).as(sent.json().toString()).isEqualTo(200);
        assertThat(sent.json().path("found")).isEmpty();
        assertThat(sent.json().path("columns").asInt()).isGreaterThan(300);
        assertThat(look("no-bodies").kept()).isTrue();
        assertThat(upstreamSaw.get()).as("calls with a mark arrived").isPositive();

        CanaryRun stored = canary.fly(canary.model(null, false), mark -> {
            try {
                execute("UPDATE accounts.account SET name = '" + mark + "'");
                execute(vaultRecord(mark, "2026-01-01"));
                Files.writeString(
                        ominigate.folder().resolve("left-over"),
                        "x" + Base64.getEncoder().encodeToString(mark.getBytes(StandardCharsets.UTF_8)));
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
            LoggerFactory.getLogger(PolicyMapTest.class).warn("This test logs the mark {}", mark);
        });
        assertThat(stored.found())
                .containsOnlyKeys("accounts.account.name", "file:left-over", "log", "vault.record.reference");
        assertThat(look("no-bodies").kept()).isFalse();
        assertThat(look("no-bodies").finding())
                .contains("was found in: accounts.account.name, file:left-over, log, vault.record.reference.");
        execute("TRUNCATE vault.record");

        officer.send("POST", "/admin/v1/policy/canary", "{}");
        assertThat(look("no-bodies").kept()).isTrue();
    }

    private static String vaultRecord(String reference, String day) {
        return """
                INSERT INTO vault.record (
                    id, account, kind, reference, occurred_on, amount_nanos, currency, statute, keep_until, moved_at)
                VALUES (gen_random_uuid(), gen_random_uuid(), 'usage', '%s', '%s', 1, 'USD', 'A law', '2034-12-31', now())
                """.formatted(reference, day);
    }

    private static void flyByItself() throws SQLException {
        execute("UPDATE policy.canary_turn SET tried_at = '-infinity'");
        ominigate.application().context().getBean(CanaryFlights.class).keepUp();
    }

    @Test
    void whetherBodiesAreStoredIsUnknownUntilCallsWereSentAndAgainWhenThatIsLongAgo() throws Exception {
        execute("DELETE FROM policy.canary_run");
        PolicyCheck before = look("no-bodies");
        assertThat(before.kept()).isNull();
        assertThat(before.finding()).startsWith("Not looked yet").contains("once a day");
        assertThat(before.checkedAt()).isNotNull();

        flyByItself();
        assertThat(look("no-bodies").kept()).isTrue();
        flyByItself();
        assertThat(texts("SELECT id::text FROM policy.canary_run"))
                .as("once a day")
                .hasSize(1);

        clock.advance(BodyCheck.LONG_AGO.plusHours(1));
        PolicyCheck old = look("no-bodies");
        assertThat(old.kept()).as(old.finding()).isFalse();
        assertThat(old.finding()).contains("says nothing of today");

        flyByItself();
        assertThat(look("no-bodies").kept()).isTrue();
        assertThat(texts("SELECT id::text FROM policy.canary_run")).hasSize(2);
    }

    /** Where every provider is paid, nobody sends calls but people. */
    @Test
    void withoutAProviderThatNobodyPaysItSaysThatPeopleHaveToSendTheCalls() throws Exception {
        execute("DELETE FROM policy.canary_run");
        Canary canary = ominigate.application().context().getBean(Canary.class);
        canary.fly(canary.model("costly", true), _ -> {});
        execute("UPDATE policy.canary_run SET at = at - INTERVAL '8 days'");
        try {
            // A company whose terms nobody knows gets no call, so its models are not there.
            execute("UPDATE subprocessor.company SET no_training = 'UNKNOWN' WHERE name = 'Double Inc.'");
            Catalogue catalogue = ominigate.application().context().getBean(Catalogue.class);
            Await.until("no model can be called", () -> catalogue.models().isEmpty());

            flyByItself();
            PolicyCheck unknown = look("no-bodies");

            assertThat(unknown.kept()).isNull();
            assertThat(unknown.finding()).contains("No model of the demo provider is configured");
        } finally {
            execute("UPDATE subprocessor.company SET no_training = 'CONFIRMED' WHERE name = 'Double Inc.'");
        }
    }

    @Test
    void noProviderIsPaidForTheMarkUnlessSomebodyConfirmsIt() throws Exception {
        Answer refused = officer.send("POST", "/admin/v1/policy/canary", "{\"model\":\"costly\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("costs_money");
        assertThat(officer.send("POST", "/admin/v1/policy/canary", "{\"model\":\"none\"}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("no_such_model");
    }

    @Test
    void whatIsNotSoIsShownByHealthAndMetricsWithWhoOwnsIt() throws Exception {
        // Other tests let more than two days go by.
        ominigate.application().context().getBean(Retention.class).keepUp();
        execute("ALTER TABLE metering.usage_event ADD COLUMN ip INET");
        officer.send("POST", CHECKS + "/run", "");

        Colleague admin = Colleague.signedIn(ominigate, Role.ADMIN);
        assertThat(admin.send("GET", "/admin/v1/system/health", "").response().body())
                .contains("The privacy policy does not hold (check usage-columns, owner: Privacy officer)");
        assertThat(ominigate.admin("GET", "/prometheus", "").response().body())
                .contains("ominigate_policy_checks_failing 1.0");

        execute("ALTER TABLE metering.usage_event DROP COLUMN ip");
        officer.send("POST", CHECKS + "/usage-columns/run", "");
        assertThat(ominigate.admin("GET", "/prometheus", "").response().body())
                .contains("ominigate_policy_checks_failing 0.0");
    }

    @Test
    void whatIsKeptLongerThanItsWindowIsShownByHealthAndMetrics() throws Exception {
        ominigate.application().context().getBean(Retention.class).keepUp();
        execute("INSERT INTO privacy.suppression (hmac, since) VALUES (sha256('kept'), now() - INTERVAL '66 days')");

        Colleague admin = Colleague.signedIn(ominigate, Role.ADMIN);
        assertThat(admin.send("GET", "/admin/v1/system/health", "").response().body())
                .contains("Suppressed addresses is kept longer than its window");
        assertThat(ominigate.admin("GET", "/prometheus", "").response().body())
                .contains("ominigate_retention_overdue 1.0");

        execute("DELETE FROM privacy.suppression");
        admin.send("GET", "/admin/v1/system/health", "");
        assertThat(ominigate.admin("GET", "/prometheus", "").response().body())
                .contains("ominigate_retention_overdue 0.0");
    }

    @Test
    void oneNodeLooksAndNoSoonerThanInTenMinutes() throws Exception {
        clock.advance(Duration.ofHours(1));
        checks.keepUp();
        List<String> first = texts("SELECT checked_at::text FROM policy.live_check ORDER BY name");
        clock.advance(Duration.ofMinutes(9));
        checks.keepUp();
        assertThat(texts("SELECT checked_at::text FROM policy.live_check ORDER BY name"))
                .isEqualTo(first);

        clock.advance(Duration.ofMinutes(2));
        try (Connection other = ominigate.database().dataSource().getConnection()) {
            other.setAutoCommit(false);
            assertThat(CheckTable.lock(other, "usage-columns", true)).isNotNull();
            checks.keepUp();
            other.rollback();
        }
        assertThat(
                        texts(
                                "SELECT name FROM policy.live_check WHERE checked_at = (SELECT min(checked_at) FROM policy.live_check)"))
                .as("another node looks at it")
                .containsExactly("usage-columns");
    }

    @Test
    void whoAsksForACheckThatThereIsNotIsTold() throws Exception {
        Answer answer = officer.send("POST", CHECKS + "/nothing/run", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("detail").asText()).isEqualTo("There is no check with the name 'nothing'.");
    }

    private static PolicyCheck look(String name) throws SQLException {
        return checks.lookAt(name);
    }

    private static PolicyMap map() throws SQLException {
        return ominigate.application().context().getBean(PolicyMaps.class).map(checks.all());
    }

    private static Collection<LiveCheck> beans() {
        return ominigate.application().context().getBeansOfType(LiveCheck.class);
    }

    private static String published() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                PolicyMapTest.class.getResourceAsStream("/ai/ominigate/privacy/policy/published-2026-04-27.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new java.util.ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }
}
