package ai.ominigate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.policy.PolicyViewModel.Checklist;
import ai.ominigate.console.policy.PolicyViewModel.Pair;
import ai.ominigate.console.policy.PolicyViewModel.Sentence;
import ai.ominigate.console.policy.PolicyViewModel.Standing;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.policy.PolicyChange;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.PolicyMapRow;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.policy.PolicyVersion;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The policy's screen, without a toolkit. */
class PolicyViewModelTest {

    private static final String VERSIONS = "/admin/v1/policy/versions";
    private static final String SECOND = VERSIONS + "/2";

    private final ModelBench bench = new ModelBench();
    private final PolicyViewModel model = bench.ask(() -> new PolicyViewModel(bench.calls()));
    private final List<String> done = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    private PolicyVersion listed() {
        ObjectNode page = (ObjectNode) StaffServer.read("{\"items\":[],\"next\":null}");
        page.withArray("items").add(StaffServer.golden("PolicyVersion"));
        bench.server().answer("GET " + VERSIONS, Answer.json(200, page));
        bench.act(() -> model.versions().open());
        bench.until("it is listed", () -> !model.versions().rows().isEmpty());
        return bench.ask(() -> model.versions().rows().getFirst());
    }

    @Test
    void aTextIsWrittenForTheVersionThatWasSeenAndTheRowShowsWhatItIsNow() {
        PolicyVersion seen = listed();
        String route = "PUT " + SECOND + "/texts/zh-CN";
        ObjectNode written = (ObjectNode) StaffServer.golden("PolicyVersion");
        written.put("version", 6).putArray("missing");
        bench.server().answer(route, Answer.json(200, written));

        bench.act(() -> model.write(seen, "zh-CN", "# 隐私政策", () -> done.add("written"), failed::add));
        bench.until("it is written", () -> !done.isEmpty());

        assertThat(bench.server().asked(route).getFirst().headers()).containsEntry("if-match", "\"5\"");
        assertThat(bench.server().asked(route).getFirst().body()).contains("# 隐私政策");
        assertThat(bench.ask(() -> model.versions().rows().getFirst().missing()))
                .isEmpty();
    }

    @Test
    void whoeverWroteOverSomebodyElsesTextIsToldAndNothingIsDone() {
        PolicyVersion seen = listed();
        bench.server().answer("PUT " + SECOND + "/texts/en", Answer.problem(412, "stale", "Changed meanwhile."));

        bench.act(() -> model.write(seen, "en", "# Privacy", () -> done.add("written"), failed::add));
        bench.until("it is refused", () -> !failed.isEmpty());

        assertThat(failed.getFirst()).isInstanceOf(Failure.Conflict.class);
        assertThat(done).isEmpty();
        assertThat(bench.ask(() -> model.versions().rows().getFirst())).isEqualTo(seen);
    }

    @Test
    void aDraftThatIsThrownAwayLeavesTheList() {
        PolicyVersion draft = listed();
        bench.server().answer("DELETE " + SECOND, Answer.nothing()).empty("GET " + VERSIONS);

        bench.act(() -> model.discard(draft, () -> done.add("gone"), failed::add));

        bench.until("the list is empty", () -> model.versions().rows().isEmpty());
        assertThat(done).containsExactly("gone");
        assertThat(bench.server().asked("DELETE " + SECOND).getFirst().headers())
                .containsEntry("if-match", "\"5\"");
    }

    @Test
    void toFinishNamesTheVersionThatWasSeenAndTheServerSaysWhatIsMissing() {
        PolicyVersion seen = listed();
        String route = "POST " + SECOND + "/finish";
        bench.server().answer(route, Answer.problem(409, "policy_incomplete", "The Chinese text is missing."));

        bench.act(() -> model.finish(seen, "Agreed.", _ -> done.add("asked"), failed::add));
        bench.until("it is refused", () -> !failed.isEmpty());

        assertThat(bench.server().asked(route).getFirst().headers()).containsEntry("if-match", "\"5\"");
        assertThat(failed.getFirst())
                .isInstanceOfSatisfying(
                        Failure.Conflict.class,
                        conflict -> assertThat(conflict.detail()).isEqualTo("The Chinese text is missing."));
        assertThat(done).isEmpty();
    }

    @Test
    void theChecklistIsReadFromTheWindowsAndTheLists() {
        PolicyVersion seen = listed();
        bench.server()
                .page("GET /admin/v1/retention/rules", "RetentionRule", "dataClass-is-no-id", 1)
                .empty("GET /admin/v1/subprocessors/lists");
        List<Checklist> lists = new ArrayList<>();

        bench.act(() -> model.checklist(seen, lists::add, failed::add));
        bench.until("it is there", () -> !lists.isEmpty());

        assertThat(lists.getFirst().published()).isTrue();
        assertThat(lists.getFirst().languages()).containsExactly("zh-CN");
        assertThat(lists.getFirst().listed()).isFalse();
        assertThat(bench.server()
                        .asked("GET /admin/v1/subprocessors/lists")
                        .getFirst()
                        .query())
                .isEqualTo("limit=1");
    }

    @Test
    void aChecklistThatCannotBeReadSaysWhyInsteadOfBeingComplete() {
        PolicyVersion seen = listed();
        bench.server()
                .page("GET /admin/v1/retention/rules", "RetentionRule", "dataClass-is-no-id", 1)
                .breaks("GET /admin/v1/subprocessors/lists");

        bench.act(() -> model.checklist(seen, _ -> done.add("read"), failed::add));
        bench.until("it fails", () -> !failed.isEmpty());

        assertThat(failed.getFirst()).isInstanceOf(Failure.Broken.class);
        assertThat(done).isEmpty();
    }

