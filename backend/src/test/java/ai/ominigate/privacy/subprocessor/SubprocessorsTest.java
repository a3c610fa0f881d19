package ai.ominigate.privacy.subprocessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The companies that personal data goes to, and the list of them that everybody reads. */
class SubprocessorsTest {
    private static final String COMPANIES = "/admin/v1/subprocessors";
    private static final String LISTS = COMPANIES + "/lists";
    private static final String WHY = "{\"reason\":\"Counsel has read the terms.\"}";

    private static RunningOminiGate ominigate;
    private static TestClock clock;

    private Colleague officer;
    private Colleague other;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.retention.first-purge-after", "1d");
        settings.put("ominigate.providers.mock.dialect", "openai");
        settings.put("ominigate.providers.mock.base-url", "http://127.0.0.1:9/v1");
        settings.put("ominigate.providers.mock.api-key", "k");
        settings.put("ominigate.providers.mock.subprocessor", "Mock Inc.");
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    /** With the company that configuration names alone. */
    @BeforeEach
    void startAnew() throws Exception {
        asSuperuser(
                "ALTER TABLE subprocessor.list DISABLE TRIGGER USER",
                "DELETE FROM subprocessor.notice",
                "DELETE FROM subprocessor.list",
                "ALTER TABLE subprocessor.list ENABLE TRIGGER USER",
                "DELETE FROM subprocessor.objection",
                "DELETE FROM subprocessor.company WHERE name <> 'Mock Inc.'",
                "DELETE FROM mail.letter");
        officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        other = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
    }

    @Test
    void aCompanyThatConfigurationNamesIsProposedWithWhatItSays() throws Exception {
        JsonNode mock = officer.send("GET", COMPANIES + "?state=PROPOSED", "")
                .json()
                .path("items")
                .get(0);

        assertThat(mock.at("/facts/name").asText()).isEqualTo("Mock Inc.");
        assertThat(mock.path("state").asText()).isEqualTo("PROPOSED");
        assertThat(mock.at("/facts/hosts").toString()).isEqualTo("[\"127.0.0.1\"]");
        assertThat(mock.path("providers").toString()).isEqualTo("[\"mock\"]");
        assertThat(mock.path("callable").asBoolean()).isFalse();
        assertThat(mock.path("whyNot").asText()).isEqualTo("Mock Inc. is not an active subprocessor.");
        assertThat(mock.path("missing")).hasSize(5);
        assertThat(mock.path("reviewOverdue").asBoolean()).isTrue();
    }

    @Test
    void twoPeopleApproveOneAndOneBeginsItBeforeThereIsAList() throws Exception {
        JsonNode proposed = propose(facts("Acme"));
        assertThat(proposed.path("reviewOverdue").asBoolean()).isFalse();
        JsonNode asked = ask(officer, proposed, "approve", WHY);
        assertThat(asked.path("effect").asText()).isEqualTo("Approves Acme as a subprocessor.");
        assertThat(agree(officer, asked).status()).isEqualTo(403);
        assertThat(agree(other, asked).status()).isEqualTo(200);

        JsonNode approved = get(proposed);
        assertThat(approved.path("state").asText()).isEqualTo("APPROVED");
        JsonNode active = change(officer, approved, "activate", WHY).json();
        assertThat(active.path("state").asText()).isEqualTo("ACTIVE");
        assertThat(active.path("activeFrom").asText()).isNotEmpty();
        String subject = "subprocessor:" + proposed.path("id").asText();
        assertThat(AuditEntries.about(ominigate.database(), subject))
                .contains(
                        "staff:" + officer.id() + " subprocessor.propose DONE " + subject,
                        "staff:" + other.id() + " subprocessor.approve DONE " + subject,
                        "staff:" + officer.id() + " subprocessor.activate DONE " + subject);
    }

