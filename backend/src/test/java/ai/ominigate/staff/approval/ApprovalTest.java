package ai.ominigate.staff.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second person, with an action that leaves a row behind when it is done. */
class ApprovalTest {
    private static RunningOminiGate ominigate;
    private static Colleague proposer;
    private static Colleague approver;
    private static Colleague otherApprover;

    /** How it goes once the word is said. */
    enum Fate {
        WELL,
        IMPOSSIBLE_BY_NOW,
        DIES_ONCE
    }

    /** Leaves a row with the word. */
    record Word(String word, Fate fate) {}

    @Singleton
    @Requires(property = "test.features", value = "approvals")
    static final class SayWord implements ApprovableAction<Word> {
        private final AtomicBoolean died = new AtomicBoolean();

        @Override
        public String kind() {
            return "word.say";
        }

        @Override
        public Class<Word> payload() {
            return Word.class;
        }

        @Override
        public Needs needs() {
            return new Needs(Capability.VIEW_POLICY, Capability.EDIT_POLICY, Capability.EDIT_POLICY);
        }

        @Override
        public Duration validFor() {
            return Duration.ofHours(48);
        }

        @Override
        public List<ProposedChange> changes(Connection connection, Word payload) {
            return List.of(ProposedChange.of("word", null, payload.word()));
        }

        @Override
        public void execute(Connection transaction, Word payload, Consent consent) throws SQLException {
            try (PreparedStatement statement = transaction.prepareStatement("INSERT INTO word (word) VALUES (?)")) {
                statement.setString(1, payload.word());
                statement.executeUpdate();
            }
            if (payload.fate() == Fate.IMPOSSIBLE_BY_NOW) {
                throw new Refused(HttpStatus.CONFLICT, "word_gone", "The word cannot be said any more.");
            }
            if (payload.fate() == Fate.DIES_ONCE && died.compareAndSet(false, true)) {
                try (Statement statement = transaction.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                }
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.of("test.features", "approvals"));
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE word (word TEXT NOT NULL)");
        }
        proposer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        approver = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        otherApprover = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void whatIsProposedWaitsAndIsDoneWhenAnotherAgrees() throws Exception {
        ApprovalDetails proposed = propose("hello");
        assertThat(said("hello")).isZero();

        Answer seen = approver.send("GET", "/admin/v1/approvals/" + proposed.id(), "");
        assertThat(seen.json().path("effect").asText()).isEqualTo("Says hello.");
        assertThat(seen.json().path("changes")).singleElement().hasToString("{\"field\":\"word\",\"after\":\"hello\"}");
        assertThat(seen.json().path("mayDecide").asBoolean()).isTrue();
        assertThat(seen.json().path("approvers").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(seen.json().path("seenBy").get(0).path("by").path("id").asText())
                .isEqualTo(approver.id());

        Answer approved = decide(approver, proposed, "approve", "{\"note\":\"fine\"}");
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.json().path("status").asText()).isEqualTo("APPROVED");
        assertThat(approved.json().path("changes")).isEmpty();
        assertThat(approved.json().path("decidedBy").path("id").asText()).isEqualTo(approver.id());
        assertThat(said("hello")).isEqualTo(1);
        assertThat(AuditEntries.about(ominigate.database(), "approval:" + proposed.id()))
                .containsExactly(
                        "staff:" + proposer.id() + " approval.propose DONE approval:" + proposed.id(),
                        "staff:" + approver.id() + " approval.view DONE approval:" + proposed.id(),
                        "staff:" + approver.id() + " approval.approve DONE approval:" + proposed.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "no.id", "a%20b", "jane@example.com"})
    void whatIsNoIdIsRefusedAndIsNoFault(String id) throws Exception {
        assertThat(approver.send("GET", "/admin/v1/approvals/" + id, "").status())
                .isEqualTo(400);
    }

