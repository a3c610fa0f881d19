package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.review.Flags;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Nobody of the staff is shown a person's name, e-mail address or IP address in clear. What other tests are answered is
 * looked through when their {@link RunningOminiGate} closes; here every list and every thing is asked for by every role
 * where one person has left all traces that there can be.
 */
class PersonalDataTest {
    private static final String NAME = "Wilhelmina Birdwhistle";
    private static final String EMAIL = "wilhelmina@birdwhistle.example";
    private static final String ADDRESS = "198.51.100.199";

    /**
     * One's own, what the product is set to, figures of all together, and texts that everybody may read. Whoever looks at
     * anything else is written down.
     */
    private static final Pattern SAYING_NOTHING_OF_PEOPLE =
            Pattern.compile("/admin/v1/(sessions|me|rights|console-release|oidc"
                    + "|approvals/kinds|abuse/(rules|filters|overview|colleagues)|audit/checkpoint|overview|system/health|retention|privacy/(filters|overview)"
                    + "|policy|subprocessors(?!/objections)|egress)\\b.*");

    /** What the person writes to us. */
    private static final String WORDS = "I, %s, write from %s; my address is %s."
            .formatted(NAME.toUpperCase(Locale.ROOT).replace(" ", "  "), ADDRESS, EMAIL);

    private static RunningOminiGate ominigate;
    private static String account;
    private static String key;
    private static String member;