    @Test
    void nobodyApprovesWhatTheyWroteDown() throws Exception {
        JsonNode proposed = propose(facts("Acme"));
        JsonNode asked = ask(other, proposed, "approve", WHY);

        Answer agreed = agree(officer, asked);

        assertThat(agreed.status()).isEqualTo(403);
        assertThat(agreed.json().path("code").asText()).isEqualTo("own_preparation");
        assertThat(get(proposed).path("state").asText()).isEqualTo("PROPOSED");
    }

    @Test
    void whoeverWroteSomeOfItDoesNotApproveItThoughSomebodyWroteAfterThem() throws Exception {
        JsonNode proposed = propose(facts("Acme"));
        ObjectNode facts = facts("Acme");
        facts.putArray("hosts").add("elsewhere.example");
        Colleague second = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        JsonNode written = second.send(
                        "PUT", COMPANIES + "/" + proposed.path("id").asText(), facts.toString(), 1)
                .json();
        JsonNode asked = ask(second, written, "approve", WHY);

        assertThat(agree(officer, asked).json().path("code").asText()).isEqualTo("own_preparation");
        assertThat(agree(other, asked).status()).isEqualTo(200);
    }

    @Test
    void whatCustomersWereToldOfACompanyIsNotChangedWithoutNotice() throws Exception {
        JsonNode listed = active("Acme");
        publish(Duration.ofDays(31));
        JsonNode acme = get(listed);
        ObjectNode elsewhere = facts("Acme");
        elsewhere.putArray("countries").add("BR");
        ObjectNode reviewed = facts("Acme");
        reviewed.putArray("hosts").add("api.acme.example").add("eu.acme.example");

        Answer refused =
                change(officer, acme, "amend", "{\"facts\":%s,\"reason\":\"They moved.\"}".formatted(elsewhere));
        Answer asked =
                change(officer, acme, "amend", "{\"facts\":%s,\"reason\":\"Another host.\"}".formatted(reviewed));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("notice_needed");
        assertThat(asked.status()).isEqualTo(202);
    }

    @Test
    void whatIsNotKnownYetIsNamed() throws Exception {
        ObjectNode facts = facts("Acme");
        facts.put("noTraining", "UNKNOWN");
        facts.remove("dpaUrl");
        JsonNode proposed = propose(facts);

        Answer refused = change(officer, proposed, "approve", WHY);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("facts_missing");
        assertThat(refused.json().path("detail").asText())
                .contains("data processing agreement", "rule out training")
                .doesNotContain("hosts");
    }

    @Test
    void whatWasWrittenAfterItWasProposedIsNotApproved() throws Exception {
        JsonNode proposed = propose(facts("Acme"));
        JsonNode asked = ask(officer, proposed, "approve", WHY);
        ObjectNode facts = facts("Acme");
        facts.putArray("hosts").add("elsewhere.example");
        String path = COMPANIES + "/" + proposed.path("id").asText();
        assertThat(officer.send("PUT", path, facts.toString(), 1).status()).isEqualTo(200);
        assertThat(officer.send("PUT", path, facts.toString(), 1).status())
                .as("somebody wrote meanwhile")
                .isEqualTo(412);

        assertThat(agree(other, asked).json().path("code").asText()).isEqualTo("subprocessor_changed");
    }

    @Test
    void oneNameIsOneCompanyUntilItIsRetired() throws Exception {
        JsonNode acme = active("Acme");
        Answer again = officer.send("POST", COMPANIES, facts("ACME").toString());
        assertThat(again.json().path("code").asText()).isEqualTo("name_taken");

        assertThat(agree(other, ask(officer, acme, "retire", WHY)).status()).isEqualTo(200);
        assertThat(get(acme).path("state").asText()).isEqualTo("RETIRED");
        assertThat(get(acme).path("reviewOverdue").asBoolean()).isFalse();
        propose(facts("ACME"));
    }