    @Test
    void thoseWhomNoLetterReachedAreOfTheVersionThatSomebodyChose() {
        bench.server().page("GET " + SECOND + "/unreached", "PolicyUnreached", "account", 2);

        bench.act(() -> model.showUnreachedOf(2));
        bench.until("they are there", () -> model.unreached().rows().size() == 2);

        assertThat(model.unreachedOf()).isEqualTo(2);
    }

    @Test
    void aCheckThatIsRunShowsWhatItFoundInItsRow() {
        ObjectNode page = (ObjectNode) StaffServer.read("{\"items\":[],\"next\":null}");
        page.withArray("items").add(StaffServer.golden("PolicyCheck"));
        ObjectNode broken = (ObjectNode) StaffServer.golden("PolicyCheck");
        broken.put("kept", false);
        bench.server()
                .answer("GET /admin/v1/policy/checks", Answer.json(200, page))
                .answer("POST /admin/v1/policy/checks/operational-log-window/run", Answer.json(200, broken));
        bench.act(() -> model.checks().open());
        bench.until("it is listed", () -> !model.checks().rows().isEmpty());

        bench.act(() -> model.run(
                model.checks().rows().getFirst(),
                found -> done.add(Standing.of(found).name()),
                failed::add));
        bench.until("it has run", () -> !done.isEmpty());

        assertThat(done).containsExactly("BROKEN");
        assertThat(bench.ask(() -> model.checks().rows().getFirst().kept())).isFalse();
    }

    @Test
    void onlyWhatIsPublishedAndNotFinalYetCanBeFinished() {
        assertThat(PolicyViewModel.canFinish(version(PolicyStatus.PUBLISHED, List.of())))
                .isTrue();
        assertThat(PolicyViewModel.canFinish(version(PolicyStatus.DRAFT, List.of())))
                .isFalse();
        assertThat(PolicyViewModel.isDraft(version(PolicyStatus.DRAFT, List.of())))
                .isTrue();
    }

    @Test
    void theChecklistNamesExactlyWhatIsMissing() {
        Checklist list = Checklist.of(
                version(PolicyStatus.DRAFT, List.of("zh-CN")),
                List.of(rule(DataClass.USAGE, RetentionState.DRAFT), rule(DataClass.VAULT, RetentionState.CONFIRMED)),
                List.of());

        assertThat(list).isEqualTo(new Checklist(false, List.of("zh-CN"), List.of(DataClass.USAGE), false));
        assertThat(list.isComplete()).isFalse();
    }

    @Test
    void aChecklistWithNothingMissingIsComplete() {
        assertThat(new Checklist(true, List.of(), List.of(), true).isComplete()).isTrue();
    }

    @Test
    void whatWentStandsBesideWhatCameInItsPlace() {
        List<Pair> pairs = PolicyViewModel.besideEachOther(List.of(
                line(PolicyChange.Kind.SAME, "1. Title"),
                line(PolicyChange.Kind.REMOVED, "kept briefly"),
                line(PolicyChange.Kind.ADDED, "kept for 14 days"),
                line(PolicyChange.Kind.ADDED, "and no longer")));

        assertThat(pairs)
                .containsExactly(
                        new Pair("1. Title", "1. Title"),
                        new Pair("kept briefly", "kept for 14 days"),
                        new Pair(null, "and no longer"));
        assertThat(pairs.getFirst().same()).isTrue();
    }

    @Test
    void aSentenceThatNothingStandsBehindComesFirstAndIsBroken() {
        List<Sentence> sentences =
                PolicyViewModel.sentences(new PolicyMap(1, List.of(row(true)), List.of("We also sell it.")));

        assertThat(sentences).extracting(Sentence::words).containsExactly("We also sell it.", "Sentence");
        assertThat(sentences).extracting(Sentence::standing).containsExactly(Standing.BROKEN, Standing.KEPT);
    }

    @Test
    void oneBrokenCheckBreaksTheSentenceAndOneThatCannotSayDoesNot() {
        assertThat(new Sentence("", row(true, null)).standing()).isEqualTo(Standing.KEPT);
        assertThat(new Sentence("", row(true, false)).standing()).isEqualTo(Standing.BROKEN);
        assertThat(new Sentence("", row()).standing()).isEqualTo(Standing.UNKNOWN);
    }

    private static PolicyMapRow row(@Nullable Boolean... kept) {
        return new PolicyMapRow(
                "C5",
                "1. What we collect",
                "Sentence",
                List.of(),
                List.of(),
                Role.PRIVACY_OFFICER,
                java.util.Arrays.stream(kept)
                        .map(each -> new PolicyCheck("name", "title", Role.ADMIN, each, null, null, null))
                        .toList());
    }

    private static PolicyChange line(PolicyChange.Kind kind, String words) {
        return new PolicyChange(kind, words);
    }

    private static PolicyVersion version(PolicyStatus status, List<String> missing) {
        return new PolicyVersion(
                2, 1, status, LocalDate.of(2026, 11, 27), null, true, false, List.of(), missing, null, 0, null);
    }

    private static RetentionRule rule(DataClass of, RetentionState state) {
        Period window = Period.ofDays(14);
        return new RetentionRule(of, 1, "", "", window, state, "", window, window, null, null, null, false, 0, 0, null);
    }
}
