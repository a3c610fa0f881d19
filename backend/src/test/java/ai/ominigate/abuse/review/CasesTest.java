package ai.ominigate.abuse.review;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.decision.NetworkOrigins;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.abuse.RelatedCase;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with cases, and what time does. */
class CasesTest {
    private static final AtomicInteger FAR = new AtomicInteger();
    private static CaseDesk desk;

    @BeforeAll
    static void start() throws Exception {
        desk = new CaseDesk();
    }

    @AfterAll
    static void stop() throws Exception {
        desk.close();
    }

    /** Somebody who takes an account over needs no key of it. */
    @Test
    void aCaseOfAnAccountHoldsWhatWhoeverWasSignedInToItDid() throws Exception {
        UUID account = UUID.randomUUID();
        SomeFlag takeover =
                desk.stuffing().signal("S18", Family.TAKEOVER).points(35).about(new Entity.Account(account));
        try (Connection connection = desk.ominigate.database().dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO abuse.operational_log (time, address, method, path_template, status, headers, account_id, member_id)
                VALUES (?, '203.0.113.9', 'POST', '/api/v1/keys', 201, '{}', ?, ?)
                """)) {
            insert.setTimestamp(1, Timestamp.from(takeover.last().minusSeconds(1)));
            insert.setObject(2, account);
            insert.setObject(3, account);
            insert.executeUpdate();
        }
        UUID id = desk.open(takeover);
        desk.upkeep.takeEvidence();
        assertThat(desk.details(id).path("evidence").path("samples").findValuesAsText("route"))
                .containsExactly("/api/v1/keys");
    }

    /** Whoever changes networks at a hoster goes on with the same program. */
    @Test
    void casesOfOneOperatorAndProgramBelongTogether() throws Exception {
        UUID one = seenWith("evil-kit/1.0");
        UUID same = seenWith("evil-kit/2.0");
        UUID other = seenWith("curl/8.5.0");
        UUID browser = seenWith("Mozilla/5.0");
        UUID another = seenWith("Mozilla/5.0");
        long operator = 64_500;

        assertThat(relatedTo(one, operator)).contains(same.toString()).doesNotContain(other.toString());
        assertThat(relatedTo(browser, operator)).as("every browser says so").doesNotContain(another.toString());
        assertThat(relatedTo(one, 0)).as("nobody knows whose they are").doesNotContain(same.toString());
    }

    /** A case of a network far from all others, with a request of this program. */
    private static UUID seenWith(String program) throws Exception {
        int number = FAR.incrementAndGet();
        UUID id = desk.open(desk.stuffing().about(Entity.Net.of(new byte[] {(byte) 203, 0, (byte) number, 7})));
        try (Connection connection = desk.ominigate.database().dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO abuse.evidence (case_id, seq, at, address, method, path_template, status, client)
                VALUES (?, 50, now(), '203.0.0.7', 'POST', '/api/v1/session', 401, ?)
                """)) {
            insert.setObject(1, id);
            insert.setString(2, program);
            insert.executeUpdate();
        }
        return id;
    }

    private static List<String> relatedTo(UUID id, long operator) throws Exception {
        NetworkOrigins files = new NetworkOrigins() {
            @Override
            public long asn(byte[] address) {
                return operator;
            }

            @Override
            public @Nullable String country(byte[] address) {
                return null;
            }

            @Override
            public boolean known() {
                return true;
            }
        };
        try (Connection connection = desk.ominigate.database().dataSource().getConnection()) {
            return new RelatedCases(desk.bean(Accounts.class), files)
                    .of(connection, desk.file(id)).stream()
                            .filter(each -> each.why() == RelatedCase.Why.SAME_OPERATOR)
                            .map(RelatedCase::id)
                            .toList();
        }
    }

    @Test
    void theQueueBeginsWithTheMostUrgentAndGoesOnWhereItWas() throws Exception {
        UUID calm = desk.open(desk.stuffing());
        UUID urgent = desk.open(desk.stuffing().points(90).uncapped());
        UUID soon = desk.open(desk.stuffing().points(60));

        List<String> ids = new ArrayList<>();
        List<Integer> priorities = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = desk.get(desk.ada, "?limit=2" + cursor).json();
            page.path("items").forEach(item -> {
                ids.add(item.path("id").asText());
                priorities.add(item.path("priority").asInt());
            });
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());

        assertThat(priorities).isSorted();
        assertThat(ids)
                .doesNotHaveDuplicates()
                .containsSubsequence(urgent.toString(), soon.toString(), calm.toString());
    }

    @Test
    void whoAsksForClosedCasesByTheirStateGetsThem() throws Exception {
        UUID id = desk.open(desk.stuffing());
        desk.step(desk.ada, id, 1, "close", """
                {"disposition": "FALSE_POSITIVE", "reason": "SHARED_ADDRESS"}
                """);
        assertThat(desk.get(desk.ada, "?status=CLOSED&limit=100").json().path("items"))
                .anyMatch(each -> each.path("id").asText().equals(id.toString()));
        assertThat(desk.get(desk.ada, "?status=CLOSED&closed=false").json().path("items"))
                .isEmpty();
    }

    @Test
    void everyOrderAndFilterIsOfTheServer() throws Exception {
        UUID id = desk.open(desk.stuffing().signal("S6", Family.SPEND).about(new Entity.Key(UUID.randomUUID())));
        for (String sort : List.of("score", "-lastSeen", "dueAt", "evidenceUntil", "-openedAt", "-priority")) {
            Answer answer = desk.get(
                    desk.ada, "?family=SPEND&kind=KEY&status=NEW&claim=NOBODY&priority=3&limit=1&sort=" + sort);
            assertThat(answer.status()).as(sort + answer.response().body()).isEqualTo(200);
            assertThat(answer.json().path("items")).hasSize(1);
        }
        assertThat(desk.get(desk.ada, "?entity=" + desk.file(id).entity())
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(desk.get(desk.ada, "?entity=nobody").status()).isEqualTo(400);
        assertThat(desk.get(desk.ada, "?closed=true&sort=score").status()).isEqualTo(400);
    }

    @Test
    void aCaseSaysHowItsScoreComesAbout() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        desk.open(stuffing.later(Duration.ofHours(1)).points(50));

        JsonNode details = desk.details(id);
        JsonNode sum = details.path("score").path("families").get(0);
        assertThat(sum.path("family").asText()).isEqualTo("AUTHENTICATION");
        assertThat(sum.path("flags")).hasSize(2);
        assertThat(sum.path("flags").get(0).path("observed").asDouble()).isEqualTo(40);
        assertThat(sum.path("flags").get(0).path("threshold").asDouble()).isEqualTo(20);
        assertThat(sum.path("points").asDouble()).isBetween(79.0, 80.0);
        assertThat(sum.path("cap").asInt()).isEqualTo(60);
        assertThat(sum.path("adds").asDouble()).isEqualTo(60);
        assertThat(details.path("score").path("score").asInt()).isEqualTo(60);
        assertThat(details.path("summary").path("score").asInt()).isEqualTo(60);
    }

    @Test
    void aCaseIsShownWithItsNetworkMaskedAndThatOneLookedIsWrittenDown() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        Colleague officer = Colleague.signedIn(desk.ominigate, Role.PRIVACY_OFFICER);

        for (Colleague colleague : List.of(desk.ada, desk.bob, officer)) {
            assertThat(desk.get(colleague, "/" + id).response().body())
                    .doesNotContain(stuffing.entity().toString())
                    .contains("•••");
        }
        assertThat(AuditEntries.about(desk.ominigate.database(), "case:" + id))
                .contains(
                        "staff:" + desk.ada.id() + " case.view DONE case:" + id,
                        "staff:" + officer.id() + " case.view DONE case:" + id);
    }

    @Test
    void whatSomebodyHasSeenThemselvesIsACaseWithTheirWordsAndTheSameAgainIsPartOfIt() throws Exception {
        String wish = """
                {"network": "203.0.113.251", "family": "TRAFFIC", "words": "%s"}
                """;

        Answer opened = desk.ada.send("POST", "/admin/v1/abuse/cases", wish.formatted("They wrote to us."));
        Answer again = desk.bob.send("POST", "/admin/v1/abuse/cases", wish.formatted("And to me."));

        assertThat(opened.status()).as(opened.response().body()).isEqualTo(201);
        String id = opened.json().path("id").asText();
        assertThat(again.json().path("id").asText()).isEqualTo(id);
        assertThat(opened.json().path("status").asText()).isEqualTo("NEW");
        assertThat(opened.json().path("entity").asText()).isEqualTo("network:203.0.113.•••");
        assertThat(desk.details(UUID.fromString(id)).path("timeline").toString())
                .contains("They wrote to us.", "And to me.");
        assertThat(AuditEntries.about(desk.ominigate.database(), "case:" + id))
                .contains("staff:" + desk.ada.id() + " case.open DONE case:" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "key"})
    void noCaseIsAboutWhatIsNotThere(String kind) throws Exception {
        Answer refused = desk.ada.send("POST", "/admin/v1/abuse/cases", """
                {"entity": "%s:%s", "family": "SPEND", "words": "They wrote to us."}
                """.formatted(kind, UUID.randomUUID()));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("code").asText()).isEqualTo("unknown_entity");
    }

    @Test
    void aCaseIsAboutNoWholeCountry() throws Exception {
        assertThat(desk.ada.send("POST", "/admin/v1/abuse/cases", """
                        {"entity": "country:NL", "family": "TRAFFIC", "words": "All of them."}
                        """).status()).isEqualTo(400);
    }

    @Test
    void aCaseCanBeGivenToWhoeverMayDecideItAndToNobodyElse() throws Exception {
        Colleague support = Colleague.signedIn(desk.ominigate, Role.SUPPORT);

        String known = desk.ada
                .send("GET", "/admin/v1/abuse/colleagues", "")
                .response()
                .body();

        assertThat(known).contains(desk.ada.id(), desk.bob.id()).doesNotContain(support.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"case", "flag", "decision"})
    void theNetworkOfACaseIsRevealedToWhoeverHasClaimedIt(String kind) throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        String subject = switch (kind) {
            case "flag" -> "flag:" + desk.details(id).at("/flags/0/id").asText();
            case "decision" -> "decision:" + decideTheCase(id).json().path("id").asText();
            default -> "case:" + id;
        };
        String wish = """
                {"subject": "%s", "field": "ADDRESS", "purpose": "ABUSE", "case": "case:%s"}
                """.formatted(subject, id);

        assertThat(desk.ada
                        .send("POST", "/admin/v1/reveal", wish)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("case_not_yours");
        desk.step(desk.ada, id, "claim", "{}");
        assertThat(desk.ada
                        .send("POST", "/admin/v1/reveal", wish)
                        .json()
                        .path("value")
                        .asText())
                .isEqualTo(((Entity.Net) stuffing.entity()).network().toString());
        UUID other = desk.open(desk.stuffing());
        desk.step(desk.ada, other, "claim", "{}");
        assertThat(desk.ada
                        .send("POST", "/admin/v1/reveal", wish.replace("case:" + id + "\"}", "case:" + other + "\"}"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("case_not_yours");
        assertThat(AuditEntries.about(desk.ominigate.database(), subject))
                .contains("staff:" + desk.ada.id() + " reveal.value DONE " + subject);
    }

    @Test
    void aCaseIsDecidedByWhoeverHasNotSeenItsNetwork() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);

        assertThat(decideTheCase(id).status()).isEqualTo(201);
        assertThat(desk.count(
                        "abuse.decision WHERE entity = ? AND case_id = ? AND state = 'IN_FORCE'",
                        stuffing.entity().toString(),
                        id))
                .isEqualTo(1);
        assertThat(desk.ada
                        .send("POST", "/admin/v1/abuse/decisions/preview", decision(UUID.randomUUID(), 1))
                        .status())
                .isEqualTo(404);
        assertThat(desk.ada
                        .send("POST", "/admin/v1/abuse/decisions", "{\"action\":\"WARN\",\"reason\":\"about nothing\"}")
                        .status())
                .isEqualTo(400);
    }

    private static Answer decideTheCase(UUID id) throws Exception {
        return desk.ada.send(
                "POST", "/admin/v1/abuse/decisions", decision(id, desk.file(id).version()));
    }

    private static String decision(UUID id, long version) {
        return """
                {"action": "BLOCK_NETWORK", "scope": "API", "reason": "stuffing", "case": "%s", "caseVersion": %d}
                """.formatted(id, version);
    }

    @Test
    void ofTwoWhoDecideOneCaseTheSecondIsShownWhatTheFirstDid() throws Exception {
        UUID id = desk.open(desk.stuffing());
        Answer first = desk.step(desk.ada, id, 1, "close", """
                {"disposition": "FALSE_POSITIVE", "reason": "SHARED_ADDRESS"}
                """);
        Answer second = desk.step(desk.bob, id, 1, "close", """
                {"disposition": "CONFIRMED", "reason": "ABUSE_STOPPED"}
                """);

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.json().path("current").path("status").asText()).isEqualTo("CLOSED");
        assertThat(second.json().path("current").path("disposition").asText()).isEqualTo("FALSE_POSITIVE");
        assertThat(desk.flags.precision("S1", 50).wrong()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void ofThreeWhoDecideTwiceOrMergeOneCaseInTheSameMomentOneDoes() throws Exception {
        for (int round = 0; round < 5; round++) {
            UUID id = desk.open(desk.stuffing());
            UUID other = desk.open(desk.stuffing());
            String seen = ", \"reason\": \"a test\", \"case\": \"" + id + "\", \"caseVersion\": 1}";
            List<Answer> answers;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Answer>> deeds = List.of(
                        () -> desk.ada.send(
                                "POST",
                                "/admin/v1/abuse/decisions",
                                "{\"action\": \"BLOCK_NETWORK\", \"scope\": \"SIGN_IN\"" + seen),
                        () -> desk.bob.send(
                                "POST",
                                "/admin/v1/abuse/decisions",
                                "{\"action\": \"THROTTLE\", \"requestsPerSecond\": 1" + seen),
                        () -> desk.step(desk.bob, id, 1, "merge", "{\"into\": \"" + other + "\", \"intoVersion\": 1}"));
                answers =
                        threads.invokeAll(deeds).stream().map(Future::resultNow).toList();
            }

            List<Integer> statuses = answers.stream().map(Answer::status).toList();
            assertThat(statuses)
                    .as("who was too late has the present state to look at: %s", statuses)
                    .areExactly(1, new Condition<>(status -> status < 300, "done"))
                    .areExactly(2, new Condition<>(status -> status == 412, "too late"));
            boolean merged = statuses.getLast() < 300;
            assertThat(desk.bean(Decisions.class).relatedTo(id)).hasSize(merged ? 0 : 1);
            assertThat(desk.file(id).state())
                    .isEqualTo(merged ? new CaseState.Merged(other) : new CaseState.Actioned());
        }
    }

    @Test
    void aClaimTellsColleaguesAndKeepsNobodyFromDeciding() throws Exception {
        UUID id = desk.open(desk.stuffing());
        assertThat(desk.step(desk.ada, id, "claim", "{}").json().path("status").asText())
                .isEqualTo("CLAIMED");
        assertThat(desk.ada
                        .send("POST", CaseDesk.CASES + "/" + id + "/claim/keep", "{\"typing\": true}")
                        .json()
                        .path("claim")
                        .path("typing")
                        .asBoolean())
                .isTrue();
        Answer other = desk.step(desk.bob, id, "claim", "{}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().path("code").asText()).isEqualTo("case_claimed");

        assertThat(desk.step(desk.bob, id, "claim", "{\"takeOver\": true}").status())
                .isEqualTo(200);
        assertThat(desk.step(desk.ada, id, "claim/extend", "")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("claim_lost");
        assertThat(desk.step(desk.ada, id, "snooze", "").status())
                .as("a claim is no lock")
                .isEqualTo(200);
    }

    @Test
    void aClaimIsExtendedHeldAndHandedOverAndEndsByItself() throws Exception {
        UUID id = desk.open(desk.stuffing());
        desk.step(desk.ada, id, "claim", "{}");
        desk.step(desk.ada, id, "claim/extend", "");
        assertThat(claim(id).until()).isAfter(desk.clock.instant().plus(Duration.ofMinutes(50)));
        desk.step(desk.ada, id, "claim/hold", "{\"reason\": \"The owner answers tomorrow.\"}");
        assertThat(claim(id).held()).isTrue();
        Colleague support = Colleague.signedIn(desk.ominigate, Role.SUPPORT);
        assertThat(desk.step(desk.ada, id, "claim/hand-over", "{\"to\": \"" + support.id() + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(desk.step(desk.ada, id, "claim/hand-over", "{\"to\": \"" + desk.bob.id() + "\"}")
                        .json()
                        .path("claim")
                        .path("by")
                        .path("id")
                        .asText())
                .isEqualTo(desk.bob.id());

        desk.wait(Duration.ofDays(4));
        desk.upkeep.addUp();
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.New());
        assertThat(desk.file(id).claim()).isNull();
    }

    @Test
    void ofTwoWhoMergeTwoCasesIntoEachOtherOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            SomeFlag one = desk.stuffing();
            SomeFlag other = desk.stuffing();
            UUID a = desk.open(one);
            UUID b = desk.open(other);
            List<Answer> answers;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Answer>> merges = List.of(
                        () -> desk.step(desk.ada, a, 1, "merge", "{\"into\": \"" + b + "\", \"intoVersion\": 1}"),
                        () -> desk.step(desk.bob, b, 1, "merge", "{\"into\": \"" + a + "\", \"intoVersion\": 1}"));
                answers = threads.invokeAll(merges).stream()
                        .map(Future::resultNow)
                        .toList();
            }

            assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(200, 412);
            UUID winner = desk.file(a).state().isOpen() ? a : b;
            UUID loser = winner.equals(a) ? b : a;
            assertThat(desk.file(winner).state()).isEqualTo(new CaseState.New());
            assertThat(desk.file(winner).flags()).isEqualTo(2);
            assertThat(desk.file(loser).state()).isEqualTo(new CaseState.Merged(winner));

            assertThat(desk.open(one.later(Duration.ofHours(1))))
                    .as("what comes after goes to the case that goes on")
                    .isEqualTo(winner);
            assertThat(desk.open(other.later(Duration.ofHours(1)))).isEqualTo(winner);
        }
    }

    @Test
    void nothingIsDecidedInACaseThatWasMergedAndItSaysWhereToLook() throws Exception {
        UUID a = desk.open(desk.stuffing());
        UUID b = desk.open(desk.stuffing());
        desk.step(desk.ada, a, 1, "merge", "{\"into\": \"" + b + "\", \"intoVersion\": 1}");

        Answer close = desk.step(desk.bob, a, "close", """
                {"disposition": "CONFIRMED", "reason": "ABUSE_STOPPED"}
                """);
        assertThat(close.status()).isEqualTo(409);
        assertThat(close.json().path("code").asText()).isEqualTo("case_merged");
        assertThat(close.json().path("detail").asText()).contains(b.toString());
        Answer late = desk.step(desk.bob, a, 1, "close", """
                {"disposition": "CONFIRMED", "reason": "ABUSE_STOPPED"}
                """);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().path("current").path("refersTo").asText()).isEqualTo(b.toString());
        assertThat(desk.details(b).path("related").findValuesAsText("why")).contains("MERGED");
    }

    @Test
    void aSnoozedCaseComesBackWhenItIsHalfAsBadAgain() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        desk.step(desk.ada, id, "snooze", "");
        desk.open(stuffing.signal("S2", Family.AUTHENTICATION).points(10));
        assertThat(desk.file(id).state()).isEqualTo(new CaseState.Snoozed(45));
        desk.open(stuffing.signal("S18", Family.AUTHENTICATION).points(10));

        assertThat(desk.file(id).state()).isEqualTo(new CaseState.New());
        assertThat(desk.file(id).escalatedAt()).isNotNull();
    }

    @Test
    void aSnoozedCaseComesBackWhenSomethingOfAnotherKindIsSeen() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        desk.step(desk.ada, id, "snooze", "");
        desk.flags.raise(stuffing.signal("S15", Family.TRAFFIC).points(1).build());

        assertThat(desk.file(id).state()).isEqualTo(new CaseState.New());
    }

    @Test
    void whatWasDecidedStaysDecidedAndIsOpenedAgainOnRequest() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        desk.step(desk.ada, id, "close", """
                {"disposition": "BENIGN", "reason": "BATCH_JOB"}
                """);
        assertThat(desk.open(stuffing.longer(Duration.ofMinutes(1))))
                .as("the same window was judged")
                .isEqualTo(id);
        assertThat(desk.file(id).state().isOpen()).isFalse();

        assertThat(desk.step(desk.bob, id, "reopen", "{\"reason\": \"It was none.\"}")
                        .status())
                .isEqualTo(200);
        assertThat(desk.open(stuffing.later(Duration.ofHours(1)))).isEqualTo(id);
    }

    @Test
    void aCaseThatHasASuccessorIsNotOpenedAgain() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        desk.step(desk.ada, id, "close", """
                {"disposition": "INCONCLUSIVE", "reason": "TOO_OLD"}
                """);
        UUID next = desk.open(stuffing.later(Duration.ofHours(1)));

        assertThat(next).isNotEqualTo(id);
        assertThat(desk.step(desk.ada, id, "reopen", "{\"reason\": \"More of it.\"}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("case_succeeded");
        assertThat(desk.details(next).path("related").findValuesAsText("why")).contains("SAME_ENTITY");
    }

    @Test
    void scoresSinkAsTimeGoesBy() throws Exception {
        UUID id = desk.open(desk.stuffing());
        desk.wait(Duration.ofHours(6));
        desk.upkeep.addUp();

        assertThat(desk.file(id).score()).isEqualTo(15);
    }

    @Test
    void whoeverWorksOnACaseSeesAnAddressOfItInClear() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        desk.log((Entity.Net) stuffing.entity(), stuffing.last(), 120);
        UUID id = desk.open(stuffing);
        desk.upkeep.takeEvidence();

        JsonNode samples = desk.details(id).path("evidence").path("samples");
        assertThat(samples).hasSize(50);
        assertThat(samples.get(0).path("address").asText()).endsWith("•••");
        assertThat(samples.get(0).path("client").asText()).isEqualTo("curl/8.5.0");
        assertThat(Duration.between(
                        Instant.parse(samples.get(0).path("at").asText()),
                        Instant.parse(samples.get(49).path("at").asText())))
                .as("spread over the time")
                .isGreaterThan(Duration.ofSeconds(110));

        String wish = """
                {"subject": "evidence:%s", "field": "ADDRESS", "purpose": "ABUSE", "case": "case:%s"}
                """.formatted(samples.get(0).path("id").asText(), id);
        assertThat(desk.ada
                        .send("POST", "/admin/v1/reveal", wish)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("case_not_yours");
        desk.step(desk.ada, id, "claim", "{}");
        assertThat(desk.ada
                                .send("POST", "/admin/v1/reveal", wish)
                                .json()
                                .path("value")
                                .asText() + "/32")
                .isEqualTo(((Entity.Net) stuffing.entity()).network().toString());
    }

    @Test
    void whoeverSeesAnAddressOfACaseInClearHoldsOneConnection() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        desk.log((Entity.Net) stuffing.entity(), stuffing.last(), 1);
        UUID id = desk.open(stuffing);
        desk.upkeep.takeEvidence();
        JsonNode sample = desk.details(id).path("evidence").path("samples").get(0);
        desk.step(desk.ada, id, "claim", "{}");

        Answer seen = desk.ominigate.withOneConnection(() -> desk.ada.send(
                "POST", "/admin/v1/reveal", """
                {"subject": "evidence:%s", "field": "ADDRESS", "purpose": "ABUSE", "case": "case:%s"}
                """.formatted(sample.path("id").asText(), id)));
        assertThat(seen.status()).isEqualTo(200);
    }

    @Test
    void whatColleaguesWroteAboutANetworkIsShownWhereverItIsLookedAt() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        UUID id = desk.open(stuffing);
        assertThat(desk.ada
                        .send("POST", CaseDesk.CASES + "/" + id + "/notes", "{\"words\": \"An office, I think.\"}")
                        .status())
                .isEqualTo(200);

        String address = stuffing.entity().toString().replace("network:", "").replace("/32", "");
        String around = address.substring(0, address.lastIndexOf('.')) + ".0/24";
        for (String network : List.of(address, around)) {
            JsonNode notes = desk.bob
                    .send("GET", "/admin/v1/abuse/networks/" + network + "?purpose=ABUSE", "")
                    .json()
                    .path("notes");
            assertThat(notes)
                    .filteredOn(note -> note.path("case").asText().equals(id.toString()))
                    .singleElement()
                    .satisfies(note -> {
                        assertThat(note.path("words").asText()).isEqualTo("An office, I think.");
                        assertThat(note.at("/by/id").asText()).isEqualTo(desk.ada.id());
                    });
        }
        assertThat(desk.bob
                        .send("GET", "/admin/v1/abuse/networks/192.0.2.77?purpose=ABUSE", "")
                        .json()
                        .path("notes"))
                .isEmpty();
    }

    @Test
    void anOpenCaseHoldsItsEvidenceForNinetyDaysAndOnceMore() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        desk.log((Entity.Net) stuffing.entity(), stuffing.last(), 20);
        UUID id = desk.open(stuffing);
        desk.upkeep.takeEvidence();
        desk.wait(Duration.ofDays(80));
        desk.letGo();
        assertThat(desk.count("abuse.evidence WHERE case_id = ?", id)).isEqualTo(20);

        assertThat(desk.step(desk.ada, id, "evidence/renew", "{\"reason\": \"The police wait.\"}")
                        .status())
                .isEqualTo(200);
        assertThat(desk.step(desk.ada, id, "evidence/renew", "{\"reason\": \"They still do.\"}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("evidence_renewed");
        desk.wait(Duration.ofDays(90));
        desk.letGo();
        assertThat(desk.count("abuse.evidence WHERE case_id = ?", id)).isEqualTo(20);
        desk.wait(Duration.ofDays(11));
        desk.letGo();

        assertThat(desk.count("abuse.evidence WHERE case_id = ?", id)).isZero();
        SomeFlag again = SomeFlag.stuffing(desk.clock.instant()).about(stuffing.entity());
        desk.log((Entity.Net) again.entity(), again.last(), 20);
        desk.open(again);
        desk.upkeep.takeEvidence();
        assertThat(desk.count("abuse.evidence WHERE case_id = ?", id))
                .as("what is longest is longest")
                .isZero();
        assertThat(desk.file(id).state().isOpen()).isTrue();
        assertThat(desk.details(id).path("evidence").path("goneAt").asText()).isNotEmpty();
    }

    @Test
    void aMonthAfterItsEndOnlyTheRecordOfACaseIsLeft() throws Exception {
        SomeFlag stuffing = desk.stuffing();
        Entity.Net network = (Entity.Net) stuffing.entity();
        String address = network.network().toString().replace("/32", "");
        desk.log(network, stuffing.last(), 20);
        UUID id = desk.open(stuffing);
        desk.upkeep.takeEvidence();
        desk.step(desk.ada, id, "notes", "{\"words\": \"It is the office of Lovelace.\"}");
        desk.step(desk.ada, id, "close", """
                {"disposition": "CONFIRMED", "reason": "ABUSE_STOPPED", "note": "Lovelace has agreed."}
                """);
        desk.wait(Duration.ofDays(29));
        desk.letGo();
        assertThat(desk.kept(id)).contains(address, "Lovelace");
        desk.wait(Duration.ofDays(2));
        desk.letGo();

        assertThat(desk.kept(id)).doesNotContain(address).doesNotContain("Lovelace");
        CaseFile record = desk.file(id);
        assertThat(record.state()).isEqualTo(new CaseState.Closed(Disposition.CONFIRMED));
        assertThat(record.entity()).endsWith(".0/24");
        assertThat(record.reasonCode()).isEqualTo("ABUSE_STOPPED");
        assertThat(record.events()).isEqualTo(40);
        assertThat(desk.details(id).path("summary").path("reduced").asBoolean()).isTrue();
        assertThat(desk.count("audit.payload WHERE subject = ? AND payload LIKE ?", "case:" + id, "%" + address + "%"))
                .isZero();

        desk.wait(Duration.ofDays(367));
        desk.letGo();
        assertThat(desk.count("abuse.case_file WHERE id = ?", id)).isZero();
    }

    @Test
    void aRecordTellsThatTheSameKeyCameBackAndNotWhichItWas() throws Exception {
        Entity.Key key = new Entity.Key(UUID.randomUUID());
        try (Connection connection = desk.ominigate.database().dataSource().getConnection()) {
            Entity one = CaseUpkeep.reduced(connection, key);
            assertThat(one).isNotEqualTo(key).isEqualTo(CaseUpkeep.reduced(connection, key));
            assertThat(CaseUpkeep.reduced(connection, new Entity.Account(key.id()))
                            .toString())
                    .doesNotContain(one.toString().substring(4));
        }
    }

    @Test
    void everyStepIsInTheAuditLogAndToldToThoseWhoWatch() throws Exception {
        UUID id = desk.open(desk.stuffing());
        desk.step(desk.ada, id, "claim", "{}");
        desk.step(desk.ada, id, "review", "");
        desk.step(desk.ada, id, "claim/release", "");

        assertThat(AuditEntries.about(desk.ominigate.database(), "case:" + id))
                .containsExactlyElementsOf(Stream.of("case.claim", "case.review", "case.release")
                        .map(action -> "staff:" + desk.ada.id() + " " + action + " DONE case:" + id)
                        .collect(
                                () -> new ArrayList<>(List.of("ominigate case.open DONE case:" + id)),
                                ArrayList::add,
                                ArrayList::addAll));
        assertThat(desk.count("live.event WHERE subject = ? AND capability = 'VIEW_CASES'", "case:" + id))
                .isGreaterThanOrEqualTo(4);
    }

    private static CaseFile.Claim claim(UUID id) throws Exception {
        return Objects.requireNonNull(desk.file(id).claim());
    }
}
