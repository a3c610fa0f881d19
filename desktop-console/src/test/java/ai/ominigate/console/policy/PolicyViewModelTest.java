package ai.ominigate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.policy.PolicyViewModel.Checklist;
import ai.ominigate.console.policy.PolicyViewModel.Pair;
import ai.ominigate.console.policy.PolicyViewModel.Sentence;
import ai.ominigate.console.policy.PolicyViewModel.Standing;
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
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyViewModelTest {

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
