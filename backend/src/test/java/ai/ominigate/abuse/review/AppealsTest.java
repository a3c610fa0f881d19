package ai.ominigate.abuse.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.decision.DecidedCases;
import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.decision.NetworkOrigins;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.SafetyIdentifiers;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decided in cases: by rules for an hour, by people, and by others when an owner says that it was wrong. */
class AppealsTest {
    private static final String APPEALS = "/admin/v1/abuse/appeals";

    private static CaseDesk desk;
    private static Decisions decisions;

    @BeforeAll
    static void start() throws Exception {
        desk = new CaseDesk();
        decisions = desk.bean(Decisions.class);
    }

    @AfterAll
    static void stop() throws Exception {
        desk.close();
    }

    @Test
    void fromSeventyFivePointsOnANetworkIsKeptFromWhatItAbusesForAnHourAndWaitsForAPerson() throws Exception {
        UUID id = desk.open(desk.stuffing().points(80).uncapped());

        List<Decision> made = decisions.relatedTo(id);
        assertThat(made).hasSize(1);
        Decision decision = made.getFirst();
        assertThat(decision.action()).isEqualTo(DecisionAction.BLOCK_NETWORK);
        assertThat(decision.scope()).isEqualTo(BlockScope.SIGN_IN);
        assertThat(decision.automatic()).isTrue();
        assertThat(decision.lasts()).isEqualTo(Duration.ofMinutes(60));
        assertThat(desk.file(id).state()).as("a person has yet to decide").isEqualTo(new CaseState.New());
    }

    @Test
    void fromFiftyPointsOnItIsSlowedDownAndOnlyOnce() throws Exception {
        SomeFlag storm = storm();
        UUID id = desk.open(storm);
        assertThat(decisions.relatedTo(id)).extracting(Decision::action).containsExactly(DecisionAction.THROTTLE);

        desk.wait(Duration.ofHours(2));
        desk.open(storm().about(storm.entity()).points(20));
        assertThat(decisions.relatedTo(id))
                .as("no rule goes on beyond an hour by deciding again")
                .hasSize(1);
    }

    /** Nobody should wonder for an hour what has happened to them, nor have to ask to hear what came of their appeal. */
    @Test
    void whatARuleDecidesAboutAnAccountIsToldAtOnceAndItsAppealsOutcomeToo() throws Exception {
        String owner = account();
        UUID id = desk.open(storm().about(Entity.parse("account:" + owner)));
        Decision byRule = decisions.relatedTo(id).getFirst();
        assertThat(byRule.automatic()).isTrue();
        assertThat(letters(owner)).containsExactly("ABUSE_RESTRICTION_FOR_NOW");
        assertThat(desk.count(
                        "mail.letter WHERE about = ? AND \"values\" ->> 'category' = 'calls in a number that harms others'",
                        "account:" + owner))
                .isOne();

        UUID appeal =
                UUID.fromString(appeal(desk.bob, byRule.id()).json().path("id").asText());
        assertThat(settle(desk.bob, appeal, 1, "overturn").status()).isEqualTo(200);
        assertThat(letters(owner)).containsExactly("ABUSE_RESTRICTION_FOR_NOW", "APPEAL_OVERTURNED");
    }