    @Test
    void whatWasSaidOfAPersonInProposalsIsErasedWithThemAndTheLogVerifies() throws Exception {
        String account = "account:" + UUID.randomUUID();
        ApprovalDetails proposed = propose(new Word("erased", Fate.WELL), account, proposer);
        decide(approver, proposed, "refuse", "{\"reason\":\"no\"}");
        assertThat(AuditEntries.detailsWith(ominigate.database(), account)).hasSize(2);

        long erased = Transaction.run(
                ominigate.database().dataSource(),
                transaction -> ominigate
                        .application()
                        .context()
                        .getBean(AuditLog.class)
                        .forgetDetails(transaction, account));

        assertThat(erased).isEqualTo(2);
        assertThat(AuditEntries.detailsWith(ominigate.database(), account)).isEmpty();
        assertThat(AuditEntries.about(ominigate.database(), "approval:" + proposed.id()))
                .hasSize(3)
                .endsWith("ominigate audit.forget DONE approval:" + proposed.id());
        assertThat(ominigate
                        .admin("POST", "/admin/v1/audit/verify", "")
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void proposalsAreSortedAndFilteredByWhoProposedThem() throws Exception {
        ApprovalDetails first = propose("sorted 1");
        ApprovalDetails second = propose("sorted 2");
        String path = "/admin/v1/approvals?kind=word.say&status=OPEN&proposer=" + proposer.id();

        assertThat(ids(path)).startsWith(second.id(), first.id());
        assertThat(ids(path + "&sort=expiresAt")).endsWith(first.id(), second.id());
        assertThat(ids("/admin/v1/approvals?proposer=" + approver.id())).doesNotContain(first.id(), second.id());
    }

    private static List<String> ids(String path) throws Exception {
        List<String> ids = new ArrayList<>();
        approver.send("GET", path, "")
                .json()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    @Test
    void nobodyAgreesToTheirOwn() throws Exception {
        ApprovalDetails proposed = propose("mine");
        proposer.stepUp();
        for (String body : List.of("approve {}", "refuse {\"reason\":\"no\"}")) {
            Answer answer = decide(proposer, proposed, body.split(" ")[0], body.split(" ")[1]);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("code").asText()).isEqualTo("own_proposal");
        }
        assertThat(said("mine")).isZero();
        assertThat(AuditEntries.about(ominigate.database(), "approval:" + proposed.id()))
                .contains("staff:" + proposer.id() + " approval.approve REFUSED approval:" + proposed.id());
        assertThat(decide(proposer, proposed, "withdraw", "")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("WITHDRAWN");
    }

    @Test
    void ofTwoWhoAgreeAtOnceOneDoesItAndTheOtherIsShownSo() throws Exception {
        ApprovalDetails proposed = propose("race");
        List<Callable<Answer>> both = List.of(
                () -> decide(approver, proposed, "approve", "{}"),
                () -> decide(otherApprover, proposed, "approve", "{}"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Answer> answers =
                    threads.invokeAll(both).stream().map(Future::resultNow).toList();
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 412);
            Answer late = answers.stream()
                    .filter(answer -> answer.status() == 412)
                    .findAny()
                    .orElseThrow();
            assertThat(late.json().path("current").path("status").asText()).isEqualTo("APPROVED");
        }
        assertThat(said("race")).isEqualTo(1);
    }

    @Test
    void theSameAgreementSentTwiceIsOne() throws Exception {
        ApprovalDetails proposed = propose("twice");
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + approver.token(),
                "If-Match", "\"" + proposed.version() + "\"",
                "Idempotency-Key", UUID.randomUUID().toString());
        String path = "/admin/v1/approvals/" + proposed.id() + "/approve";
        Answer first = ominigate.send("POST", path, "{}", headers);
        Answer again = ominigate.send("POST", path, "{}", headers);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(said("twice")).isEqualTo(1);
    }

    @Test
    void whatCannotBeDoneAnyMoreIsNotApproved() throws Exception {
        ApprovalDetails proposed = propose(new Word("gone", Fate.IMPOSSIBLE_BY_NOW));
        Answer answer = decide(approver, proposed, "approve", "{}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("code").asText()).isEqualTo("word_gone");
        assertThat(said("gone")).isZero();
        assertThat(approver.send("GET", "/admin/v1/approvals/" + proposed.id(), "")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("OPEN");
    }

    @Test
    void whatDiesWhileItIsDoneIsNotApprovedAndDoneOnceLater() throws Exception {
        ApprovalDetails proposed = propose(new Word("died", Fate.DIES_ONCE));
        assertThat(decide(approver, proposed, "approve", "{}").status()).isEqualTo(503);
        assertThat(said("died")).isZero();
        Answer again = decide(approver, proposed, "approve", "{}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(said("died")).isEqualTo(1);
        assertThat(AuditEntries.about(ominigate.database(), "approval:" + proposed.id()))
                .containsExactly(
                        "staff:" + proposer.id() + " approval.propose DONE approval:" + proposed.id(),
                        "staff:" + approver.id() + " approval.approve DONE approval:" + proposed.id());
    }

    @Test
    void whoHasLostTheRoleDecidesNothingMore() throws Exception {
        ApprovalDetails proposed = propose("lost");
        Colleague leaving = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        giveRole(leaving, Role.AUDITOR);
        Answer answer = decide(leaving, proposed, "approve", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asText()).isEqualTo("right_missing");
        assertThat(answer.json().path("needs").path("roles").toString()).contains("PRIVACY_OFFICER");
        assertThat(said("lost")).isZero();
    }

    @Test
    void whatSomebodyProposedWhoMayNotAnyMoreIsNotDone() throws Exception {
        Colleague leaving = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        ApprovalDetails proposed = propose(new Word("orphan", Fate.WELL), leaving);
        giveRole(leaving, Role.AUDITOR);
        Answer answer = decide(approver, proposed, "approve", "{}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("code").asText()).isEqualTo("proposer_lost_right");
        assertThat(said("orphan")).isZero();
        assertThat(decide(approver, proposed, "refuse", "{\"reason\":\"gone\"}").status())
                .isEqualTo(200);
    }

    @Test
    void aRefusalSaysWhyAndEndsIt() throws Exception {
        ApprovalDetails proposed = propose("no");
        Answer refused = decide(approver, proposed, "refuse", "{\"reason\":\"not now\"}");
        assertThat(refused.json().path("note").asText()).isEqualTo("not now");
        Answer late = ominigate.send(
                "POST",
                "/admin/v1/approvals/" + proposed.id() + "/approve",
                "{}",
                Map.of(
                        "Authorization", "Bearer " + otherApprover.token(),
                        "If-Match", "\"" + refused.json().path("version").asLong() + "\""));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("code").asText()).isEqualTo("proposal_closed");
        assertThat(said("no")).isZero();
    }

    @Test
    void whatNobodyDecidesInTimeEndsByItself() throws Exception {
        ApprovalDetails proposed = propose("late");
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE approval.proposal SET expires_at = proposed_at WHERE id = ?")) {
            statement.setObject(1, UUID.fromString(proposed.id()));
            statement.executeUpdate();
        }
        Answer answer = decide(approver, proposed, "approve", "{}");
        assertThat(answer.status()).isIn(409, 412);
        assertThat(said("late")).isZero();
        ominigate.application().context().getBean(Approvals.class).expire();
        assertThat(AuditEntries.about(ominigate.database(), "approval:" + proposed.id()))
                .contains("ominigate approval.expire DONE approval:" + proposed.id());
    }

    @Test
    void onlyThoseWhoMaySeeAKindSeeIt() throws Exception {
        ApprovalDetails proposed = propose("hidden");
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR).stepUp();
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String path = "/admin/v1/approvals/" + proposed.id();
        assertThat(auditor.send("GET", path, "").json().path("mayDecide").asBoolean(true))
                .isFalse();
        assertThat(decide(auditor, proposed, "approve", "{}").status()).isEqualTo(403);
        assertThat(support.send("GET", path, "").status()).isEqualTo(404);
        assertThat(support.send("GET", "/admin/v1/approvals", "").json().path("items"))
                .isEmpty();
        assertThat(auditor.send("GET", "/admin/v1/approvals?status=OPEN&limit=200", "")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .contains(proposed.id());
    }

    @Test
    void whoeverAsksForWhatTheyMayNotSeeIsWrittenDownWithoutWhetherItIsThere() throws Exception {
        ApprovalDetails proposed = propose("probed");
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT).stepUp();
        String nothing = UUID.randomUUID().toString();

        for (String id : List.of(proposed.id(), nothing)) {
            String path = "/admin/v1/approvals/" + id;
            assertThat(support.send("GET", path, "").status()).isEqualTo(404);
            assertThat(ominigate
                            .send(
                                    "POST",
                                    path + "/approve",
                                    "{}",
                                    Map.of("Authorization", "Bearer " + support.token(), "If-Match", "\"1\""))
                            .status())
                    .isEqualTo(404);
            assertThat(AuditEntries.about(ominigate.database(), "approval:" + id))
                    .endsWith(
                            "staff:" + support.id() + " approval.view REFUSED approval:" + id,
                            "staff:" + support.id() + " approval.approve REFUSED approval:" + id);
        }
        assertThat(support.send("GET", "/admin/v1/audit/entries", "").response().body())
                .contains(proposed.id(), nothing)
                .doesNotContain("word");
    }

    @Test
    void whoeverWatchesOverAKindIsToldWhoCanAgreeToIt() throws Exception {
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR);
        JsonNode kinds =
                auditor.send("GET", "/admin/v1/approvals/kinds", "").json().path("items");
        JsonNode saying = StreamSupport.stream(kinds.spliterator(), false)
                .filter(kind -> kind.path("kind").asText().equals("word.say"))
                .findAny()
                .orElseThrow();
        assertThat(saying.path("approvers").toString()).isEqualTo("[\"PRIVACY_OFFICER\",\"ADMIN\"]");
        assertThat(saying.path("people").asInt()).isGreaterThanOrEqualTo(3);
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        assertThat(support.send("GET", "/admin/v1/approvals/kinds", "")
                        .json()
                        .path("items")
                        .findValuesAsText("kind"))
                .doesNotContain("word.say");
    }

    @Test
    void whoeverLooksAtAProposalHoldsOneConnection() throws Exception {
        ApprovalDetails proposed = propose("one");
        Answer seen =
                ominigate.withOneConnection(() -> approver.send("GET", "/admin/v1/approvals/" + proposed.id(), ""));
        assertThat(seen.status()).isEqualTo(200);
    }

    @Test
    void whatAwaitsSomebodyIsWhatOthersProposed() throws Exception {
        Approvals approvals = ominigate.application().context().getBean(Approvals.class);
        Actor.Member mine = member(proposer);
        Actor.Member theirs = member(approver);
        long before = approvals.awaiting(theirs);
        long own = approvals.awaiting(mine);
        propose("await");
        assertThat(approvals.awaiting(theirs)).isEqualTo(before + 1);
        assertThat(approvals.awaiting(mine)).isEqualTo(own);
    }

    @Test
    void anAgreementNeedsTheSecondFactorAgain() throws Exception {
        ApprovalDetails proposed = propose("step");
        Colleague tired = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        Answer answer = decide(tired, proposed, "approve", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asText()).isEqualTo("step_up_required");
    }

    private static ApprovalDetails propose(String word) throws SQLException {
        return propose(new Word(word, Fate.WELL));
    }

    private static ApprovalDetails propose(Word word) throws SQLException {
        return propose(word, proposer);
    }

    private static ApprovalDetails propose(Word word, Colleague who) throws SQLException {
        return propose(word, "word:1", who);
    }

    private static ApprovalDetails propose(Word word, String subject, Colleague who) throws SQLException {
        Approvals approvals = ominigate.application().context().getBean(Approvals.class);
        SayWord action = ominigate.application().context().getBean(SayWord.class);
        return Transaction.run(
                ominigate.database().dataSource(),
                transaction -> approvals.propose(
                        transaction,
                        action,
                        word,
                        new Approvals.Wording(subject, "Says " + word.word() + ".", "It must be said."),
                        member(who),
                        "a-request"));
    }

    private static Actor.Member member(Colleague officer) {
        return new Actor.Member(UUID.fromString(officer.id()), UUID.randomUUID(), Set.of(Role.PRIVACY_OFFICER));
    }

    private static void giveRole(Colleague who, Role role) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE staff.member SET roles = ARRAY[?] WHERE id = ?")) {
            statement.setString(1, role.name());
            statement.setObject(2, UUID.fromString(who.id()));
            statement.executeUpdate();
        }
    }

    private static Answer decide(Colleague who, ApprovalDetails proposal, String command, String body)
            throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                "/admin/v1/approvals/" + proposal.id() + "/" + command,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + proposal.version() + "\""));
    }

    private static long said(String word) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM word WHERE word = ?")) {
            statement.setString(1, word);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