    @Test
    void whatIsProposedAloneIsDiscardedAloneAndWhatWasApprovedIsNot() throws Exception {
        JsonNode proposed = propose(facts("Acme"));
        String path = COMPANIES + "/" + proposed.path("id").asText();
        assertThat(officer.send("DELETE", path, "", 1).status()).isEqualTo(204);
        assertThat(officer.send("GET", path, "").status()).isEqualTo(404);

        JsonNode active = active("Acme");
        path = COMPANIES + "/" + active.path("id").asText();
        long version = active.path("version").asLong();
        assertThat(officer.send("DELETE", path, "", version).json().path("code").asText())
                .isEqualTo("wrong_state");
        assertThat(officer.send("PUT", path, facts("Acme").toString(), version)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("wrong_state");
    }

    @Test
    void onePersonStopsByDoubtAndTwoConfirmAgain() throws Exception {
        JsonNode active = active("Acme");

        JsonNode doubted = change(officer, active, "doubt", WHY).json();
        assertThat(doubted.at("/facts/noTraining").asText()).isEqualTo("UNKNOWN");
        assertThat(doubted.path("state").asText()).isEqualTo("ACTIVE");

        String wish = "{\"facts\":%s,\"reason\":\"They answered.\"}".formatted(facts("Acme"));
        JsonNode asked = ask(officer, doubted, "amend", wish);
        assertThat(asked.path("effect").asText())
                .isEqualTo("Changes what is known of Acme: its terms on training (CONFIRMED).");
        assertThat(agree(officer, asked).status()).isEqualTo(403);
        assertThat(get(active).at("/facts/noTraining").asText()).isEqualTo("UNKNOWN");
        assertThat(agree(other, asked).status()).isEqualTo(200);
        assertThat(get(active).at("/facts/noTraining").asText()).isEqualTo("CONFIRMED");
    }

    @Test
    void whatNobodyLookedAtForAYearIsOverdue() throws Exception {
        JsonNode active = active("Acme");
        assertThat(active.path("reviewDueOn").asText()).isEqualTo(day(365));

        clock.advance(Duration.ofDays(367));
        officer.signIn();

        assertThat(get(active).path("reviewOverdue").asBoolean()).isTrue();
        assertThat(ominigate
                        .application()
                        .context()
                        .getBean(Subprocessors.class)
                        .reviewsOverdue())
                .contains("Acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void beforeThereIsAListThePageSaysThatOneIsBeingPrepared(String language) throws Exception {
        active("Acme");

        Document page = page("/legal/subprocessors", language);

        assertThat(page.select(".notice").text())
                .isEqualTo(
                        language.equals("en")
                                ? "A list of our subprocessors is being prepared. It will be published here."
                                : "我们的子处理方列表正在准备中，将在此处公布。");
        assertThat(page.text()).doesNotContain("Acme");
        assertThat(json("/legal/subprocessors").path("state").asText()).isEqualTo("DRAFT");
        assertThat(json("/legal/subprocessors").path("entries")).isEmpty();
    }

    @Test
    void aListIsPublishedByTwoAndReadByEverybody() throws Exception {
        active("Acme");
        JsonNode draft = officer.send("GET", LISTS + "/draft", "").json();
        assertThat(draft.path("entries").findValuesAsText("name")).containsExactly("Acme");
        assertThat(list().isPublished()).isFalse();

        JsonNode asked = askToPublish(Duration.ZERO).json();
        assertThat(asked.path("effect").asText()).startsWith("Publishes list 1 of the subprocessors with 1 changes");
        assertThat(agree(officer, asked).status()).isEqualTo(403);
        assertThat(agree(other, asked).status()).isEqualTo(200);

        assertThat(list().isPublished()).isTrue();
        Document page = page("/legal/subprocessors", "en");
        assertThat(page.select("h2").eachText()).containsExactly("Acme");
        assertThat(page.select("dd").eachText())
                .contains("Model provider", "prompts and answers", "to answer API calls", "United States");
        assertThat(page("/legal/subprocessors", "zh-CN").select("dd").eachText())
                .contains("模型提供商", "美国");
        JsonNode published = json("/legal/subprocessors");
        assertThat(published.path("version").asInt()).isOne();
        assertThat(published.path("entries"))
                .isEqualTo(officer.send("GET", LISTS + "/1", "").json().path("entries"));
        assertThat(page.select("script, img, iframe, style, [style]")).isEmpty();
        assertThat(page.select("[href], [src]").eachAttr("href"))
                .allMatch(to -> to.startsWith("/") && !to.startsWith("//"));
        assertThat(askToPublish(Duration.ZERO).json().path("code").asText()).isEqualTo("nothing_new");
    }

    @Test
    void whoIsNewAfterwardsIsToldAheadAndBeginsOnItsDay() throws Exception {
        UUID reader = account("ada@example.com");
        active("Acme");
        publish(Duration.ZERO);
        announce();
        assertThat(lettersTo("ada@example.com")).containsExactly("account:" + reader + " SUBPROCESSORS_CHANGED");

        JsonNode novel = approved("Novel");
        assertThat(change(officer, novel, "activate", WHY).json().path("code").asText())
                .isEqualTo("list_published");
        JsonNode difference =
                officer.send("GET", LISTS + "/draft/difference", "").json();
        assertThat(difference.path("changes").findValuesAsText("kind")).containsExactly("ADDED");
        assertThat(askToPublish(Duration.ofDays(29)).json().path("code").asText())
                .isEqualTo("too_soon");
        publish(Duration.ofDays(31));
        assertThat(get(novel).path("state").asText()).isEqualTo("ANNOUNCED");
        announce();
        announce();
        assertThat(lettersTo("ada@example.com")).hasSize(2);
        assertThat(officer.send("GET", LISTS + "/2", "")
                        .json()
                        .at("/notices/accounts")
                        .asInt())
                .isPositive();

        clock.advance(Duration.ofDays(30));
        begin();
        officer.signIn();
        assertThat(get(novel).path("state").asText()).isEqualTo("ANNOUNCED");
        clock.advance(Duration.ofDays(2));
        begin();
        officer.signIn();
        assertThat(get(novel).path("state").asText()).isEqualTo("ACTIVE");
        assertThat(officer.send("GET", LISTS + "/2/difference", "").json().at("/changes/0/after/usedFrom"))
                .isEqualTo(get(novel).path("activeFrom"));
        assertThat(officer.send("GET", LISTS + "/draft/difference", "").json().path("changes"))
                .as("what began is what was published")
                .isEmpty();
    }

    @Test
    void aPublishedListStaysAsItIs() throws Exception {
        JsonNode acme = active("Acme");
        publish(Duration.ZERO);
        String before = body("/legal/subprocessors/1");

        assertThat(agree(other, ask(officer, acme, "retire", WHY)).status()).isEqualTo(200);
        active("Other Models");
        publish(Duration.ofDays(31));

        JsonNode then = new ObjectMapper().readTree(before);
        JsonNode now = json("/legal/subprocessors/1");
        assertThat(now.path("entries")).isEqualTo(then.path("entries"));
        assertThat(now.path("sha256")).isEqualTo(then.path("sha256"));
        assertThat(now.path("state").asText()).isEqualTo("SUPERSEDED");
        assertThat(page("/legal/subprocessors/1", "en").select(".notice").text())
                .startsWith("This is an earlier list.");
        assertThat(officer.send("GET", LISTS + "/2/difference", "")
                        .json()
                        .path("changes")
                        .findValuesAsText("kind"))
                .containsExactly("REMOVED", "ADDED");
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("UPDATE subprocessor.list SET entries = '[]'"))
                    .hasMessageContaining("stays as it is");
            assertThatThrownBy(() -> statement.execute("DELETE FROM subprocessor.list"))
                    .hasMessageContaining("stays as it is");
        }
    }