    @BeforeAll
    static void leaveTraces() throws Exception {
        ominigate = RunningOminiGate.with(Map.of("ominigate.trusted-proxies", "127.0.0.0/8"));
        member = Colleague.signedIn(ominigate, Role.ADMIN).id();
        account = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\": \"" + NAME + "\", \"email\": \"" + EMAIL + "\"}")
                .json()
                .path("id")
                .asText();
        key = ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", """
                        {"name": "laptop", "networks": ["%s"]}
                        """.formatted(ADDRESS))
                .json()
                .path("key")
                .path("id")
                .asText();
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "25", "reason": "a present", "idempotencyKey": "present"}
                """);
        leaveThingsAtTheDesks();
        ominigate.send("GET", "/v1/models", "", Map.of("X-Forwarded-For", ADDRESS, "User-Agent", NAME));
        Await.until("the operational log has it", PersonalDataTest::isInTheOperationalLog);
    }

    /** A case, a decision, an appeal, a proposal and a privacy request: all about the same person. */
    private static void leaveThingsAtTheDesks() throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        Instant now = Instant.now();
        ominigate
                .application()
                .context()
                .getBean(Flags.class)
                .raise(new Flag(
                        UuidV7.at(now),
                        "S1",
                        1,
                        false,
                        Entity.Net.of(InetAddress.ofLiteral(ADDRESS).getAddress()),
                        Family.AUTHENTICATION,
                        40,
                        20,
                        30,
                        Duration.ofHours(6),
                        60,
                        now.minusSeconds(600),
                        now,
                        now.plus(Duration.ofDays(14)),
                        Map.of(Flag.EVENTS, 40L, Flag.ACCOUNTS, 9L)));
        String reason = "%s from %s:443 tries keys".formatted(EMAIL, ADDRESS);
        made(analyst.send("POST", "/admin/v1/abuse/decisions", """
                {"action": "BLOCK_NETWORK", "network": "%s/32", "scope": "SIGN_UP", "duration": "PT1H", "reason": "%s"}
                """.formatted(ADDRESS, reason)));
        // Whom a thing about an account is about is known, so that their name is masked, too.
        String named = NAME + ", " + reason;
        made(analyst.send("POST", "/admin/v1/abuse/decisions", """
                {"action": "SUSPEND_ACCOUNT", "entity": "account:%s", "reason": "%s"}
                """.formatted(account, named)));
        Answer throttled =
                made(analyst.send("POST", "/admin/v1/abuse/decisions", """
                {"action": "THROTTLE", "entity": "account:%s", "requestsPerSecond": 1, "duration": "PT1H", "reason": "%s",
                    "note": "%s"}
                """.formatted(account, named, named)));
        made(analyst.send("POST", "/admin/v1/abuse/appeals", """
                {"decision": "%s", "words": "%s"}
                """.formatted(
                        throttled.json().path("id").asText(), WORDS)));
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer request =
                made(support.send("POST", "/admin/v1/privacy/requests", """
                {"type": "ACCESS", "channel": "LETTER", "regime": "EU", "receivedAt": "%s", "language": "en", "words": "%s"}
                """.formatted(now.minusSeconds(3600), WORDS)));
        made(support.send(
                "POST",
                "/admin/v1/privacy/requests/" + request.json().path("id").asText() + "/triage",
                """
                {"account": "%s", "regime": "EU", "scope": "%s", "reason": "%s"}
                """.formatted(account, WORDS, named),
                request.json().path("version").asLong()));
        made(analyst.stepUp().send("POST", "/admin/v1/break-glass", """
                {"purpose": "FRAUD", "reason": "%s"}
                """.formatted(reason)));
        made(analyst.send("POST", "/admin/v1/abuse/filters", """
                {"name": "%s", "shared": true, "filter": {}}
                """.formatted(reason.replace(" tries keys", ""))));
        made(Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER)
                .stepUp()
                .send("POST", "/admin/v1/privacy/legal-holds", """
                        {"account": "%s", "matter": "%s", "reason": "%s"}
                        """.formatted(account, named, named)));
    }

    private static int entries(Answer answer) throws SQLException {
        return AuditEntries.of(
                        ominigate.database(),
                        answer.response().headers().firstValue("x-request-id").orElseThrow())
                .size();
    }

    private static Answer made(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isBetween(200, 202);
        return answer;
    }

    private static boolean isInTheOperationalLog() throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM abuse.operational_log WHERE host(address) = '" + ADDRESS + "'")) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @ParameterizedTest
    @EnumSource
    void noRoleSeesAPersonInClear(Role role) throws Exception {
        Colleague colleague = Colleague.signedIn(ominigate, role);
        colleague.send("POST", "/admin/v1/customers/search", """
                {"by": "EMAIL", "value": "%s", "purpose": "FRAUD"}
                """.formatted(EMAIL));
        int answered = 0;
        Map<String, String> things = new HashMap<>();
        for (String path : paths()) {
            Answer answer = colleague.send("GET", withThing(path, things), "");
            // Some things have names or numbers, which an account's id is not.
            assertThat(answer.status()).as(path + " for " + role).isIn(200, 204, 400, 403, 404);
            if (answer.status() == 200) {
                answered++;
                assertThat(entries(answer) > 0
                                || SAYING_NOTHING_OF_PEOPLE.matcher(path).matches())
                        .as("that " + role + " looked at " + path + " is in the audit log")
                        .isTrue();
            }
            things.put(path, answer.json().path("items").path(0).path("id").asText());
        }

        assertThat(answered).as("routes that let in " + role).isGreaterThanOrEqualTo(3);
        assertThat(ominigate.leaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TRUST_SAFETY, abuse/cases",
        "TRUST_SAFETY, abuse/decisions",
        "TRUST_SAFETY_LEAD, abuse/appeals",
        "TRUST_SAFETY_LEAD, approvals",
        "SUPPORT, privacy/requests"
    })
    void thereIsSomethingOfThePersonAtEveryDesk(Role role, String list) throws Exception {
        Answer answer = Colleague.signedIn(ominigate, role).send("GET", "/admin/v1/" + list, "");

        assertThat(answer.json().path("items")).isNotEmpty();
    }

    @Test
    void theOperatorSeesNobodyInClear() throws Exception {
        for (String path : paths()) {
            ominigate.admin("GET", path, "");
        }

        assertThat(ominigate
                        .admin("GET", "/admin/v1/accounts/" + account + "/keys", "")
                        .response()
                        .body())
                .contains("\"198.51.100.•••\"");
        assertThat(ominigate.leaks()).isEmpty();
    }

    @Test
    void whatIsShownInsteadIsMasked() throws Exception {
        Answer view = Colleague.signedIn(ominigate, Role.SUPPORT)
                .send("GET", "/admin/v1/customers/" + account + "?purpose=FRAUD", "");

        assertThat(view.response().body()).contains("\"W••• B•••\"", "\"w•••@b•••.example\"");
    }

    /** With the id of the first thing of the list that was asked for before, where there is one. */
    private static String withThing(String path, Map<String, String> things) {
        String list = path.replaceFirst("/" + account + ".*$", "");
        String first = things.getOrDefault(list, "");
        return first.isEmpty() ? path : path.replace("/" + account, "/" + first);
    }

    /** All that can be read, with things that are there where there are any. Events never end. */
    private static List<String> paths() throws IOException {
        List<String> paths = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(
                PersonalDataTest.class.getResourceAsStream("/ai/ominigate/staff/identity/routes.txt"))) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split("\\s+");
                if (words[0].equals("GET") && !words[1].equals("/admin/v1/events")) {
                    paths.add(words[1].replace("/staff/{id}", "/staff/" + member)
                            .replace("s/{id}", "s/" + account)
                            .replace("{key}", key)
                            .replace("{address}/{bits}", "198.51.100.0/24")
                            .replace("{address}", "198.51.100.198")
                            .replaceAll("\\{[^}]+}", UUID.randomUUID().toString())
                            .concat(query(words[1])));
                }
            }
        }
        // Lists first, so that things are asked for by ids that are there.
        paths.sort(Comparator.comparing(path -> path.contains(account)));
        return paths;
    }

    /** What a route must be told to be looked at. */
    private static String query(String route) {
        if (route.contains("/customers/")) {
            return "?purpose=FRAUD";
        }
        if (route.contains("/abuse/networks/{")) {
            return "?purpose=ABUSE";
        }
        return route.equals("/admin/v1/credits") ? "?account=" + account : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NAME,
                "the account of wilhelmina birdwhistle is suspended",
                EMAIL,
                "Wilhelmina@Birdwhistle.Example",
                "somebody.else@example.com",
                ADDRESS,
                "198.51.100.7",
                "from 198.51.100.0/25",
                "2001:db8:1:2:3:4:5:6",
                "2001:db8::7/64",
                "was ::ffff:198.51.100.7",
                "198.51.100.7:443",
                "http://198.51.100.7:8080/",
                "IP:198.51.100.7",
                "from:2001:db8::7"
            })
    void whatIsInClearIsFound(String clear) throws Exception {
        Leaks leaks = Leaks.of(ominigate.database());

        assertThat(leaks.in(answer("GET /admin/v1/customers/7", clear))).hasSizeGreaterThanOrEqualTo(1);
        assertThat(leaks.in(new Leaks.Answer("POST /admin/v1/reveal", 200, "{\"value\":\"" + clear + "\"}")))
                .as("what was asked for, and written down first")
                .isEmpty();
        assertThat(leaks.in(answer("POST /admin/v1/reveal", clear)))
                .as("what came with it")
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abuse/cases/7",
                "abuse/decisions",
                "abuse/allow-list",
                "abuse/appeals",
                "accounts/7/keys",
                "abuse/networks/198.51.0.0/16",
                "abuse/networks/198.51.100.8",
                "abuse/networks/2001:db8:1::/48"
            })
    void noDeskSeesAnAddressThatItHasNotTyped(String path) throws Exception {
        Leaks leaks = Leaks.of(ominigate.database());

        assertThat(leaks.in(answer("GET /admin/v1/" + path, "network:198.51.100.7/32")))
                .hasSize(1);
        assertThat(leaks.in(answer("GET /admin/v1/" + path, "2001:db8:1:1::/64")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 198.51.100.7/32",
        "198.51.100.0%2F28, 198.51.100.0/28",
        "2001:DB8:1:1::5/64, 2001:db8:1::/56",
        "::ffff:198.51.100.7, 198.51.100.7/32"
    })
    void whoLooksUpANetworkHearsItsNameAndThoseOfTheNetworksAroundIt(String typed, String answered) throws Exception {
        assertThat(Leaks.of(ominigate.database()).in(answer("GET /admin/v1/abuse/networks/" + typed, answered)))
                .isEmpty();
    }

    @Test
    void whatIsInClearIsFoundBehindEscapesAndInNamesOfFields() throws Exception {
        Leaks leaks = Leaks.of(ominigate.database());

        assertThat(leaks.in(
                        new Leaks.Answer("GET /admin/v1/x", 200, "{\"a\":[\"\\u0077ilhelmina@birdwhistle.example\"]}")))
                .isNotEmpty();
        assertThat(leaks.in(new Leaks.Answer("GET /admin/v1/x", 200, "{\"" + EMAIL + "\":1}")))
                .isNotEmpty();
        assertThat(leaks.in(new Leaks.Answer("GET /admin/v1/x", 500, "no JSON, but " + EMAIL)))
                .isNotEmpty();
    }

    @Test
    void anAddressOfTheStaffIsForRoutesAboutTheStaff() throws Exception {
        String email = Colleague.enrolled(ominigate, Role.SUPPORT).email();
        Leaks leaks = Leaks.of(ominigate.database());

        assertThat(leaks.in(answer("GET /admin/v1/staff", email))).isEmpty();
        assertThat(leaks.in(answer("GET /admin/v1/customers/7", email))).isNotEmpty();
        assertThat(leaks.in(answer("GET /admin/v1/staff", EMAIL))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "W••• B•••",
                "w•••@b•••.example",
                "198.51.100.•••",
                "198.51.100.0/24",
                "2001:db8:1::/48",
                "2026-11-26T12:00:00.123456Z",
                "12:00:00",
                "127.0.0.1",
                "account:019a1b2c-0000-7000-8000-000000000001",
                "1.2.3"
            })
    void whatTellsNobodyIsLetThrough(String masked) throws Exception {
        assertThat(Leaks.of(ominigate.database()).in(answer("GET /admin/v1/customers/7", masked)))
                .isEmpty();
    }

    private static Leaks.Answer answer(String request, String text) {
        return new Leaks.Answer(request, 200, "{\"a\":[{\"b\":\"" + text + "\"}]}");
    }

    /** Shows what it is asked to, in every way in which the staff API answers. */
    @Controller("/admin/v1/indiscreet")
    @Requires(property = "test.features", value = "indiscreet")
    static final class Indiscreet {

        @Get("/json")
        @Allowed(Capability.BE_STAFF)
        Map<String, String> json() {
            return Map.of("email", EMAIL);
        }

        @Get("/events")
        @Produces(MediaType.TEXT_EVENT_STREAM)
        @Allowed(Capability.BE_STAFF)
        Publisher<Event<String>> events() {
            return Flux.concat(Flux.just(Event.of(EMAIL)), Flux.never());
        }

        @Get("/file")
        @Produces("application/zip")
        @Allowed(Capability.BE_STAFF)
        byte[] file() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry("who.txt"));
                zip.write(EMAIL.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "events", "file"})
    void aTestThatWasAnsweredAPersonInClearFailsWhenItEndsHoweverItAsked(String way) throws Exception {
        RunningOminiGate other = RunningOminiGate.with(Map.of("test.features", "indiscreet"));
        Colleague support = Colleague.signedIn(other, Role.SUPPORT);
        String path = "/admin/v1/indiscreet/" + way;
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(other.application().baseUrl() + path))
                .header("Authorization", "Bearer " + support.token())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body()
                    .read();
            client.shutdownNow();
        }

        assertThatThrownBy(other::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET " + path + " answered 200 with the e-mail address " + EMAIL);
    }
}
