package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customers;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the abuse desk decides, as customers meet it where they sign up and in, over the wire. */
class CustomersDoorTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Newcomer.APART);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    /** A shut door that tells right passwords from wrong ones would be the best place to guess at. */
    @ParameterizedTest
    @EnumSource(names = {"SIGN_IN", "ALL"})
    void whoIsShutOutFromSigningInLearnsNothingOfPasswords(BlockScope scope) throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        Newcomer nobody = Newcomer.at(ominigate);
        String blocked = blocked(scope);

        Answer right = from(blocked, jo, "/session", jo.credentials());
        Answer wrong = from(blocked, jo, "/session", Map.of("email", jo.email(), "password", "not what it was"));
        Answer unknown = from(blocked, nobody, "/session", nobody.credentials());

        for (Answer answer : new Answer[] {right, wrong, unknown}) {
            assertIsBlocked(answer);
        }
        assertThat(withoutRequest(right)).isEqualTo(withoutRequest(wrong)).isEqualTo(withoutRequest(unknown));
    }

    @Test
    void whoIsShutOutKeepsNobodyElseWaiting() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        String blocked = blocked(BlockScope.SIGN_IN);
        for (int i = 0; i < 6; i++) {
            assertIsBlocked(
                    from(blocked, jo, "/session", Map.of("email", jo.email(), "password", "a guess, number " + i)));
        }

        assertThat(jo.post("/session", jo.credentials()).status()).isEqualTo(200);
    }

    @Test
    void whoIsShutOutFromSigningInCannotChooseAnotherPasswordEither() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        jo.post("/password/reset", Map.of("email", jo.email()));
        Map<String, String> choice = Map.of("token", jo.letter("PASSWORD_RESET"), "password", "five loud ducks swim");
        String blocked = blocked(BlockScope.SIGN_IN);

        assertIsBlocked(from(blocked, jo, "/password/reset", Map.of("email", jo.email())));
        assertIsBlocked(from(blocked, jo, "/password/reset/confirm", choice));
        assertThat(jo.post("/password/reset/confirm", choice).status()).isEqualTo(204);
    }

    @Test
    void whoIsShutOutFromSigningUpMaySignIn() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        Newcomer other = Newcomer.at(ominigate);
        String blocked = blocked(BlockScope.SIGN_UP);

        assertIsBlocked(from(blocked, other, "/sign-up", other.credentials()));
        assertThat(other.letter("SIGN_UP_CONFIRM")).isEmpty();
        assertThat(from(blocked, jo, "/session", jo.credentials()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/sign-up"})
    void aPageTellsWhomToWriteToAndWhatToName(String page) throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String blocked = blocked(page.equals("/sign-in") ? BlockScope.SIGN_IN : BlockScope.SIGN_UP);

        Answer refused = ominigate.sendForm(
                page,
                "email=" + jo.email() + "&password=seven+quiet+geese+fly+north",
                Map.of("X-Forwarded-For", blocked, "Sec-Fetch-Site", "same-origin", "Accept", "text/html"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.response().body())
                .contains("contact@ominigate.ai")
                .contains(
                        refused.response().headers().firstValue("x-request-id").orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(names = {"SUSPEND_ACCOUNT", "BAN_ACCOUNT"})
    void whoseAccountIsShutLooksAtEverythingAndLetsNoCallsGoOn(DecisionAction action) throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer later = jo.elsewhere();
        UUID account = account(jo);
        decide(action, new Entity.Account(account), null);
        Await.until("acted on", () -> bar().isAccountShut(account));

        Answer signedIn = later.post("/session", later.credentials());
        assertThat(signedIn.status()).as("to see and to take what is theirs").isEqualTo(200);
        for (Newcomer session : new Newcomer[] {jo, later}) {
            assertThat(session.get("/me").status()).isEqualTo(200);
            Answer refused = session.post("/keys", Map.of("name", "another"));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(code(refused)).isEqualTo("account_suspended");
        }
    }

    @Test
    void aStepIsAskedOfSessionsThatWereThereAndTakenBySigningInAnew() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer anew = jo.elsewhere();
        UUID account = account(jo);
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        assertThat(analyst.send(
                                "POST",
                                "/admin/v1/abuse/decisions",
                                "{\"action\":\"REQUIRE_STEP\",\"entity\":\"account:" + account
                                        + "\",\"reason\":\"a test\"}")
                        .status())
                .isEqualTo(201);
        Await.until("acted on", () -> bar().signedInAnewSince(account) != null);

        assertThat(code(jo.get("/me"))).isEqualTo("sign_in_required");
        assertThat(anew.post("/session", anew.credentials()).status()).isEqualTo(200);
        assertThat(anew.get("/me").status()).isEqualTo(200);
        assertThat(jo.get("/me").status()).as("whoever else had a session").isEqualTo(401);
    }

    /** As a reader without script, on the pages, in their language. */
    @ParameterizedTest
    @CsvSource({"/sign-in, en", "/sign-in, zh-CN", "/sign-up, en", "/sign-up, zh-CN"})
    void whereAStepIsRequiredAPageAsksAQuestionAndLetsInWhoAnswersIt(String page, String tag) throws Exception {
        Newcomer jo = page.equals("/sign-in") ? Newcomer.signedIn(ominigate).elsewhere() : Newcomer.at(ominigate);
        String network = stepRequired();
        Map<String, String> there = Map.of("X-Forwarded-For", network, "Accept-Language", tag);

        Document asking = Jsoup.parse(ominigate
                .send("GET", page, "", with(there, "Accept", "text/html"))
                .response()
                .body());
        assertThat(asking.select("label[for=answer]").text()).isNotEmpty();
        Answer unanswered = jo.submit(page, form(jo), there);
        assertThat(unanswered.status()).isEqualTo(403);

        Document again = Jsoup.parse(unanswered.response().body());
        assertThat(again.select("[role=alert], .why").text()).isNotEmpty();
        String question = again.select("label[for=answer]").text();
        String step = again.select("input[name=step]").attr("value");
        String answered = form(jo) + "&step=" + step + "&answer="
                + URLEncoder.encode(Answers.to(question, Locale.forLanguageTag(tag)), StandardCharsets.UTF_8);
        Answer in = jo.submit(page, answered, there);
        assertThat(in.status()).isEqualTo(page.equals("/sign-in") ? 303 : 200);
        assertThat(jo.submit(page, answered, there).status()).as("once").isEqualTo(403);

        Answer elsewhere = ominigate.send("GET", page, "", Map.of("Accept", "text/html"));
        assertThat(Jsoup.parse(elsewhere.response().body()).select("label[for=answer]"))
                .as("nobody else is asked")
                .isEmpty();
    }

    @Test
    void aProgramAnswersInHeadersAndLearnsNothingOfPasswordsBefore() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        String network = stepRequired();

        Answer right = from(network, jo, "/session", jo.credentials());
        Answer wrong = from(network, jo, "/session", Map.of("email", jo.email(), "password", "not what it was"));
        for (Answer refused : List.of(right, wrong)) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(code(refused)).isEqualTo("step_needed");
        }
        String detail = right.json().path("detail").asText();
        String token = detail.replaceFirst(".* and '", "").replaceFirst("'.*", "");
        Map<String, String> answered =
                Map.of("X-Forwarded-For", network, "Step", token, "Step-Answer", Answers.to(detail, Locale.ENGLISH));
        assertThat(jo.send("POST", "/session", jo.credentials(), answered).status())
                .isEqualTo(200);
        assertThat(code(jo.elsewhere().send("POST", "/session", jo.credentials(), answered)))
                .as("it was good for one attempt, not for the address")
                .isEqualTo("step_needed");
    }

    @Test
    void whoAnswersWronglyTooOftenWaits() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        String network = stepRequired();
        Await.until("has to wait", () -> {
            Answer refused = jo.send(
                    "POST",
                    "/session",
                    jo.credentials(),
                    Map.of("X-Forwarded-For", network, "Step", "AAAA", "Step-Answer", "4 red"));
            return refused.status() == 429;
        });
    }

    /** A network that somebody has to show something in before they sign up or in; decided by the desk. */
    private static String stepRequired() throws Exception {
        String address = "203.0.113." + NEXT.incrementAndGet();
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        Answer decided = analyst.send(
                "POST",
                "/admin/v1/abuse/decisions",
                "{\"action\":\"REQUIRE_STEP\",\"network\":\"" + address + "\",\"reason\":\"a test\"}");
        assertThat(decided.status()).as(decided.response().body()).isEqualTo(201);
        Await.until("acted on", () -> enforcement().asksThere(address(address), null, System.currentTimeMillis()));
        return address;
    }

    private static String form(Newcomer who) {
        return "email=" + who.email() + "&password=" + URLEncoder.encode(Newcomer.PASSWORD, StandardCharsets.UTF_8);
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    @Test
    void whoIsOnTheAllowListComesInFromABlockedNetworkAndNobodyElseDoes() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer other = Newcomer.signedIn(ominigate);
        String blocked = blocked(BlockScope.ALL);
        UUID account = account(jo);
        decide(DecisionAction.ALLOW, new Entity.Account(account), null);
        Await.until(
                "acted on",
                () -> enforcement().block(Face.OTHER, address(blocked), account, account, System.currentTimeMillis())
                        == null);
        Map<String, String> there = Map.of("X-Forwarded-For", blocked);

        assertThat(jo.send("GET", "/me", Map.of(), there).status()).isEqualTo(200);
        assertThat(from(blocked, jo.elsewhere(), "/session", jo.credentials()).status())
                .isEqualTo(200);
        assertIsBlocked(other.send("GET", "/me", Map.of(), there));
        assertIsBlocked(from(blocked, other.elsewhere(), "/session", other.credentials()));
    }

    @Test
    void newsOfPaymentsAndWhatTheLawGrantsComeThroughEveryBlock() throws Exception {
        Map<String, String> there = Map.of("X-Forwarded-For", blocked(BlockScope.ALL));

        assertThat(ominigate.send("GET", "/keys", "", there).status()).isEqualTo(403);
        assertThat(ominigate.send("GET", "/privacy/confirm/nothing", "", there).status())
                .isNotEqualTo(403);
        assertThat(ominigate.send("GET", "/legal/privacy", "", there).status()).isEqualTo(200);
        assertThat(ominigate.send("POST", "/webhooks/stripe", "{}", there).status())
                .isNotEqualTo(403);
    }

    /** Who only looks at the dashboard has no key, and is shut out of it all the same. */
    @Test
    void whoOnlyUsesPagesIsCountedBeforeTheirDoorIsShut() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer anew = Newcomer.signedIn(ominigate).elsewhere();
        for (Newcomer each : List.of(jo, anew)) {
            pays(account(each));
        }
        jo.send("GET", "/me", Map.of(), Map.of("X-Forwarded-For", "198.51.77.1"));
        assertThat(from("198.51.77.2", anew, "/session", anew.credentials()).status())
                .isEqualTo(200);
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);

        JsonNode all = Await.value(
                "both are logged",
                () -> preview(analyst, "198.51.77.0/24", BlockScope.ALL),
                impact -> impact.path("accounts").asInt() == 2);
        for (JsonNode impact : List.of(all, preview(analyst, "198.51.77.0/24", BlockScope.SIGN_IN))) {
            assertThat(impact.path("accounts").asInt()).isEqualTo(2);
            assertThat(impact.path("payingAccounts").asInt()).isEqualTo(2);
            assertThat(impact.path("calls").asInt()).isEqualTo(2);
            assertThat(impact.path("keys").asInt()).isZero();
            assertThat(impact.path("secondPerson").asBoolean()).isTrue();
        }
        JsonNode calls = preview(analyst, "198.51.77.0/24", BlockScope.API);
        assertThat(calls.path("accounts").asInt()).as("their pages stay open").isZero();
        assertThat(calls.path("secondPerson").asBoolean()).isFalse();
    }

    /** Who signs up or in, who looks at pages, and who calls: each an account, and one line of them. */
    @Test
    void theAccountsOfANetworkAreThoseOfItsKeysAndOfWhoSignedUpOrInThere() throws Exception {
        Map<String, String> there = Map.of("X-Forwarded-For", "198.51.78.1");
        Newcomer fresh = Newcomer.at(ominigate);
        fresh.send("POST", "/sign-up", fresh.credentials(), there);
        assertThat(fresh.send(
                                "POST",
                                "/sign-up/confirm",
                                Map.of("token", fresh.letter("SIGN_UP_CONFIRM"), "password", Newcomer.PASSWORD),
                                there)
                        .status())
                .isEqualTo(201);
        Newcomer back = Newcomer.signedIn(ominigate).elsewhere();
        assertThat(back.send("POST", "/session", back.credentials(), there).status())
                .isEqualTo(200);
        Newcomer both = Newcomer.signedIn(ominigate);
        String secret =
                both.post("/keys", Map.of("name", "both")).json().path("secret").asText();
        String payer = account(both).toString();
        pays(account(both));
        both.send("GET", "/me", Map.of(), there);
        Await.until(
                "the key is known",
                () -> ominigate
                                .send(
                                        "GET",
                                        "/v1/credits",
                                        "",
                                        Map.of("Authorization", "Bearer " + secret, "X-Forwarded-For", "198.51.78.2"))
                                .status()
                        == 200);
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);

        JsonNode details = Await.value(
                "all are logged",
                () -> analyst.send("GET", "/admin/v1/abuse/networks/198.51.78.0/24?purpose=ABUSE", "")
                        .json(),
                seen -> seen.path("accounts").size() == 3
                        && !seen.toString().contains(secret)
                        && !seen.path("keys").isEmpty());
        assertThat(details.path("accounts"))
                .extracting(each -> each.path("account").asText())
                .containsExactlyInAnyOrder(
                        account(fresh).toString(), account(back).toString(), payer);
        assertThat(details.path("accounts"))
                .filteredOn(each -> each.path("account").asText().equals(payer))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("calls").asLong()).isPositive();
                    assertThat(one.path("visits").asLong()).isEqualTo(1);
                    assertThat(one.path("paying").asBoolean()).isTrue();
                });
        assertThat(details.path("accounts"))
                .filteredOn(each -> !each.path("paying").asBoolean())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.path("visits").asLong()).isPositive());
        assertThat(details.path("keys")).hasSize(1);
    }

    private static JsonNode preview(Colleague analyst, String network, BlockScope scope) throws Exception {
        Answer answer = analyst.send(
                "POST",
                "/admin/v1/abuse/decisions/preview",
                "{\"action\":\"BLOCK_NETWORK\",\"network\":\"%s\",\"scope\":\"%s\",\"reason\":\"a test\"}"
                        .formatted(network, scope));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static void pays(UUID account) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE accounts.account SET stripe_customer = ? WHERE id = ?")) {
            update.setString(1, "cus_" + account.toString().replace("-", ""));
            update.setObject(2, account);
            update.executeUpdate();
        }
    }

    /** Whoever decides it, a rule or a person; what is refunded and closed, and warnings, have tests of their own. */
    @ParameterizedTest
    @CsvSource({
        "THROTTLE, account, false",
        "THROTTLE, key, false",
        "REQUIRE_STEP, account, false",
        "SUSPEND_KEY, key, false",
        "SUSPEND_ACCOUNT, account, false",
        "BAN_ACCOUNT, account, false",
        "THROTTLE, account, true",
        "THROTTLE, key, true"
    })
    void everyDecisionAboutAnAccountOrAKeyTellsItsOwnerOnceInTheirLanguage(
            DecisionAction action, String kind, boolean byRule) throws Exception {
        for (Locale language : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            Newcomer jo = speaking(language);
            Entity entity = kind.equals("key") ? new Entity.Key(key(jo)) : new Entity.Account(account(jo));
            Decision decision = make(action, entity, byRule);

            assertThat(told(jo)).singleElement().satisfies(letter -> {
                assertThat(letter.path("template").asText())
                        .isEqualTo(byRule ? "ABUSE_RESTRICTION_FOR_NOW" : "ABUSE_RESTRICTION");
                assertThat(letter.path("language").asText()).isEqualTo(language.toLanguageTag());
                JsonNode values = letter.path("values");
                for (String name : List.of("category", "scope", "until")) {
                    assertThat(values.path(name).asText())
                            .containsPattern(language.equals(Locale.ENGLISH) ? "[a-z]{2}" : "\\p{IsHan}");
                }
                assertThat(values.path("reference").asText())
                        .isEqualTo(decision.id().toString());
                assertThat(values.path("contact").asText()).isEqualTo("contact@ominigate.ai");
                assertThat(values.toString())
                        .as("nothing of what it was found by")
                        .doesNotContain(decision.reason());
            });
        }
    }

    @Test
    void ofABlockedNetworkNobodyIsTold() throws Exception {
        Newcomer jo = speaking(Locale.ENGLISH);
        make(DecisionAction.BLOCK_NETWORK, Entity.parse("network:203.0.113.250"), true);
        assertThat(told(jo)).isEmpty();
    }

    /** Decided and told as the desk and the rules do. */
    private static Decision make(DecisionAction action, Entity entity, boolean byRule) throws SQLException {
        Decisions decisions = bean(Decisions.class);
        return Transaction.run(ominigate.database().dataSource(), transaction -> {
            if (byRule) {
                UUID id = Objects.requireNonNull(decisions.automatic(
                        transaction,
                        entity,
                        action,
                        BlockScope.SIGN_UP,
                        AbuseCategory.EXCESSIVE_LOAD,
                        Duration.ofMinutes(60),
                        UUID.randomUUID(),
                        "score-50 by S14"));
                return Objects.requireNonNull(decisions.find(transaction, id));
            }
            Decision decision =
                    Made.decision(action, entity, null, Instant.now().truncatedTo(ChronoUnit.MICROS), 0);
            DecisionTable.insert(transaction, decision);
            decisions.made(transaction, decision, new Actor.Automatic(), null);
            return decision;
        });
    }

    private static Newcomer speaking(Locale language) throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        jo.send(
                "PUT",
                "/me",
                Map.of("language", language.toLanguageTag()),
                Map.of("If-Match", "\"" + jo.get("/me").json().path("version") + "\""));
        return jo;
    }

    /** The letters of the abuse desk that they got. */
    private static List<JsonNode> told(Newcomer who) throws Exception {
        List<JsonNode> letters = new ArrayList<>();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement("""
                SELECT row_to_json(letter) FROM mail.letter
                WHERE recipient = ? AND template LIKE 'ABUSE%' ORDER BY id
                """)) {
            query.setString(1, who.email());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    letters.add(new ObjectMapper().readTree(row.getString(1)));
                }
            }
        }
        return letters;
    }

    private static UUID key(Newcomer who) throws Exception {
        return UUID.fromString(
                who.post("/keys", Map.of("name", "one")).json().at("/key/id").asText());
    }

    @Test
    void ownersAreToldInTheirLanguage() throws Exception {
        Newcomer jo = speaking(Locale.SIMPLIFIED_CHINESE);
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        Answer slowed = analyst.send(
                "POST",
                "/admin/v1/abuse/decisions",
                "{\"action\":\"THROTTLE\",\"entity\":\"account:" + account(jo)
                        + "\",\"reason\":\"a test\",\"requestsPerSecond\":1,\"category\":\"STOLEN_KEY\"}");
        assertThat(slowed.status()).isEqualTo(201);

        List<String> told = new ArrayList<>();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement("""
                SELECT language, "values"->>'category', "values"->>'scope', "values"->>'until' FROM mail.letter
                WHERE recipient = ? AND template = 'ABUSE_RESTRICTION'
                """)) {
            query.setString(1, jo.email());
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                for (int i = 1; i <= 4; i++) {
                    told.add(row.getString(i));
                }
            }
        }
        assertThat(told.getFirst()).isEqualTo("zh-CN");
        assertThat(told.subList(1, 4)).allSatisfy(words -> assertThat(words).containsPattern("\\p{IsHan}"));
        assertThat(told.get(2)).isEqualTo("您的账户超出每秒 1.0 次请求的调用");
    }

    @Test
    void whatIsAllowedByItsOperatorOrCountryIsInTheWayOfADecision() throws Exception {
        NetworkOrigins files = new NetworkOrigins() {
            @Override
            public long asn(byte[] address) {
                return 64_496 + address[3];
            }

            @Override
            public String country(byte[] address) {
                return address[3] == 2 ? "NL" : "BE";
            }

            @Override
            public boolean known() {
                return true;
            }
        };
        GuardRails rails = new GuardRails(
                bean(ProtectedNetworks.class), bean(Customers.class), files, bean(StaffNetworks.class), List.of());
        decide(DecisionAction.ALLOW, new Entity.Asn(64_497), null);
        decide(DecisionAction.ALLOW, new Entity.Country("NL"), null);

        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            assertThat(rails.isAllowed(connection, Entity.parse("network:198.51.100.1"), Instant.now()))
                    .as("its operator is")
                    .isTrue();
            assertThat(rails.isAllowed(connection, Entity.parse("network:198.51.100.2"), Instant.now()))
                    .as("its country is")
                    .isTrue();
            assertThat(rails.isAllowed(connection, Entity.parse("network:198.51.100.3"), Instant.now()))
                    .isFalse();
        }
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    // ---- what is decided and asked

    private static String blocked(BlockScope scope) throws SQLException {
        String address = "203.0.113." + NEXT.incrementAndGet();
        decide(DecisionAction.BLOCK_NETWORK, Entity.parse("network:" + address), scope);
        Face face = scope == BlockScope.SIGN_UP ? Face.SIGN_UP : Face.SIGN_IN;
        Await.until("acted on", () -> enforcement().block(face, address(address), System.currentTimeMillis()) != null);
        return address;
    }

    private static void decide(DecisionAction action, Entity entity, @Nullable BlockScope scope) throws SQLException {
        Made.inForce(ominigate.database().dataSource(), action, entity, scope);
    }

    private static Enforcement enforcement() {
        return ominigate.application().context().getBean(Enforcement.class);
    }

    private static CustomersBar bar() {
        return ominigate.application().context().getBean(CustomersBar.class);
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private static Answer from(String address, Newcomer who, String path, Map<String, String> fields) throws Exception {
        return who.send("POST", path, fields, Map.of("X-Forwarded-For", address));
    }

    private static void assertIsBlocked(Answer answer) {
        String request = answer.response().headers().firstValue("x-request-id").orElseThrow();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo("blocked");
        assertThat(answer.json().path("detail").asText()).contains("contact@ominigate.ai", request);
    }

    private static String withoutRequest(Answer answer) {
        return answer.response()
                .body()
                .replace(answer.response().headers().firstValue("x-request-id").orElseThrow(), "");
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    private static UUID account(Newcomer who) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT account FROM customer.member WHERE email = ?")) {
            query.setString(1, who.email());
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getObject(1, UUID.class);
            }
        }
    }
}
