package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Application;
import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.gateway.WireClient;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.staff.Role;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.Pseudonyms;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What trust and safety decides, over HTTP, on two running nodes that share a database. */
class DecisionsTest {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static RunningOminiGate ominigate;
    private static Application.Running other;
    private static Path otherFolder;
    private static Colleague analyst;
    private static Colleague lead;
    private static Colleague otherLead;

    @BeforeAll
    static void startTwoNodes() throws Exception {
        Map<String, Object> settings = Map.of(
                "ominigate.trusted-proxies",
                "127.0.0.0/8",
                "ominigate.abuse.protected-networks",
                "192.0.2.0/28",
                "ominigate.requests.requests-per-minute",
                100_000,
                "ominigate.requests.burst",
                10_000);
        ominigate = RunningOminiGate.with(settings);
        otherFolder = Files.createTempDirectory("ominigate-test-other-");
        Map<String, Object> others = new HashMap<>(settings);
        others.putAll(Map.of(
                "ominigate.port", 0,
                "ominigate.data-dir", otherFolder.toString(),
                "ominigate.database.url", ominigate.database().jdbcUrl(),
                "ominigate.database.user", ominigate.database().user(),
                "ominigate.database.password", ominigate.database().password()));
        other = Application.start(others);
        analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        lead = Colleague.signedIn(ominigate, Role.TRUST_SAFETY_LEAD).stepUp();
        otherLead = Colleague.signedIn(ominigate, Role.TRUST_SAFETY_LEAD).stepUp();
    }