    /** From a network that no other test has, as bad as to be slowed down. */
    private static SomeFlag storm() {
        return desk.stuffing().signal("S14", Family.TRAFFIC).points(55);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTHENTICATION", "TAKEOVER", "ENROLMENT"})
    void forWhatHappensWherePeopleSignUpAndInTheyAreAskedForAStepAndCallsGoOn(Family family) throws Exception {
        UUID id = desk.open(desk.stuffing().signal("S1", family).points(55));

        assertThat(decisions.relatedTo(id)).singleElement().satisfies(decision -> {
            assertThat(decision.action()).isEqualTo(DecisionAction.REQUIRE_STEP);
            assertThat(decision.automatic()).isTrue();
            assertThat(decision.lasts()).isEqualTo(Duration.ofMinutes(60));
        });
    }

    /** Programs of customers live there, and are judged by their keys. */
    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATION, SIGN_IN",
        "TAKEOVER, SIGN_IN",
        "ENROLMENT, SIGN_UP",
        "KEYS, SIGN_IN",
        "PAYMENT, SIGN_IN",
        "CONTENT, SIGN_IN",
        "TRAFFIC, SIGN_IN"
    })
    void inAHostersNetworkOnlyTheDoorsOfPeopleAreShut(Family family, BlockScope scope) throws Exception {
        UUID id = desk.open(desk.stuffing().signal("S14", family).points(31));
        FirstAid firstAid = new FirstAid(decisions, new NetworkOrigins() {
            @Override
            public long asn(byte[] address) {
                return 64_500;
            }

            @Override
            public @Nullable String country(byte[] address) {
                return null;
            }

            @Override
            public boolean isHosting(byte[] address) {
                return true;
            }

            @Override
            public boolean known() {
                return true;
            }
        });
        Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
            CaseFile file = Objects.requireNonNull(CaseTable.lock(transaction, id));
            firstAid.act(transaction, file, Band.STOP, desk.clock.instant());
            return file;
        });

        assertThat(decisions.relatedTo(id))
                .singleElement()
                .satisfies(decision -> assertThat(decision.scope()).isEqualTo(scope));
    }

    @Test
    void whatGoesOnWhenItsDecisionIsOverIsDecidedAnew() throws Exception {
        SomeFlag storm = storm();
        UUID id = actioned(storm);

        desk.wait(Duration.ofHours(3));
        desk.open(storm().about(storm.entity()));
        assertThat(desk.file(id).state()).as("while it holds").isEqualTo(new CaseState.Actioned());
        desk.wait(Duration.ofHours(2));
        desk.open(storm().about(storm.entity()));

        assertThat(desk.file(id).state()).isEqualTo(new CaseState.New());
        assertThat(desk.file(id).escalatedAt()).isNotNull();
        assertThat(decisions.relatedTo(id))
                .filteredOn(decision -> decision.inForce(desk.clock.instant()))
                .as("what cannot wait is done again")
                .singleElement()
                .satisfies(decision -> assertThat(decision.automatic()).isTrue());
    }

    @Test
    void whatAPersonHasEndedIsLeftAloneForADay() throws Exception {
        SomeFlag storm = storm();
        UUID id = actioned(storm);
        lift(id);

        desk.wait(Duration.ofHours(5));
        desk.open(storm().about(storm.entity()));
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Actioned());
        desk.wait(Duration.ofHours(20));
        desk.open(storm().about(storm.entity()));
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.New());
    }

    /** A case that somebody has decided by a throttle of four hours. */
    private static UUID actioned(SomeFlag flag) throws Exception {
        UUID id = desk.open(flag);
        UUID decision = decide(DecisionAction.THROTTLE, flag.entity(), desk.ada, id);
        DecidedCases cases = desk.bean(DecidedCases.class);
        Decision made = Objects.requireNonNull(decisions.find(decision));
        Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
            cases.decided(transaction, id, made);
            return id;
        });
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Actioned());
        return id;
    }

    private static void lift(UUID caseId) throws SQLException {
        try (Connection connection = desk.ominigate.database().dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement("""
                UPDATE abuse.decision
                SET state = 'ENDED', ending = 'LIFTED', ended_at = ?, grace_until = ?
                WHERE case_id = ? AND decided_by IS NOT NULL
                """)) {
            OffsetDateTime now = desk.clock.instant().atOffset(ZoneOffset.UTC);
            update.setObject(1, now);
            update.setObject(2, now.plusHours(24));
            update.setObject(3, caseId);
            assertThat(update.executeUpdate()).isOne();
        }
    }

    @Test
    void whatIsOnTheAllowListHasNoScoreAndNoCase() throws Exception {
        SomeFlag stuffing = desk.stuffing().points(90);
        decide(DecisionAction.ALLOW, stuffing.entity(), desk.bob, null);

        assertThat(desk.flags.raise(stuffing.build()).caseId()).isNull();
    }

    @Test
    void anAppealThatIsRightUndoesTheDecisionAndCountsAgainstTheRule() throws Exception {
        SomeFlag stuffing = desk.stuffing().signal("S14", Family.TRAFFIC);
        UUID id = desk.open(stuffing);
        UUID decision = decide(DecisionAction.BLOCK_NETWORK, stuffing.entity(), desk.ada, id);
        int wrong = desk.flags.precision("S14", 50).wrong();
        Answer recorded = appeal(desk.bob, decision);

        assertThat(recorded.status()).isEqualTo(201);
        assertThat(recorded.json().path("case").asText()).isEqualTo(id.toString());
        assertThat(desk.get(desk.ada, "?status=APPEALED").json().path("items").findValuesAsText("id"))
                .as("in the same queue")
                .contains(id.toString());
        UUID appeal = UUID.fromString(recorded.json().path("id").asText());
        assertThat(desk.ada
                        .send("GET", APPEALS + "/" + appeal, "")
                        .json()
                        .path("messages")
                        .get(0)
                        .path("words")
                        .asText())
                .isEqualTo("We are two hundred people.");

        Answer own = settle(desk.ada, appeal, 1, "overturn");
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.json().path("code").asText()).isEqualTo("own_decision");
        Answer other = settle(desk.bob, appeal, 1, "overturn");
        assertThat(other.status()).isEqualTo(200);
        assertThat(Objects.requireNonNull(decisions.find(decision)).ending()).isEqualTo(DecisionEnd.OVERTURNED);
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Overturned());
        assertThat(desk.file(id).score()).isZero();
        assertThat(desk.flags.precision("S14", 50).wrong()).isEqualTo(wrong + 1);
        assertThat(AuditEntries.about(desk.ominigate.database(), "appeal:" + appeal))
                .containsExactly(
                        "staff:" + desk.bob.id() + " appeal.record DONE appeal:" + appeal,
                        "staff:" + desk.ada.id() + " appeal.view DONE appeal:" + appeal,
                        "staff:" + desk.ada.id() + " appeal.overturn REFUSED appeal:" + appeal,
                        "staff:" + desk.bob.id() + " appeal.overturn DONE appeal:" + appeal);
    }

    @Test
    void anAppealThatIsNotRightLeavesTheDecision() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        UUID decision = decide(DecisionAction.BLOCK_NETWORK, stuffing.entity(), desk.ada, id);
        JsonNode appeal = appeal(desk.ada, decision).json();
        Answer answered = desk.bob.send(
                "POST",
                APPEALS + "/" + appeal.path("id").asText() + "/messages",
                "{\"words\": \"Which program do you use?\", \"fromOwner\": false}");
        assertThat(answered.json().path("version").asLong()).isEqualTo(2);
        assertThat(settle(desk.bob, UUID.fromString(appeal.path("id").asText()), 1, "uphold")
                        .status())
                .as("something was written since")
                .isEqualTo(412);
        assertThat(settle(desk.bob, UUID.fromString(appeal.path("id").asText()), 2, "uphold")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("UPHELD");
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Upheld());
        assertThat(Objects.requireNonNull(decisions.find(decision)).ending()).isNull();
    }

    @Test
    void whoeverAppealsIsToldWhatCameOfItAndGetsBackWhatHungOnTheDecision() throws Exception {
        String owner = account();
        String key = key(owner);
        SomeFlag spike = desk.stuffing().signal("S6", Family.SPEND).about(Entity.parse("account:" + owner));
        UUID id = desk.open(spike);
        UUID throttle = decide(DecisionAction.THROTTLE, spike.entity(), desk.ada, id);
        UUID suspension = decide(DecisionAction.SUSPEND_KEY, Entity.parse("key:" + key), desk.ada, id);
        int wrong = desk.flags.precision("S6", 50).wrong();
        UUID first =
                UUID.fromString(appeal(desk.bob, throttle).json().path("id").asText());
        assertThat(settle(desk.bob, first, 1, "uphold").status()).isEqualTo(200);
        assertThat(letters(owner)).containsExactly("APPEAL_UPHELD");

        UUID second =
                UUID.fromString(appeal(desk.bob, suspension).json().path("id").asText());
        assertThat(settle(desk.bob, second, 1, "overturn").status()).isEqualTo(200);
        assertThat(letters(owner))
                .as("one about the appeal, one about what hung on it")
                .containsExactly("APPEAL_UPHELD", "APPEAL_OVERTURNED", "ABUSE_RESTRICTION_ENDED");
        assertThat(Objects.requireNonNull(decisions.find(throttle)).ending()).isEqualTo(DecisionEnd.OVERTURNED);
        assertThat(desk.flags.precision("S6", 50).wrong()).isEqualTo(wrong + 1);

        JsonNode overview = desk.ada.send("GET", "/admin/v1/abuse/overview", "").json();
        JsonNode signal = named(overview.path("signals"), "/signal", "S6");
        assertThat(signal.path("appealsUpheld").asInt()).isEqualTo(1);
        assertThat(signal.path("appealsOverturned").asInt()).isEqualTo(1);
        assertThat(signal.path("overturnRate").asDouble()).isEqualTo(0.5);
        JsonNode decider = named(overview.path("deciders"), "/member/id", desk.ada.id());
        long upheld = desk.count("abuse.appeal WHERE status = 'UPHELD' AND ?::uuid = ANY (deciders)", desk.ada.id());
        long overturned =
                desk.count("abuse.appeal WHERE status = 'OVERTURNED' AND ?::uuid = ANY (deciders)", desk.ada.id());
        assertThat(decider.path("upheld").asLong()).isEqualTo(upheld);
        assertThat(decider.path("overturned").asLong()).isEqualTo(overturned);
        assertThat(decider.path("overturnRate").asDouble()).isEqualTo((double) overturned / (upheld + overturned));
    }

    @Test
    void aDismissalSaysWhyAndCanBeTakenBack() throws Exception {
        SomeFlag storm = storm();
        UUID id = desk.open(storm);
        String wish = """
                {"action": "DISMISS", "entity": "%s", "reason": "they told us", "case": "%s", "caseVersion": %d%s}
                """;
        long version = desk.file(id).version();
        Answer silent =
                desk.ada.send("POST", "/admin/v1/abuse/decisions", wish.formatted(storm.entity(), id, version, ""));
        assertThat(silent.status()).isEqualTo(400);
        assertThat(silent.json().path("detail").asText()).contains("reasonCode");
        Answer abuse = desk.ada.send(
                "POST",
                "/admin/v1/abuse/decisions",
                wish.formatted(
                        storm.entity(),
                        id,
                        version,
                        ", \"disposition\": \"CONFIRMED\", \"reasonCode\": \"BATCH_JOB\""));
        assertThat(abuse.status()).isEqualTo(400);
        int wrong = desk.flags.precision("S14", 50).wrong();

        Answer dismissed = desk.ada.send(
                "POST",
                "/admin/v1/abuse/decisions",
                wish.formatted(
                        storm.entity(), id, version, ", \"disposition\": \"BENIGN\", \"reasonCode\": \"BATCH_JOB\""));
        assertThat(dismissed.status()).isEqualTo(201);
        assertThat(dismissed.json().path("reasonCode").asText()).isEqualTo("BATCH_JOB");
        assertThat(decisions.relatedTo(id))
                .as("what a rule decided until somebody would look")
                .filteredOn(Decision::automatic)
                .singleElement()
                .satisfies(decision -> assertThat(decision.ending()).isEqualTo(DecisionEnd.LIFTED));
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Closed(Disposition.BENIGN));
        assertThat(desk.details(id).at("/summary/reason").asText()).isEqualTo("BATCH_JOB");
        assertThat(desk.flags.precision("S14", 50).wrong()).isEqualTo(wrong + 1);

        assertThat(desk.step(desk.ada, id, "reopen", "{\"reason\": \"I was mistaken.\"}")
                        .status())
                .isEqualTo(200);
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.New());
        assertThat(desk.flags.precision("S14", 50).wrong()).isEqualTo(wrong);
    }

    private static JsonNode named(JsonNode list, String path, String name) {
        for (JsonNode each : list) {
            if (each.at(path).asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError(name + " is not among " + list);
    }

    private static String account() throws Exception {
        String wish = "{\"name\": \"test\", \"email\": \"" + UUID.randomUUID() + "@example.com\"}";
        return desk.ominigate
                .admin("POST", "/admin/v1/accounts", wish)
                .json()
                .path("id")
                .asText();
    }

    private static String key(String account) throws Exception {
        return desk.ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"laptop\"}")
                .json()
                .at("/key/id")
                .asText();
    }

    private static List<String> letters(String account) throws SQLException {
        String sql = "SELECT template FROM mail.letter WHERE about = ? ORDER BY id";
        try (Connection connection = desk.ominigate.database().superuser();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "account:" + account);
            List<String> letters = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    letters.add(row.getString(1));
                }
            }
            return letters;
        }
    }

    @Test
    void aDecisionWithoutACaseGetsOneWhenItsOwnerAppeals() throws Exception {
        UUID decision = decide(DecisionAction.BLOCK_NETWORK, SomeFlag.network(), desk.ada, null);
        Answer first = appeal(desk.bob, decision);
        Answer second = appeal(desk.ada, decision);

        assertThat(desk.file(UUID.fromString(first.json().path("case").asText()))
                        .state())
                .isInstanceOf(CaseState.Appealed.class);
        assertThat(second.json().path("code").asText()).isEqualTo("appealed_before");
    }

    @Test
    void whatRestrictsNobodyIsNotAppealedAndWhatEndedLongAgoNeither() throws Exception {
        UUID allowed = decide(DecisionAction.ALLOW, SomeFlag.network(), desk.bob, null);
        UUID old = decide(DecisionAction.BLOCK_NETWORK, SomeFlag.network(), desk.ada, null);

        assertThat(appeal(desk.ada, allowed).json().path("code").asText()).isEqualTo("not_appealable");
        desk.wait(Duration.ofDays(31));
        assertThat(appeal(desk.ada, old).json().path("code").asText()).isEqualTo("appeal_late");
    }

    @Test
    void anAppealIsDueWithinFiveWorkingDaysAndASuspensionsWithinOne() throws Exception {
        Instant friday = Instant.parse("2026-11-27T15:00:00Z");
        Decision block = Objects.requireNonNull(
                decisions.find(decide(DecisionAction.BLOCK_NETWORK, SomeFlag.network(), desk.ada, null)));
        Decision suspension = Objects.requireNonNull(decisions.find(
                decide(DecisionAction.SUSPEND_ACCOUNT, new Entity.Account(UUID.randomUUID()), desk.ada, null)));

        assertThat(Appeals.due(block, friday)).isEqualTo(Instant.parse("2026-12-04T15:00:00Z"));
        assertThat(Appeals.due(suspension, friday)).isEqualTo(Instant.parse("2026-11-28T15:00:00Z"));
    }

    @Test
    void appealsAreSortedByWhenTheyAreDue() throws Exception {
        UUID late = decide(DecisionAction.BLOCK_NETWORK, SomeFlag.network(), desk.bob, null);
        UUID soon = decide(DecisionAction.SUSPEND_ACCOUNT, new Entity.Account(UUID.randomUUID()), desk.bob, null);
        String first = appeal(desk.ada, late).json().path("id").asText();
        String second = appeal(desk.ada, soon).json().path("id").asText();

        assertThat(among(first, second, "?limit=200")).containsExactly(second, first);
        assertThat(among(first, second, "?limit=200&sort=receivedAt")).containsExactly(first, second);
        assertThat(among(first, second, "?limit=200&sort=dueAt")).containsExactly(second, first);
        assertThat(among(first, second, "?limit=200&sort=-dueAt")).containsExactly(first, second);
    }

    private static List<String> among(String one, String other, String query) throws Exception {
        return desk.ada.send("GET", APPEALS + query, "").json().path("items").findValuesAsText("id").stream()
                .filter(id -> id.equals(one) || id.equals(other))
                .toList();
    }

    @Test
    void whatWasDecidedAndIsOverIsClosedWhenNobodyCanAppealAnyMore() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        UUID decision = decide(DecisionAction.BLOCK_NETWORK, stuffing.entity(), desk.ada, id);
        DecidedCases cases = desk.bean(DecidedCases.class);
        Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
            cases.decided(transaction, id, Objects.requireNonNull(decisions.find(decision)));
            return id;
        });
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Actioned());
        desk.wait(Duration.ofDays(30));
        desk.upkeep.closeWhatIsOver();
        assertThat(desk.file(id).state().isOpen()).isTrue();
        desk.wait(Duration.ofDays(1));
        desk.upkeep.closeWhatIsOver();

        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Closed(Disposition.CONFIRMED));
    }

    @Test
    void aDecisionOnAMergedCaseOrOneThatSomebodyChangedIsRefused() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID a = desk.open(stuffing);
        UUID b = desk.open(desk.stuffing());
        long seen = desk.file(a).version();
        desk.step(desk.ada, a, "merge", "{\"into\": \"" + b + "\", \"intoVersion\": 1}");

        assertThat(refusal(a, seen, stuffing.entity()).code()).isEqualTo("version_stale");
        Refused merged = refusal(a, desk.file(a).version(), stuffing.entity());
        assertThat(merged.code()).isEqualTo("case_merged");
        assertThat(merged).hasMessageContaining(b.toString());
        assertThat(refusal(b, desk.file(b).version(), SomeFlag.network()).code())
                .isEqualTo("not_of_this_case");
        hold(b, desk.file(b).version(), stuffing.entity());
    }

    @Test
    void aProvidersNoticeIsAnUrgentCaseAboutTheAccountThatItMeans() throws Exception {
        UUID account = UUID.fromString(desk.ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\": \"Ada Lovelace\"}")
                .json()
                .path("id")
                .asText());
        String notice = """
                {"provider": "Mock Inc.", "safetyIdentifier": "%s", "reference": "%s"}
                """;
        Answer first = desk.ada.send(
                "POST",
                "/admin/v1/abuse/notices",
                notice.formatted(desk.bean(SafetyIdentifiers.class).of("Mock Inc.", account), "A-1"));
        Answer again = desk.ada.send(
                "POST",
                "/admin/v1/abuse/notices",
                notice.formatted(desk.bean(SafetyIdentifiers.class).of("Mock Inc.", account), "A-1"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().path("entity").asText()).isEqualTo("account:" + account);
        assertThat(first.json().path("priority").asInt()).isEqualTo(1);
        assertThat(again.json().path("id").asText())
                .isEqualTo(first.json().path("id").asText());
        assertThat(again.json().path("flags").asInt()).as("the same notice").isEqualTo(1);
        assertThat(desk.ada
                        .send("POST", "/admin/v1/abuse/notices", notice.formatted("nobody", "A-2"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("identifier_unknown");
    }

    @Test
    void aKeyThatWasFoundInPublicIsSlowedDownAndItsOwnerTold() throws Exception {
        String account = account("{\"name\": \"Leaky\", \"email\": \"leaky@example.com\"}");
        JsonNode made = desk.ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"in a repository\"}")
                .json();
        String secret = made.path("secret").asText();
        String key = "key:" + made.at("/key/id").asText();
        String report = "{\"key\": \"%s\", \"where\": \"example/website\", \"reference\": \"%s\"}";

        Answer first = Await.value(
                "the key is known",
                () -> desk.ada.send("POST", "/admin/v1/abuse/leaked-keys", report.formatted(secret, "R-1")),
                answer -> answer.status() == 201);
        Answer again = desk.ada.send(
                "POST",
                "/admin/v1/abuse/leaked-keys",
                report.formatted(made.at("/key/id").asText(), "R-1"));

        assertThat(first.json().path("entity").asText()).isEqualTo(key);
        assertThat(again.json().path("flags").asInt()).as("the same report").isEqualTo(1);
        UUID caseId = UUID.fromString(first.json().path("id").asText());
        assertThat(decisions.relatedTo(caseId)).singleElement().satisfies(decision -> {
            assertThat(decision.action()).isEqualTo(DecisionAction.THROTTLE);
            assertThat(decision.automatic()).isTrue();
        });
        assertThat(desk.count("abuse.flag WHERE signal = 'S7' AND points = 60 AND entity = ?", key))
                .isOne();
        assertThat(desk.count("mail.letter WHERE template = 'KEY_AT_RISK' AND recipient = 'leaky@example.com'"))
                .isOne();
        assertThat(desk.count(
                        "mail.letter WHERE template = 'ABUSE_RESTRICTION_FOR_NOW' AND recipient = 'leaky@example.com'"))
                .isOne();
        assertThat(desk.kept(caseId)).doesNotContain(secret);
        assertThat(desk.count("rest.command c WHERE c::text LIKE ?", "%" + secret + "%"))
                .isZero();
        assertThat(desk.ada
                        .send("POST", "/admin/v1/abuse/leaked-keys", report.formatted("og-nobodys", "R-2"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("key_unknown");
    }

    @Test
    void whatGitHubFindsInPublicIsSlowedDownAndItsOwnerTold() throws Exception {
        String account = account("{\"name\": \"Pushed\", \"email\": \"pushed@example.com\"}");
        JsonNode made = desk.ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"in a repository\"}")
                .json();
        String secret = made.path("secret").asText();
        String key = "key:" + made.at("/key/id").asText();
        String body = """
                [{"token":"og-nobodys","type":"ominigate_key","url":"","source":"content"},
                 {"token":"%1$s","type":"ominigate_key","url":"https://github.com/octocat/x/blob/1/a?k=%1$s","source":"commit"}]
                """.formatted(secret);

        assertThat(desk.scanned(body, body + " ").status())
                .as("signed, and changed since")
                .isEqualTo(400);
        assertThat(desk.ominigate
                        .send("POST", "/webhooks/secret-scanning", body, Map.of())
                        .status())
                .isEqualTo(400);
        assertThat(desk.scanned("{}", "{}").status()).isEqualTo(400);
        assertThat(desk.count("abuse.flag WHERE entity = ?", key)).isZero();
        Await.until("the key is known", () -> {
            assertThat(desk.scanned(body, body).status()).isEqualTo(200);
            return desk.count("abuse.flag WHERE signal = 'S7' AND points = 60 AND entity = ?", key) == 1;
        });
        Answer again = desk.scanned(body, body);
        assertThat(again.status()).as("the same again").isEqualTo(200);
        assertThat(again.json())
                .as("what GitHub learns from")
                .extracting(each -> each.path("token_raw").asText() + " "
                        + each.path("token_type").asText() + " "
                        + each.path("label").asText())
                .containsExactly("og-nobodys ominigate_key false_positive", secret + " ominigate_key true_positive");

        assertThat(desk.count("abuse.flag WHERE entity = ?", key)).isOne();
        assertThat(decisions.of(Entity.parse(key))).singleElement().satisfies(decision -> {
            assertThat(decision.action()).isEqualTo(DecisionAction.THROTTLE);
            assertThat(decision.automatic()).isTrue();
        });
        assertThat(letters(account)).containsExactlyInAnyOrder("KEY_AT_RISK", "ABUSE_RESTRICTION_FOR_NOW");
        UUID caseId = Objects.requireNonNull(
                decisions.of(Entity.parse(key)).getFirst().caseId());
        assertThat(desk.kept(caseId)).contains("https://github.com/octocat/x").doesNotContain(secret);

        String path =
                "/admin/v1/accounts/" + account + "/keys/" + made.at("/key/id").asText();
        assertThat(desk.ominigate.admin("DELETE", path, "").status()).isBetween(200, 204);
        Await.until(
                "nobody can use it any more, and it was ours all the same",
                () -> desk.bean(KeyDirectory.class).find(secret) == null
                        && desk.scanned(body, body)
                                .json()
                                .at("/1/label")
                                .asText()
                                .equals("true_positive"));
    }

    @Test
    void aProvidersNoticeWeighsAsItsRuleSaysNow() throws Exception {
        try (Connection connection = desk.ominigate.database().superuser();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO abuse.rule_version (
                        signal, version, shadow, threshold, further, window_seconds, points, half_life_seconds, family_cap,
                        changed_at, reason)
                    SELECT signal, version + 1, true, threshold, further, window_seconds, 35, 3600, 42, changed_at, 'a test'
                    FROM abuse.rule_version WHERE signal = 'S13' ORDER BY version DESC LIMIT 1
                    """);
        }
        String account = account("{\"name\": \"Noticed\"}");
        String notice = """
                {"provider": "Mock Inc.", "safetyIdentifier": "%s", "reference": "A-77", "words": "Refused."}
                """.formatted(desk.bean(SafetyIdentifiers.class).of("Mock Inc.", UUID.fromString(account)));

        assertThat(desk.ada.send("POST", "/admin/v1/abuse/notices", notice).status())
                .as("a person has said it, so it counts also while the rule is tried out")
                .isEqualTo(201);
        assertThat(desk.count(
                        "abuse.flag WHERE signal = 'S13' AND entity = ? AND rule_version > 1 AND points = 35"
                                + " AND half_life_seconds = 3600 AND family_cap = 42 AND NOT shadow",
                        "account:" + account))
                .isOne();
    }

    private static String account(String wish) throws Exception {
        return desk.ominigate
                .admin("POST", "/admin/v1/accounts", wish)
                .json()
                .path("id")
                .asText();
    }

    @Test
    void aViewOfTheQueueIsSavedSharedAndCounted() throws Exception {
        desk.open(desk.stuffing().signal("S9", Family.ENROLMENT));
        String wish = "{\"name\": \"%s\", \"shared\": %s, \"filter\": {\"family\": \"ENROLMENT\"}}";
        Answer saved = desk.ada.send("POST", "/admin/v1/abuse/filters", wish.formatted("Sign-ups", "true"));
        assertThat(saved.status()).isEqualTo(201);
        assertThat(saved.json().path("count").asLong()).isGreaterThanOrEqualTo(1);
        assertThat(desk.ada
                        .send("POST", "/admin/v1/abuse/filters", wish.formatted("Sign-ups", "false"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("name_taken");
        desk.ada.send("POST", "/admin/v1/abuse/filters", wish.formatted("Only mine", "false"));

        JsonNode seen =
                desk.bob.send("GET", "/admin/v1/abuse/filters", "").json().path("items");
        assertThat(seen.findValuesAsText("name"))
                .contains("Mine", "Appeals", "Sign-ups")
                .doesNotContain("Only mine");
        assertThat(seen.get(0).path("count").asLong()).isEqualTo(desk.count("abuse.case_file WHERE open"));
        String path = "/admin/v1/abuse/filters/" + saved.json().path("id").asText();
        assertThat(ifMatch(desk.bob, "DELETE", path, 1, "").status())
                .as("a colleague's")
                .isEqualTo(404);
        assertThat(ifMatch(desk.ada, "PUT", path, 1, wish.formatted("Enrolments", "true"))
                        .status())
                .isEqualTo(200);
        assertThat(ifMatch(desk.ada, "DELETE", path, 1, "").status()).isEqualTo(412);
        assertThat(ifMatch(desk.ada, "DELETE", path, 2, "").status()).isEqualTo(204);
    }

    @Test
    void theOverviewCountsWhatGoesOn() throws Exception {
        desk.open(desk.stuffing());
        JsonNode overview = desk.ada.send("GET", "/admin/v1/abuse/overview", "").json();

        assertThat(overview.path("hours")).hasSize(48);
        assertThat(overview.path("hours")
                        .get(47)
                        .path("flags")
                        .path("AUTHENTICATION")
                        .asLong())
                .isGreaterThanOrEqualTo(1);
        assertThat(overview.path("open").path("3").asLong())
                .isEqualTo(desk.count("abuse.case_file WHERE open AND priority = 3"));
        assertThat(overview.path("byStatus").path("NEW").asLong())
                .isEqualTo(desk.count("abuse.case_file WHERE state = 'NEW'"));
        assertThat(overview.path("signals").findValuesAsText("signal")).contains("S1");
    }

    private static Answer appeal(Colleague who, UUID decision) throws IOException, InterruptedException {
        return who.send("POST", APPEALS, """
                {"decision": "%s", "words": "We are two hundred people."}
                """.formatted(decision));
    }

    private static Answer settle(Colleague who, UUID appeal, long version, String verb)
            throws IOException, InterruptedException {
        return ifMatch(who, "POST", APPEALS + "/" + appeal + "/" + verb, version, "{\"reason\": \"It is an office.\"}");
    }

    private static Answer ifMatch(Colleague who, String method, String path, long version, String body)
            throws IOException, InterruptedException {
        return desk.ominigate.send(
                method,
                path,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + version + "\""));
    }

    private static void hold(UUID caseId, long version, Entity entity) throws SQLException {
        DecidedCases cases = desk.bean(DecidedCases.class);
        Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
            cases.hold(transaction, caseId, version, entity);
            return caseId;
        });
    }

    private static Refused refusal(UUID caseId, long version, Entity entity) {
        Refused[] refused = new Refused[1];
        assertThatThrownBy(() -> hold(caseId, version, entity))
                .isInstanceOfSatisfying(Refused.class, e -> refused[0] = e);
        return refused[0];
    }

    /** A decision of four hours by one person. */
    private static UUID decide(DecisionAction action, Entity entity, Colleague by, @Nullable UUID caseId)
            throws SQLException {
        String sql = """
                INSERT INTO abuse.decision (
                    id, action, entity, network, scope, reason, case_id, decided_by, decided_at, lasts_millis, begins_at,
                    ends_at, state)
                VALUES (?, ?, ?, ?::cidr, ?, 'because', ?, ?, ?, 14400000, ?, ?, 'IN_FORCE')
                """;
        Instant now = desk.clock.instant();
        UUID id = UuidV7.at(now);
        try (Connection connection = desk.ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setString(2, action.name());
            statement.setString(3, entity.toString());
            statement.setString(
                    4, entity instanceof Entity.Net net ? net.network().toString() : null);
            statement.setString(5, action == DecisionAction.BLOCK_NETWORK ? "API" : null);
            statement.setObject(6, caseId);
            statement.setObject(7, UUID.fromString(by.id()));
            statement.setObject(8, now.atOffset(ZoneOffset.UTC));
            statement.setObject(9, now.atOffset(ZoneOffset.UTC));
            statement.setObject(10, now.plus(Duration.ofHours(4)).atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        return id;
    }
}