    @Test
    void aListThatChangedAfterItWasProposedIsNotPublished() throws Exception {
        active("Acme");
        JsonNode asked = askToPublish(Duration.ZERO).json();
        active("Other Models");

        assertThat(agree(other, asked).json().path("code").asText()).isEqualTo("subprocessor_changed");
        assertThat(list().isPublished()).isFalse();
    }

    @Test
    void whatChangesCanBeFollowed() throws Exception {
        assertThat(feed().select("entry")).isEmpty();
        active("Acme");
        publish(Duration.ZERO);

        Document feed = feed();

        assertThat(feed.select("entry > title").eachText()).containsExactly("List 1");
        assertThat(feed.select("entry > link").eachAttr("href"))
                .containsExactly(ominigate.application().baseUrl() + "/legal/subprocessors/1");
        assertThat(feed.select("entry > summary").text()).startsWith("Acme serves models.");
    }

    @Test
    void objectionsAreWrittenDownAndAnswered() throws Exception {
        UUID customer = account("grace@example.com");
        JsonNode acme = active("Acme");
        String wish = "{\"subprocessor\":\"%s\",\"account\":\"%s\",\"receivedAt\":\"%s\",\"grounds\":\"Not there.\"}";
        Answer recorded = officer.send(
                "POST",
                COMPANIES + "/objections",
                wish.formatted(
                        acme.path("id").asText(), customer, clock.instant().minusSeconds(60)));
        assertThat(recorded.status()).isEqualTo(201);
        assertThat(get(acme).path("openObjections").asInt()).isOne();

        String path = COMPANIES + "/objections/" + recorded.json().path("id").asText() + "/settle";
        String settle = "{\"outcome\":\"CUSTOMER_STAYS\",\"answer\":\"They use other models.\"}";
        JsonNode settled = other.send("POST", path, settle, 1).json();
        assertThat(settled.path("settledBy").asText()).isEqualTo(other.id());
        assertThat(settled.path("recordedBy").asText()).isEqualTo(officer.id());
        assertThat(other.send("POST", path, settle, 2).json().path("code").asText())
                .isEqualTo("settled_already");
        assertThat(officer.send("GET", COMPANIES + "/objections?open=true", "")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(officer.send("GET", COMPANIES + "/objections?open=false", "")
                        .json()
                        .path("items"))
                .hasSize(1);
        Answer nobody = officer.send(
                "POST",
                COMPANIES + "/objections",
                wish.formatted(
                        acme.path("id").asText(),
                        UUID.randomUUID(),
                        clock.instant().minusSeconds(60)));
        assertThat(nobody.json().path("detail").asText()).isEqualTo("There is no account with this id.");
    }

    private static ObjectNode facts(String name) {
        ObjectNode facts = new ObjectMapper().createObjectNode();
        facts.put("name", name).put("role", "MODEL_PROVIDER");
        facts.putArray("dataCategories").add("PROMPTS_AND_ANSWERS");
        facts.putArray("purposes").add("ANSWER_CALLS");
        facts.putArray("countries").add("US");
        facts.put("transferBasis", "STANDARD_CLAUSES");
        facts.put("dpaUrl", "https://acme.example/dpa").put("dpaSignedOn", "2026-09-01");
        facts.put("noTraining", "CONFIRMED");
        facts.put("noTrainingUrl", "https://acme.example/terms").put("noTrainingCheckedOn", "2026-09-02");
        facts.putArray("hosts").add("api.acme.example");
        facts.put("reviewedOn", day(0));
        return facts;
    }

    private static String day(int ahead) {
        return clock.instant().plus(Duration.ofDays(ahead)).toString().substring(0, 10);
    }

    private JsonNode propose(JsonNode facts) throws Exception {
        Answer proposed = officer.send("POST", COMPANIES, facts.toString());
        assertThat(proposed.status()).as(proposed.response().body()).isEqualTo(201);
        return proposed.json();
    }

    private JsonNode approved(String name) throws Exception {
        JsonNode proposed = propose(facts(name));
        assertThat(agree(other, ask(officer, proposed, "approve", WHY)).status())
                .isEqualTo(200);
        return get(proposed);
    }

    /** One that is used, or will be with the next list where there is one. */
    private JsonNode active(String name) throws Exception {
        JsonNode approved = approved(name);
        return list().isPublished()
                ? approved
                : change(officer, approved, "activate", WHY).json();
    }

    private JsonNode get(JsonNode company) throws Exception {
        return officer.send("GET", COMPANIES + "/" + company.path("id").asText(), "")
                .json();
    }

    private static JsonNode ask(Colleague who, JsonNode company, String verb, String body) throws Exception {
        Answer asked = change(who, company, verb, body);
        assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
        return asked.json();
    }

    private static Answer change(Colleague who, JsonNode company, String verb, String body) throws Exception {
        return who.send(
                "POST",
                COMPANIES + "/" + company.path("id").asText() + "/" + verb,
                body,
                company.path("version").asLong());
    }

    private Answer askToPublish(Duration ahead) throws Exception {
        JsonNode draft = officer.send("GET", LISTS + "/draft", "").json();
        String wish = "{\"effectiveAt\":\"%s\",\"summary\":\"Acme serves models.\",\"reason\":\"Counsel has agreed.\"}";
        return officer.send(
                "POST",
                LISTS + "/draft/publish",
                wish.formatted(clock.instant().plus(ahead)),
                draft.path("version").asLong());
    }

    private void publish(Duration ahead) throws Exception {
        Answer asked = askToPublish(ahead);
        assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
        assertThat(agree(other, asked.json()).status()).isEqualTo(200);
    }

    private static Answer agree(Colleague who, JsonNode proposal) throws Exception {
        return who.send(
                "POST",
                "/admin/v1/approvals/" + proposal.path("id").asText() + "/approve",
                "{}",
                proposal.path("version").asLong());
    }

    private static Subprocessors.ListStanding list() throws SQLException {
        return ominigate.application().context().getBean(Subprocessors.class).list();
    }

    private static void announce() throws SQLException {
        ominigate.application().context().getBean(Announcing.class).announce();
    }

    private static void begin() throws SQLException {
        ominigate.application().context().getBean(Announcing.class).begin();
    }

    private static Document page(String path, String language) throws Exception {
        return Jsoup.parse(ominigate
                .send("GET", path, "", Map.of("Accept", "text/html", "Accept-Language", language))
                .response()
                .body());
    }

    private static Document feed() throws Exception {
        Answer feed = ominigate.send(
                "GET",
                "/legal/subprocessors/feed.atom",
                "",
                Map.of("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assertThat(feed.response().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/atom+xml");
        return Jsoup.parse(feed.response().body(), Parser.xmlParser());
    }

    private static String body(String path) throws Exception {
        return ominigate
                .send("GET", path, "", Map.of("Accept", "application/json"))
                .response()
                .body();
    }

    private static JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(body(path));
    }

    private static UUID account(String email) throws SQLException {
        UUID id = UUID.randomUUID();
        asSuperuser("DELETE FROM accounts.account WHERE email = '%s'".formatted(email), """
                INSERT INTO accounts.account (id, name, status, created_at, revision, email)
                VALUES ('%s', 'Somebody', 'ACTIVE', now(), 1, '%s')
                """.formatted(id, email));
        return id;
    }

    private static List<String> lettersTo(String email) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT about || ' ' || template FROM mail.letter WHERE recipient = '%s'".formatted(email))) {
            List<String> letters = new ArrayList<>();
            while (row.next()) {
                letters.add(row.getString(1));
            }
            return letters;
        }
    }

    private static void asSuperuser(String... statements) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