    @AfterAll
    static void stop() throws IOException {
        other.close();
        ominigate.close();
        try (Stream<Path> files = Files.walk(otherFolder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void twoHundredDecisionsAreActedOnByBothNodesWithinASecond() throws Exception {
        int decisions = 200;
        long[] nanos = new long[decisions];
        String key = key(account());
        for (int i = 0; i < decisions; i++) {
            String address = "198.51.100." + (i + 1);
            long start = System.nanoTime();
            assertThat(block(address, "API").status()).isEqualTo(201);
            Await.until("refused here", () -> call(here(), key, address).statusCode() == 403);
            Await.until("refused there", () -> call(there(), key, address).statusCode() == 403);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        Duration p99 = Duration.ofNanos(nanos[decisions * 99 / 100 - 1]);
        System.out.printf(
                "Decision to enforcement on two nodes, from the request to the second refusal, %d decisions:"
                        + " p50 %d ms, p99 %d ms, most %d ms%n",
                decisions,
                Duration.ofNanos(nanos[decisions / 2]).toMillis(),
                p99.toMillis(),
                Duration.ofNanos(nanos[decisions - 1]).toMillis());
        assertThat(p99).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aBlockIsMadeToldAndLifted() throws Exception {
        String address = address();
        Answer made = decide(analyst, """
                {"action":"BLOCK_NETWORK","network":"%s/32","scope":"API","duration":"PT4H","reason":"probing","note":"n"}
                """.formatted(address));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("state").asText()).isEqualTo("IN_FORCE");
        assertThat(networkOf(made)).isEqualTo(address + "/32");
        assertThat(between(made.json(), "decidedAt", "until")).isEqualTo(Duration.ofHours(4));
        refusedOnBoth(key(account()), address);

        String id = made.json().path("id").asText();
        JsonNode there = Await.value(
                "both nodes have told",
                () -> analyst.send("GET", "/admin/v1/abuse/decisions/" + id, "").json(),
                json -> json.at("/enforced/nodes").asInt() == 2
                        && json.path("hits").asInt() >= 2);
        assertThat(there.at("/enforced/of").asInt()).isEqualTo(2);
        assertThat(analyst.send("DELETE", "/admin/v1/abuse/decisions/" + id, "").status())
                .isEqualTo(428);
        Answer lifted = lift(analyst, there);
        assertThat(lifted.status()).isEqualTo(200);
        assertThat(lifted.json().path("end").asText()).isEqualTo("LIFTED");
        assertThat(between(lifted.json(), "endedAt", "graceUntil")).isEqualTo(Duration.ofHours(24));
        Await.until("let in", () -> call(here(), "og-none", address).statusCode() == 401);
        assertThat(AuditEntries.about(ominigate.database(), "decision:" + id).stream()
                        .filter(entry -> !entry.contains(" decision.view ")))
                .containsExactly(
                        "staff:" + analyst.id() + " decision.make DONE decision:" + id,
                        "staff:" + analyst.id() + " decision.lift DONE decision:" + id);
        assertThat(texts("SELECT kind FROM live.event WHERE subject = 'decision:" + id + "' ORDER BY at"))
                .containsExactly("decision.made", "decision.ended");
    }

    @Test
    void whoIsBlockedIsToldNoMoreThanWhomToWriteTo() throws Exception {
        String address = address();
        String id = block(address, "API").json().path("id").asText();
        refusedOnBoth("og-none", address);

        for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
            HttpResponse<String> refused = post(here(), path, key(account()), address);
            String request = refused.headers().firstValue("x-request-id").orElseThrow();
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("contact@ominigate.ai", request)
                    .doesNotContain(id, address, "probing", "API");
            assertThat(refused.body())
                    .contains(path.equals("/v1/messages") ? "\"permission_error\"" : "\"code\":\"blocked\"");
        }
        HttpResponse<String> models = call(here(), key(account()), address);
        assertThat(models.body()).contains("\"code\":\"blocked\"", "contact@ominigate.ai");
    }

    @Test
    void everyCallOfAConnectionIsJudged() throws Exception {
        String address = address();
        try (WireClient client = WireClient.to(here())) {
            String request = WireClient.post("/v1/chat/completions", key(account()), "{}")
                    .replaceFirst("Host: gateway\r\n", "Host: gateway\r\nX-Forwarded-For: " + address + "\r\n");
            assertThat(client.send(request).answer().status()).isEqualTo(400);
            JsonNode block = block(address, "API").json();
            Await.until(
                    "refused on the same connection",
                    () -> client.send(request).answer().status() == 403);
            lift(analyst, block);
            Await.until(
                    "let in on the same connection",
                    () -> client.send(request).answer().status() == 400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:%s", "::FFFF:%s", "[::ffff:%s]:4711", "%s:80"})
    void oneAddressIsOneHoweverItIsWritten(String notation) throws Exception {
        String address = address();
        assertThat(networkOf(block("::ffff:" + address, "API"))).isEqualTo(address + "/32");
        refusedOnBoth("og-none", address);
        assertThat(call(here(), "og-none", notation.formatted(address)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAddressThatNoTrustedProxyWroteIsNotBelieved() throws Exception {
        String blocked = address();
        block(blocked, "API");
        refusedOnBoth("og-none", blocked);

        assertThat(call(here(), "og-none", blocked + ", " + address()).statusCode())
                .as("the caller wrote the blocked one, our proxy another")
                .isEqualTo(401);
        assertThat(call(here(), "og-none", address() + ", " + blocked).statusCode())
                .as("the caller wrote another one, our proxy the blocked")
                .isEqualTo(403);
    }

    @Test
    void anIpv6CallerIsBlockedWithTheirWholeLink() throws Exception {
        assertThat(networkOf(block("2001:db8:77:1::5", "API"))).isEqualTo("2001:db8:77:1::/64");
        refusedOnBoth("og-none", "2001:db8:77:1:ffff::9");
        assertThat(call(here(), "og-none", "2001:db8:77:2::5").statusCode()).isEqualTo(401);
    }

    @Test
    void whatIsAllowedGoesBeforeAnEarlierAndAWiderBlock() throws Exception {
        String network = network();
        String address = network.replace(".0/24", ".9");
        assertThat(block(address, "ALL").status()).isEqualTo(201);
        assertThat(block(network, "API").status()).isEqualTo(201);
        refusedOnBoth("og-none", address);

        Answer refused = analyst.send("POST", "/admin/v1/abuse/allow-list", allow(address));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(AuditEntries.of(
                        ominigate.database(),
                        refused.response().headers().firstValue("x-request-id").orElseThrow()))
                .containsExactly("staff:" + analyst.id() + " route.call REFUSED route:POST /admin/v1/abuse/allow-list");
        Answer allowed = lead.send("POST", "/admin/v1/abuse/allow-list", allow(address));
        assertThat(allowed.status()).isEqualTo(201);
        Await.until("let in here", () -> call(here(), "og-none", address).statusCode() == 401);
        Await.until("let in there", () -> call(there(), "og-none", address).statusCode() == 401);
        assertThat(call(here(), "og-none", network.replace(".0/24", ".8")).statusCode())
                .isEqualTo(403);
        Answer again = block(address, "API");
        assertThat(again.status()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("allow_listed");
    }

    @Test
    void nobodyShutsThemselvesOut() throws Exception {
        String network = network();
        Answer refused = ominigate.send(
                "POST",
                "/admin/v1/abuse/decisions",
                blocking(network, "API"),
                Map.of(
                        "Authorization",
                        "Bearer " + analyst.token(),
                        "X-Forwarded-For",
                        network.replace(".0/24", ".200")));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(code(refused)).isEqualTo("own_address");
        assertThat(texts("SELECT id FROM abuse.decision WHERE network = '" + network + "'"))
                .isEmpty();
        JsonNode preview = ominigate
                .send(
                        "POST",
                        "/admin/v1/abuse/decisions/preview",
                        blocking(network, "API"),
                        Map.of(
                                "Authorization",
                                "Bearer " + analyst.token(),
                                "X-Forwarded-For",
                                network.replace(".0/24", ".200")))
                .json();
        assertThat(preview.path("includesYourAddress").asBoolean()).isTrue();
        assertThat(preview.path("refusal").asText()).contains("yourself");
    }

    /** Whoever agrees sits somewhere, too. */
    @Test
    void nobodyShutsThemselvesOutByAgreeing() throws Exception {
        String wide = blocking("100.112.0.0/12", "API").replace("}", ",\"typed\":\"100.112.0.0/12\"}");
        String approval = decide(lead, wide).json().path("approval").asText();
        String path = "/admin/v1/approvals/" + approval;
        long version = otherLead.send("GET", path, "").json().path("version").asLong();

        Answer refused = ominigate.send(
                "POST",
                path + "/approve",
                "{}",
                Map.of(
                        "Authorization",
                        "Bearer " + otherLead.token(),
                        "If-Match",
                        "\"" + version + "\"",
                        "X-Forwarded-For",
                        "100.112.7.7"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains("You call from there yourself");
        assertThat(vote(otherLead, approval, "refuse", "{\"reason\":\"I sit there.\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsOurOwnIsNeverBlocked() throws Exception {
        for (String ours : List.of("127.0.0.1", "192.0.2.5", "192.0.2.0/28")) {
            Answer refused = block(ours, "ALL");
            assertThat(refused.status()).as(ours).isEqualTo(409);
            assertThat(code(refused)).isEqualTo("network_protected");
        }
        JsonNode preview = analyst.send("POST", "/admin/v1/abuse/decisions/preview", blocking("192.0.2.0/24", "ALL"))
                .json();
        assertThat(preview.path("protectedNetworks").toString()).isEqualTo("[\"192.0.2.•••\"]");
        assertThat(block("192.0.2.0/24", "API").status()).isEqualTo(201);
        refusedOnBoth("og-none", "192.0.2.99");
        assertThat(call(here(), "og-none", "192.0.2.5").statusCode()).isEqualTo(401);
    }

    @Test
    void aBlockThatWouldCatchTwoPayingCustomersNeedsASecondPerson() throws Exception {
        String network = network();
        for (int i = 1; i <= 2; i++) {
            String account = account();
            pays(account);
            call(here(), key(account), network.replace(".0/24", "." + i));
        }
        Await.until(
                "both are logged", () -> impact(network).path("payingAccounts").asInt() == 2);
        JsonNode impact = impact(network);
        assertThat(impact.path("accounts").asInt()).isEqualTo(2);
        assertThat(impact.path("keys").asInt()).isEqualTo(2);
        assertThat(impact.path("calls").asInt()).isEqualTo(2);
        assertThat(impact.path("secondPerson").asBoolean()).isTrue();

        Answer proposed = block(network, "API");
        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.json().path("state").asText()).isEqualTo("PROPOSED");
        assertThat(call(here(), "og-none", network.replace(".0/24", ".3")).statusCode())
                .isEqualTo(401);
        String approval = proposed.json().path("approval").asText();
        assertThat(lead.send("GET", "/admin/v1/approvals/" + approval, "")
                        .json()
                        .path("effect")
                        .asText())
                .isEqualTo("Refuses the API to network:" + network
                        + " for PT4H. In the last 7 days this were 2 calls of 2 accounts, 2 of them paying.");
        assertThat(vote(lead, approval, "approve", "{}").status()).isEqualTo(200);
        refusedOnBoth("og-none", network.replace(".0/24", ".3"));
        JsonNode decided = details(proposed);
        assertThat(decided.at("/approvedBy/id").asText()).isEqualTo(lead.id());
        assertThat(decided.at("/decidedBy/id").asText()).isEqualTo(analyst.id());
        assertThat(lift(analyst, decided).status()).isEqualTo(403);
        assertThat(AuditEntries.about(
                        ominigate.database(), "decision:" + decided.path("id").asText()))
                .contains("staff:" + analyst.id() + " decision.lift REFUSED decision:"
                        + decided.path("id").asText());
        assertThat(lift(lead, decided).status()).isEqualTo(200);
    }

    @Test
    void aBlockThatASecondPersonRefusesNeverCounts() throws Exception {
        String account = account();
        Answer proposed = decide(analyst, about("SUSPEND_ACCOUNT", "account:" + account));
        String approval = proposed.json().path("approval").asText();
        assertThat(vote(lead, approval, "refuse", "{\"reason\":\"It was a test.\"}")
                        .status())
                .isEqualTo(200);
        JsonNode ended = details(proposed);
        assertThat(ended.path("state").asText()).isEqualTo("ENDED");
        assertThat(ended.path("end").asText()).isEqualTo("NOT_AGREED");
    }

    @Test
    void somethingVeryWideTakesTwoLeadsAndIsTypedTwice() throws Exception {
        String wide = blocking("100.80.0.0/12", "SIGN_UP");
        assertThat(decide(analyst, wide).json().at("/needs/capability").asText())
                .isEqualTo("APPROVE_WIDE_DECISIONS");
        assertThat(code(decide(lead, wide))).isEqualTo("typed_missing");
        Answer proposed = decide(lead, wide.replace("}", ",\"typed\":\"100.80.0.0/12\"}"));
        assertThat(proposed.status()).isEqualTo(202);
        String approval = proposed.json().path("approval").asText();
        assertThat(code(vote(lead, approval, "approve", "{}"))).isEqualTo("own_proposal");
        assertThat(vote(otherLead, approval, "approve", "{}").status()).isEqualTo(200);
        assertThat(between(details(proposed), "decidedAt", "until")).isGreaterThan(Duration.ofHours(4));
        lift(lead, details(proposed));
    }

    @Test
    void whoeverProposedSomethingVeryWideAndIsNoLeadAnyMoreIsNotOneOfTwo() throws Exception {
        Colleague former = Colleague.signedIn(ominigate, Role.TRUST_SAFETY_LEAD).stepUp();
        String wide = blocking("100.96.0.0/12", "SIGN_UP").replace("}", ",\"typed\":\"100.96.0.0/12\"}");
        Answer proposed = decide(former, wide);
        assertThat(proposed.status()).isEqualTo(202);
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE staff.member SET roles = '{TRUST_SAFETY}' WHERE id = '" + former.id() + "'");
        }

        String approval = proposed.json().path("approval").asText();
        assertThat(code(vote(lead, approval, "approve", "{}"))).isEqualTo("proposer_lost_right");
        assertThat(details(proposed).path("state").asText()).isEqualTo("PROPOSED");
        assertThat(vote(lead, approval, "refuse", "{\"reason\":\"They lead no more.\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSuspendedAccountIsShutOutByTwoAndRestoredByALead() throws Exception {
        String account = accountOf("owner@example.com");
        String key = key(account);
        Answer proposed = decide(analyst, about("SUSPEND_ACCOUNT", "account:" + account));
        assertThat(proposed.status()).isEqualTo(202);
        vote(lead, proposed.json().path("approval").asText(), "approve", "{}");
        refusedOnBoth(key, address());
        HttpResponse<String> refused = post(here(), "/v1/chat/completions", key, address());
        assertThat(refused.body()).contains("\"account_suspended\"", "contact@ominigate.ai");
        assertThat(letters(account)).containsExactly("ABUSE_RESTRICTION");

        assertThat(lift(lead, details(proposed)).status()).isEqualTo(200);
        Await.until("restored", () -> call(here(), key, address()).statusCode() == 200);
        assertThat(letters(account)).containsExactly("ABUSE_RESTRICTION", "ABUSE_RESTRICTION_ENDED");
    }

    @Test
    void whatAnOwnerIsToldOfSaysWhatTheirUseLooksLike() throws Exception {
        String account = accountOf("warned@example.com");
        Answer slowed = decide(
                analyst,
                about("THROTTLE", "account:" + account)
                        .replace("}", ",\"category\":\"STOLEN_KEY\",\"requestsPerSecond\":1}"));
        assertThat(slowed.status()).isEqualTo(201);
        assertThat(letters(account)).containsExactly("ABUSE_RESTRICTION");
        assertThat(texts("SELECT \"values\" ->> 'category' FROM mail.letter WHERE about = 'account:" + account + "'"))
                .containsExactly("the use of a key by somebody who should not have it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BAN_ACCOUNT", "SUSPEND_ACCOUNT", "SUSPEND_KEY"})
    void whatWasSaidOfAnOwnerGoesWithThem(String action) throws Exception {
        String account = account();
        String about = "account:" + account;
        if (action.equals("SUSPEND_KEY")) {
            key(account);
            about = "key:"
                    + texts("SELECT id FROM accounts.api_key WHERE account_id = '" + account + "'")
                            .getFirst();
        }
        String words = "Ada Lovelace of " + account;
        Answer decided = decide(analyst, about(action, about).replace("a test", words));
        String approval = decided.json().path("approval").asText();
        if (!approval.isEmpty()) {
            vote(lead, approval, "approve", "{\"note\":\"" + words + "\"}");
        }
        assertThat(AuditEntries.detailsWith(ominigate.database(), words)).isNotEmpty();

        erase(account);

        assertThat(AuditEntries.detailsWith(ominigate.database(), words)).isEmpty();
        assertThat(texts("SELECT id FROM approval.proposal WHERE reason = '" + words + "' OR note = '" + words + "'"))
                .isEmpty();
        assertThat(ominigate
                        .admin("POST", "/admin/v1/audit/verify", "")
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    /** As when its owner asks for that. */
    private static void erase(String account) throws SQLException {
        Holdings holdings = ominigate.application().context().getBean(Holdings.class);
        List<UUID> keys = texts("SELECT id FROM accounts.api_key WHERE account_id = '" + account + "'").stream()
                .map(UUID::fromString)
                .toList();
        DataSubject owner = DataSubject.of(UUID.fromString(account), List.of(), keys);
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            for (PersonalRecords feature : holdings.all()) {
                holdings.erase(transaction, feature, owner, Pseudonyms.random(owner));
            }
            return owner;
        });
    }

    @Test
    void aKeyIsSuspendedByOne() throws Exception {
        String account = account();
        String secret = key(account);
        String id = texts("SELECT id FROM accounts.api_key WHERE account_id = '" + account + "'")
                .getFirst();
        assertThat(decide(analyst, about("SUSPEND_KEY", "key:" + id)).status()).isEqualTo(201);
        refusedOnBoth(secret, address());
        assertThat(call(here(), key(account), address()).statusCode()).isEqualTo(200);
    }

    @Test
    void aNetworkThatIsBlockedAgainIsBlockedTwiceAsLong() throws Exception {
        String address = address();
        String wish = blocking(address, "API");
        for (int hours : new int[] {4, 8, 16}) {
            JsonNode made = decide(analyst, wish).json();
            assertThat(between(made, "decidedAt", "until")).isEqualTo(Duration.ofHours(hours));
            lift(analyst, made);
        }
    }

    @Test
    void aLaterDecisionTakesThePlaceOfAnEarlierOneAboutTheSame() throws Exception {
        String address = address();
        Answer first = block(address, "API");
        block(address, "API");
        assertThat(details(first).path("end").asText()).isEqualTo("REPLACED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'action':'BLOCK_NETWORK','network':'203.0.113.7','reason':'x'} | scope",
                "{'action':'BLOCK_NETWORK','network':'somewhere','scope':'API','reason':'x'} | somewhere",
                "{'action':'BLOCK_NETWORK','network':'203.0.113.7','scope':'API','reason':'x','duration':'P8D'} | duration",
                "{'action':'BLOCK_NETWORK','network':'203.0.113.7','scope':'API','reason':'x','duration':'-PT1H'} | duration",
                "{'action':'BLOCK_NETWORK','network':'203.0.113.7','scope':'API'} | reason",
                "{'action':'BLOCK_NETWORK','scope':'API','reason':'x'} | network",
                "{'action':'BLOCK_NETWORK','entity':'account:019a1b2c-0000-7000-8000-000000000001','scope':'API','reason':'x'} | suspended",
                "{'action':'SUSPEND_KEY','network':'203.0.113.7','reason':'x'} | suspended",
                "{'action':'THROTTLE','network':'203.0.113.7','reason':'x'} | requestsPerSecond",
                "{'action':'THROTTLE','network':'203.0.113.7','reason':'x','requestsPerSecond':0} | requestsPerSecond",
                "{'action':'ALLOW','network':'203.0.113.7','reason':'x'} | allow-list",
                "{'action':'BLOCK_NETWORK','network':'203.0.113.7','scope':'API','reason':'x','case':'1'} | caseVersion",
            })
    void whatCannotBeDecidedIsRefusedInASentence(String wish, String word) throws Exception {
        Answer refused = decide(analyst, wish.replace('\'', '"'));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("detail").asText()).contains(word);
    }

    @Test
    void whatIsNotThereOrCannotBeEnforcedIsNotDecided() throws Exception {
        String nobody = UUID.randomUUID().toString();
        assertThat(code(decide(analyst, about("SUSPEND_KEY", "key:" + nobody)))).isEqualTo("unknown_entity");
        assertThat(code(decide(lead, """
                {"action":"BLOCK_NETWORK","entity":"asn:64500","typed":"64500","scope":"SIGN_UP","reason":"a test"}
                """))).isEqualTo("no_network_data");
    }

    @Test
    void theSameCommandTwiceIsOneDecisionAndItsAnswerKeepsNoAddress() throws Exception {
        String address = address();
        String command = UUID.randomUUID().toString();
        Map<String, String> headers = Map.of("Authorization", "Bearer " + analyst.token(), "Idempotency-Key", command);
        Answer first = ominigate.send("POST", "/admin/v1/abuse/decisions", blocking(address, "API"), headers);
        Answer again = ominigate.send("POST", "/admin/v1/abuse/decisions", blocking(address, "API"), headers);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(texts("SELECT answer FROM rest.command WHERE key = '" + command + "'"))
                .hasSize(1)
                .noneMatch(answer -> answer.contains(address));
        assertThat(AuditEntries.detailsWith(ominigate.database(), address)).isEmpty();
    }

    @Test
    void whoHasSeenAnOlderVersionIsShownThePresentOne() throws Exception {
        JsonNode made = block(address(), "API").json();
        assertThat(lift(analyst, made).status()).isEqualTo(200);
        Answer stale = lift(analyst, made);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().at("/current/end").asText()).isEqualTo("LIFTED");
    }

    @Test
    void nobodyIsShutOutWhereColleaguesSignInFromAndLeastOfAllByARule() throws Exception {
        String office = address();
        Colleague colleague = Colleague.enrolled(ominigate, Role.SUPPORT);
        String body = "{\"email\":\"%s\",\"password\":\"%s\",\"totp\":\"%s\"}"
                .formatted(colleague.email(), colleague.password(), colleague.code());
        Map<String, String> from = Map.of("X-Forwarded-For", office);
        Answer signedIn = Await.value(
                "signed in",
                () -> ominigate.send("POST", "/admin/v1/session", body, from),
                answer -> answer.status() == 200);
        assertThat(signedIn.status()).isEqualTo(200);

        assertThat(code(decide(analyst, blocking(office, "ALL")))).isEqualTo("staff_network");
        assertThat(code(decide(analyst, blocking(office, "SIGN_IN")))).isEqualTo("staff_network");
        Entity network = Entity.parse("network:" + office);
        UUID byRule = automatic(network, DecisionAction.BLOCK_NETWORK, BlockScope.SIGN_IN);
        assertThat(byRule).isNull();
        assertThat(decide(analyst, blocking(office, "API")).status())
                .as("what is abused there")
                .isEqualTo(201);
    }

    @Test
    void eachNodeKnowsHowManyShareWhatAThrottleLeaves() {
        LiveNodes here = ominigate.application().context().getBean(LiveNodes.class);
        LiveNodes there = other.context().getBean(LiveNodes.class);
        Await.until("both know of both", () -> here.count() == 2 && there.count() == 2);
    }

    @Test
    void aBlockedNetworkCannotSignIn() throws Exception {
        String address = address();
        block(address, "SIGN_IN");
        Map<String, String> from = Map.of("X-Forwarded-For", address);
        Await.until(
                "refused",
                () -> ominigate.send("POST", "/admin/v1/session", "{}", from).status() == 403);
        Answer refused = ominigate.send("POST", "/admin/v1/session", "{}", from);
        assertThat(code(refused)).isEqualTo("blocked");
        assertThat(refused.json().path("detail").asText()).contains("contact@ominigate.ai");
        assertThat(call(here(), "og-none", address).statusCode()).isEqualTo(401);
    }

    @Test
    void rulesAndPeopleAreToldApartInListsAndFigures() throws Exception {
        JsonNode before = today();
        Entity network = Entity.parse("network:" + address());
        UUID byRule = Objects.requireNonNull(automatic(network, DecisionAction.BLOCK_NETWORK, Duration.ofMinutes(60)));
        String byHand = block(address(), "API").json().path("id").asText();
        JsonNode after = today();
        assertThat(after.path("automatic").asLong())
                .isEqualTo(before.path("automatic").asLong() + 1);
        assertThat(after.path("human").asLong()).isEqualTo(before.path("human").asLong() + 1);
        assertThat(listed("automatic=true")).contains(byRule.toString()).doesNotContain(byHand);
        assertThat(listed("automatic=false")).contains(byHand).doesNotContain(byRule.toString());
        JsonNode overview = analyst.send("GET", "/admin/v1/abuse/overview", "").json();
        int ending = overview.path("endingSoon").asInt();
        assertThat(listed("endsWithin=PT24H")).hasSize(Math.min(ending, 200));
    }

    private static JsonNode today() throws Exception {
        JsonNode days =
                analyst.send("GET", "/admin/v1/abuse/overview", "").json().path("days");
        assertThat(days).hasSize(30);
        return days.get(29);
    }

    private static List<String> listed(String filter) throws Exception {
        List<String> ids = new ArrayList<>();
        analyst.send("GET", "/admin/v1/abuse/decisions?limit=200&" + filter, "")
                .json()
                .path("items")
                .forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    @Test
    void nobodySeesTheNetworkOfADecisionInClear() throws Exception {
        String address = address();
        Answer made = block(address, "API");
        String id = made.json().path("id").asText();
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);

        assertThat(made.response().body()).doesNotContain(address).contains("•••");
        for (Colleague colleague : List.of(analyst, lead, officer)) {
            for (String path : List.of("/" + id, "?limit=200", "?entity=network:" + address)) {
                assertThat(colleague
                                .send("GET", "/admin/v1/abuse/decisions" + path, "")
                                .response()
                                .body())
                        .contains(id)
                        .doesNotContain(address);
            }
        }
        assertThat(analyst.send("POST", "/admin/v1/abuse/decisions/preview", blocking(address, "API"))
                        .response()
                        .body())
                .doesNotContain(address)
                .contains("•••");
    }

    @Test
    void decisionsAndTheAllowListAreSortedByWhenTheyEnd() throws Exception {
        List<String> ids = new ArrayList<>();
        for (String hours : List.of("PT2H", "PT3H", "PT1H")) {
            ids.add(decide(analyst, blocking(address(), "SIGN_UP").replace("}", ",\"duration\":\"" + hours + "\"}"))
                    .json()
                    .path("id")
                    .asText());
        }
        List<String> byEnd = List.of(ids.get(2), ids.get(0), ids.get(1));
        assertThat(among(ids, "decisions?state=IN_FORCE&limit=200&sort=until")).isEqualTo(byEnd);
        assertThat(among(ids, "decisions?state=IN_FORCE&limit=200&sort=-until")).isEqualTo(byEnd.reversed());
        assertThat(among(ids, "decisions?state=IN_FORCE&limit=200&sort=decidedAt"))
                .isEqualTo(ids);
        assertThat(among(ids, "decisions?state=IN_FORCE&limit=200")).isEqualTo(ids.reversed());

        List<String> entries = new ArrayList<>();
        for (String days : List.of("P20D", "P10D")) {
            entries.add(lead.send(
                            "POST",
                            "/admin/v1/abuse/allow-list",
                            allow(address()).replace("P30D", days))
                    .json()
                    .path("id")
                    .asText());
        }
        assertThat(among(entries, "allow-list?limit=200&sort=until")).isEqualTo(entries.reversed());
    }

    /** Those of a list that are among these, in its order, whichever part they come in. */
    private static List<String> among(List<String> ids, String list) throws Exception {
        List<String> found = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page =
                    analyst.send("GET", "/admin/v1/abuse/" + list + cursor, "").json();
            for (JsonNode item : page.path("items")) {
                if (ids.contains(item.path("id").asText())) {
                    found.add(item.path("id").asText());
                }
            }
            if (!page.hasNonNull("next")) {
                return found;
            }
            cursor = "&cursor=" + page.path("next").asText();
        }
    }

    @Test
    void whatWasDecidedIsAFileForSpreadsheetsInWhichNothingIsAFormula() throws Exception {
        String account = account();
        decide(
                analyst,
                about("THROTTLE", "account:" + account)
                        .replace("}", ",\"requestsPerSecond\":1}")
                        .replace("a test", "=1+1, he said"));
        Answer file = lead.send("POST", "/admin/v1/abuse/decisions/export", "");
        assertThat(file.response().headers().firstValue("content-type").orElse(""))
                .startsWith("text/csv");
        assertThat(file.response().body())
                .contains("id,decided,action,entity")
                .contains(",THROTTLE,account:" + account + ",")
                .contains("\"'=1+1, he said\"");
        assertThat(lead.send(
                                "POST",
                                "/admin/v1/abuse/decisions/export?from=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z",
                                "")
                        .response()
                        .body()
                        .lines())
                .hasSize(1);
    }

    /** Somebody looks at how the desk works, and not at their own work. */
    @Test
    void oneInTwentyOfWhatOthersDecidedIsASample() throws Exception {
        // Where no other test looks.
        for (int i = 1; i <= 200; i++) {
            Decision made = Made.inForce(
                    ominigate.database().dataSource(),
                    DecisionAction.BLOCK_NETWORK,
                    Entity.parse("network:192.88.97." + i),
                    BlockScope.SIGN_UP);
            change("UPDATE abuse.decision SET state = 'ENDED', ending = 'LIFTED', ended_at = now() WHERE id = '"
                    + made.id() + "'");
        }
        JsonNode sample = lead.send("GET", "/admin/v1/abuse/decisions?sample=true&limit=100&sort=-decidedAt", "")
                .json()
                .path("items");
        assertThat(sample.size()).isBetween(1, 60);
        for (JsonNode each : sample) {
            assertThat(each.path("automatic").asBoolean()).isFalse();
            assertThat(each.at("/decidedBy/id").asText()).isNotEqualTo(lead.id());
        }
    }

    @Test
    void thatSomebodyLookedAtADecisionIsWrittenDown() throws Exception {
        String id = block(address(), "API").json().path("id").asText();
        analyst.send("GET", "/admin/v1/abuse/decisions/" + id, "");

        assertThat(AuditEntries.about(ominigate.database(), "decision:" + id))
                .contains("staff:" + analyst.id() + " decision.view DONE decision:" + id);
    }

    @Test
    void theNetworkOfADecisionIsRevealedToALeadAndToOthersInACase() throws Exception {
        String address = address();
        String id = block(address, "API").json().path("id").asText();
        String wish = """
                {"subject": "decision:%s", "field": "ADDRESS", "purpose": "ABUSE"}
                """.formatted(id);

        assertThat(code(analyst.send("POST", "/admin/v1/reveal", wish))).isEqualTo("case_missing");
        assertThat(lead.send("POST", "/admin/v1/reveal", wish)
                        .json()
                        .path("value")
                        .asText())
                .isEqualTo(address + "/32");
        assertThat(AuditEntries.about(ominigate.database(), "decision:" + id))
                .contains(
                        "staff:" + analyst.id() + " reveal.value REFUSED decision:" + id,
                        "staff:" + lead.id() + " reveal.value DONE decision:" + id);
    }

    @Test
    void aLookAtANetworkIsWrittenDownWithItsPurposeAndCase() throws Exception {
        UUID caseId = UUID.randomUUID();
        for (String query : List.of("?purpose=ABUSE", "?purpose=SECURITY_INCIDENT", "?purpose=FRAUD&case=" + caseId)) {
            analyst.send("GET", "/admin/v1/abuse/networks/" + address() + query, "");
        }

        assertThat(texts("SELECT purpose FROM audit.entry WHERE action = 'network.look' AND actor = 'staff:"
                        + analyst.id() + "' ORDER BY seq DESC LIMIT 3"))
                .containsExactly("FRAUD case:" + caseId, "SECURITY_INCIDENT", "ABUSE");
    }

    @Test
    void whoDoesNotSayWhatForSeesNoNetwork() throws Exception {
        for (String network : List.of(address(), network())) {
            Answer refused = analyst.send("GET", "/admin/v1/abuse/networks/" + network, "");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(code(refused)).isEqualTo("purpose_missing");
        }
    }

    @Test
    void aNetworkIsShownWithWhatCameFromItAndWhatWasDecided() throws Exception {
        String network = network();
        String address = network.replace(".0/24", ".77");
        String account = account();
        call(here(), key(account), address);
        call(here(), "og-none", address);
        JsonNode block = block(address, "SIGN_UP").json();
        Await.until("logged", () -> network(address).path("calls").asInt() == 2);

        JsonNode one = network(address);
        assertThat(one.path("network").asText()).isEqualTo(address + "/32");
        assertThat(one.at("/hours/0/refused").asInt()).isEqualTo(1);
        assertThat(one.at("/keys/0/account").asText()).isEqualTo(account);
        assertThat(one.at("/events/0/address").asText()).endsWith("•••");
        assertThat(one.at("/decisions/0/id")).isEqualTo(block.path("id"));
        assertThat(one.at("/related/0/network").asText()).isEqualTo(network);
        assertThat(one.at("/related/0/parties").asInt()).isEqualTo(1);
        assertThat(network("::ffff:" + address).path("calls").asInt()).isEqualTo(2);
        assertThat(network(network).path("calls").asInt()).isEqualTo(2);
        assertThat(network(network.replace("/24", "%2F24")).path("calls").asInt())
                .isEqualTo(2);
        assertThat(network(network.replace("/24", "/16")).path("decisions").toString())
                .contains(block.path("id").asText());
        assertThat(analyst.send("GET", "/admin/v1/abuse/networks/nowhere?purpose=ABUSE", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aRuleDecidesForAnHourAtMostAndItEndsByItself() throws Exception {
        Entity entity = Entity.parse("network:" + address());
        assertThatThrownBy(() -> automatic(entity, DecisionAction.BLOCK_NETWORK, Duration.ofMinutes(61)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> automatic(
                        new Entity.Account(UUID.randomUUID()), DecisionAction.SUSPEND_ACCOUNT, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);

        UUID id = Objects.requireNonNull(automatic(entity, DecisionAction.BLOCK_NETWORK, Duration.ofSeconds(1)));
        Await.until(
                "ended",
                () -> "EXPIRED"
                        .equals(analyst.send("GET", "/admin/v1/abuse/decisions/" + id, "")
                                .json()
                                .path("end")
                                .asText()));
        Await.until(
                "written down",
                () -> AuditEntries.about(ominigate.database(), "decision:" + id)
                        .contains("ominigate decision.expire DONE decision:" + id));
    }

    @Test
    void aRuleDoesNotUndoWhatAPersonLifted() throws Exception {
        Entity entity = Entity.parse("network:" + address());
        UUID id = Objects.requireNonNull(automatic(entity, DecisionAction.BLOCK_NETWORK, Duration.ofMinutes(60)));
        assertThat(automatic(entity, DecisionAction.BLOCK_NETWORK, Duration.ofMinutes(60)))
                .as("it is in force")
                .isNull();
        lift(analyst, analyst.send("GET", "/admin/v1/abuse/decisions/" + id, "").json());
        assertThat(automatic(entity, DecisionAction.BLOCK_NETWORK, Duration.ofMinutes(60)))
                .as("within 24 hours")
                .isNull();
        assertThat(automatic(Entity.parse("network:192.0.2.1"), DecisionAction.BLOCK_NETWORK, Duration.ofMinutes(1)))
                .as("our own")
                .isNull();
    }

    @Test
    void aMonthAfterItsEndADecisionTellsTheAddressNoMore() throws Exception {
        String address = address();
        JsonNode four = block(address, "SIGN_UP").json();
        JsonNode six = block("2001:db8:99:1::1", "SIGN_UP").json();
        lift(analyst, four);
        lift(analyst, six);
        decisions().reduce();
        assertThat(networkOf(four.path("id").asText())).isEqualTo(address + "/32");

        for (JsonNode ended : List.of(four, six)) {
            change("UPDATE abuse.decision SET ended_at = now() - INTERVAL '31 days' WHERE id = '"
                    + ended.path("id").asText() + "'");
        }
        decisions().reduce();
        assertThat(details(four).path("entity").asText())
                .isEqualTo("network:" + address.substring(0, address.lastIndexOf('.')) + ".0/24");
        assertThat(details(six).path("entity").asText()).isEqualTo("network:2001:db8:99::/48");
    }

    @Test
    void whoeverIsBlockedFromEverythingIsRefusedByTheStaffApiToo() throws Exception {
        String address = address();
        String id = block(address, "ALL").json().path("id").asText();
        Map<String, String> from = Map.of("Authorization", "Bearer " + analyst.token(), "X-Forwarded-For", address);
        Await.until(
                "refused", () -> ominigate.send("GET", "/admin/v1/me", "", from).status() == 403);
        assertThat(code(ominigate.send("GET", "/admin/v1/me", "", from))).isEqualTo("blocked");
        assertThat(AuditEntries.about(ominigate.database(), "decision:" + id))
                .as("written down once a minute")
                .containsOnlyOnce("unidentified session.use REFUSED decision:" + id);
        assertThat(ominigate.send("GET", "/health", "", from).status()).isEqualTo(200);
    }

    @Test
    void whatWasLiftedRulesLeaveAloneForADayAlsoInsideIt() throws Exception {
        String network = network();
        lift(analyst, block(network, "API").json());
        String account = account();
        key(account);
        String key = texts("SELECT id FROM accounts.api_key WHERE account_id = '" + account + "'")
                .getFirst();
        lift(
                analyst,
                decide(analyst, about("THROTTLE", "account:" + account).replace("}", ",\"requestsPerSecond\":1}"))
                        .json());

        assertThat(automatic(
                        Entity.parse("network:" + network.replace(".0/24", ".7")),
                        DecisionAction.BLOCK_NETWORK,
                        Duration.ofHours(1)))
                .as("in a network that was let in again")
                .isNull();
        assertThat(automatic(Entity.parse("key:" + key), DecisionAction.THROTTLE, Duration.ofHours(1)))
                .as("of an account that was")
                .isNull();
        assertThat(automatic(Entity.parse("network:" + address()), DecisionAction.BLOCK_NETWORK, Duration.ofHours(1)))
                .as("elsewhere")
                .isNotNull();
    }

    @Test
    void whatIsTakenOffTheAllowListIsJudgedAsAnybodyAtOnce() throws Exception {
        String address = address();
        JsonNode allowed =
                lead.send("POST", "/admin/v1/abuse/allow-list", allow(address)).json();
        Answer lifted = ominigate.send(
                "DELETE",
                "/admin/v1/abuse/allow-list/" + allowed.path("id").asText(),
                "",
                Map.of(
                        "Authorization",
                        "Bearer " + lead.token(),
                        "If-Match",
                        "\"" + allowed.path("version").asLong() + "\""));
        assertThat(lifted.status()).isEqualTo(200);
        assertThat(lifted.json().path("graceUntil").asText()).isEmpty();

        assertThat(automatic(Entity.parse("network:" + address), DecisionAction.BLOCK_NETWORK, Duration.ofHours(1)))
                .isNotNull();
    }

    @Test
    void whatIsOverturnedTakesWithItWhatHungOnIt() throws Exception {
        UUID caseId = UUID.randomUUID();
        Entity entity = Entity.parse("network:" + address());
        Entity neighbour = Entity.parse("network:" + address());
        UUID first =
                Objects.requireNonNull(automatic(entity, DecisionAction.BLOCK_NETWORK, Duration.ofHours(1), caseId));
        UUID second =
                Objects.requireNonNull(automatic(neighbour, DecisionAction.BLOCK_NETWORK, Duration.ofHours(1), caseId));
        Decisions decisions = decisions();
        Actor.Member member = new Actor.Member(UUID.fromString(lead.id()), UUID.randomUUID(), Set.of());
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            decisions.overturn(transaction, first, member, "request-1");
            return first;
        });
        assertThat(decisions.relatedTo(caseId))
                .hasSize(2)
                .allSatisfy(decision -> assertThat(decision.ending()).isEqualTo(DecisionEnd.OVERTURNED));
        assertThat(Objects.requireNonNull(decisions.find(second)).graceUntil()).isNotNull();
    }

    // ---- what is asked

    private static Answer block(String network, String scope) throws Exception {
        return decide(analyst, blocking(network, scope));
    }

    private static String blocking(String network, String scope) {
        return "{\"action\":\"BLOCK_NETWORK\",\"network\":\"%s\",\"scope\":\"%s\",\"reason\":\"probing\"}"
                .formatted(network, scope);
    }

    private static String about(String action, String entity) {
        return "{\"action\":\"%s\",\"entity\":\"%s\",\"reason\":\"a test\"}".formatted(action, entity);
    }

    private static String allow(String network) {
        return "{\"network\":\"%s\",\"duration\":\"P30D\",\"reason\":\"an office\"}".formatted(network);
    }

    private static Answer decide(Colleague who, String wish) throws Exception {
        return who.send("POST", "/admin/v1/abuse/decisions", wish);
    }

    private static JsonNode details(Answer decision) throws Exception {
        return details(decision.json());
    }

    private static JsonNode details(JsonNode decision) throws Exception {
        return lead.send(
                        "GET",
                        "/admin/v1/abuse/decisions/" + decision.path("id").asText(),
                        "")
                .json();
    }

    private static JsonNode impact(String network) throws Exception {
        return analyst.send("POST", "/admin/v1/abuse/decisions/preview", blocking(network, "API"))
                .json();
    }

    private static JsonNode network(String network) throws Exception {
        return analyst.send("GET", "/admin/v1/abuse/networks/" + network + "?purpose=ABUSE", "")
                .json();
    }

    private static Answer lift(Colleague who, JsonNode decision) throws Exception {
        return ominigate.send(
                "DELETE",
                "/admin/v1/abuse/decisions/" + decision.path("id").asText(),
                "",
                Map.of(
                        "Authorization",
                        "Bearer " + who.token(),
                        "If-Match",
                        "\"" + decision.path("version").asLong() + "\""));
    }

    private static Answer vote(Colleague who, String approval, String vote, String body) throws Exception {
        String path = "/admin/v1/approvals/" + approval;
        long version = who.send("GET", path, "").json().path("version").asLong();
        return ominigate.send(
                "POST",
                path + "/" + vote,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + version + "\""));
    }

    private static @Nullable UUID automatic(Entity entity, DecisionAction action, Duration lasts) throws SQLException {
        return automatic(entity, action, lasts, UUID.randomUUID());
    }

    private static @Nullable UUID automatic(Entity entity, DecisionAction action, Duration lasts, UUID caseId)
            throws SQLException {
        return Transaction.run(
                ominigate.database().dataSource(),
                transaction -> decisions()
                        .automatic(
                                transaction,
                                entity,
                                action,
                                BlockScope.API,
                                AbuseCategory.OTHER,
                                lasts,
                                caseId,
                                "a rule"));
    }

    private static @Nullable UUID automatic(Entity entity, DecisionAction action, BlockScope scope)
            throws SQLException {
        return Transaction.run(
                ominigate.database().dataSource(),
                transaction -> decisions()
                        .automatic(
                                transaction,
                                entity,
                                action,
                                scope,
                                AbuseCategory.OTHER,
                                Duration.ofHours(1),
                                UUID.randomUUID(),
                                "a rule"));
    }

    private static Decisions decisions() {
        return ominigate.application().context().getBean(Decisions.class);
    }

    private static String networkOf(Answer decided) throws SQLException {
        return networkOf(decided.json().path("id").asText());
    }

    /** What the decision is about, as the database has it: no answer tells it. */
    private static String networkOf(String decision) throws SQLException {
        return texts("SELECT network::text FROM abuse.decision WHERE id = '" + decision + "'")
                .getFirst();
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    private static Duration between(JsonNode json, String from, String to) {
        return Duration.between(
                Instant.parse(json.path(from).asText()),
                Instant.parse(json.path(to).asText()));
    }

    // ---- customers

    private static List<String> letters(String account) throws SQLException {
        return texts("SELECT template FROM mail.letter WHERE about = 'account:" + account + "' ORDER BY id");
    }

    private static String account() throws Exception {
        return account("{\"name\": \"test\"}");
    }

    private static String accountOf(String email) throws Exception {
        return account("{\"name\": \"test\", \"email\": \"" + email + "\"}");
    }

    private static String account(String wish) throws Exception {
        return ominigate
                .admin("POST", "/admin/v1/accounts", wish)
                .json()
                .path("id")
                .asText();
    }

    /** A secret that both nodes know. */
    private static String key(String account) throws Exception {
        String secret = ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"laptop\"}")
                .json()
                .path("secret")
                .asText();
        Await.until("known here", () -> call(here(), secret, "127.0.0.1").statusCode() != 401);
        Await.until("known there", () -> call(there(), secret, "127.0.0.1").statusCode() != 401);
        return secret;
    }

    private static void pays(String account) throws SQLException {
        change("UPDATE accounts.account SET stripe_customer = 'cus_" + account.replace("-", "") + "' WHERE id = '"
                + account + "'");
    }

    private static void change(String sql) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private static URI here() {
        return ominigate.application().baseUrl();
    }

    private static URI there() {
        return other.baseUrl();
    }

    /** An address that no other test has. */
    private static String address() {
        return "203.0." + (NEXT.incrementAndGet() % 100) + "." + (100 + NEXT.get() / 100);
    }

    /** A network that no other test has. */
    private static String network() {
        return "203.0." + (100 + NEXT.incrementAndGet() % 150) + ".0/24";
    }

    private static void refusedOnBoth(String key, String address) {
        Await.until("refused here", () -> call(here(), key, address).statusCode() == 403);
        Await.until("refused there", () -> call(there(), key, address).statusCode() == 403);
    }

    private static HttpResponse<String> call(URI node, String key, String from)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/v1/models"))
                .header("Authorization", "Bearer " + key)
                .header("X-Forwarded-For", from)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(URI node, String path, String key, String from)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve(path))
                .header("Authorization", "Bearer " + key)
                .header("X-Forwarded-For", from)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> texts(String sql) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }
}
