package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A company as it is kept.
 *
 * @param preparedBy who of the staff wrote down its facts; null if configuration named it or somebody did who is no staff
 * @param activeFrom since when it is used, or from when on it will be
 */
record Company(
        UUID id,
        long version,
        SubprocessorState state,
        SubprocessorFacts facts,
        @Nullable UUID preparedBy,
        @Nullable Instant activeFrom) {
    /** How long a look at a company holds. */
    static final Period REVIEW = Period.ofMonths(12);

    private static final Set<SubprocessorState> LISTED =
            EnumSet.of(SubprocessorState.APPROVED, SubprocessorState.ANNOUNCED, SubprocessorState.ACTIVE);

    /** What is still to be found out before anybody can approve it. */
    List<String> missing() {
        return missing(facts);
    }

    static List<String> missing(SubprocessorFacts facts) {
        List<String> missing = new ArrayList<>();
        require(missing, !facts.dataCategories().isEmpty(), "Say which data it gets (dataCategories).");
        require(missing, !facts.purposes().isEmpty(), "Say what for (purposes).");
        require(missing, !facts.countries().isEmpty(), "Say where it processes that (countries).");
        require(missing, facts.transferBasis() != null, "Say why data may go there (transferBasis).");
        require(
                missing,
                facts.dpaUrl() != null && facts.dpaSignedOn() != null,
                "Say where the data processing agreement is and when it was signed (dpaUrl, dpaSignedOn).");
        require(missing, !facts.hosts().isEmpty(), "Say which hosts of it we connect to (hosts).");
        require(missing, facts.reviewedOn() != null, "Say when this was last looked at (reviewedOn).");
        require(
                missing,
                facts.role() != SubprocessorRole.MODEL_PROVIDER || facts.noTraining() == NoTraining.CONFIRMED,
                "Its terms must rule out training, with evidence (noTraining, noTrainingUrl, noTrainingCheckedOn).");
        return missing;
    }

    private static void require(List<String> missing, boolean there, String sentence) {
        if (!there) {
            missing.add(sentence);
        }
    }

    /** When it is to be looked at again; null if it never was. */
    @Nullable
    LocalDate reviewDueOn() {
        return facts.reviewedOn() == null ? null : facts.reviewedOn().plus(REVIEW);
    }

    boolean isReviewOverdue(LocalDate today) {
        LocalDate due = reviewDueOn();
        return state != SubprocessorState.RETIRED && (due == null || due.isBefore(today));
    }

    /** Whether it belongs on the list that everybody reads. */
    boolean isListed() {
        return LISTED.contains(state);
    }

    /** What everybody reads of it. */
    ListedSubprocessor listed(@Nullable Instant usedFrom) {
        return new ListedSubprocessor(
                facts.name(),
                facts.role(),
                facts.dataCategories(),
                facts.purposes(),
                facts.countries(),
                facts.transferBasis(),
                facts.noTraining(),
                facts.noTrainingCheckedOn(),
                usedFrom);
    }

    Company with(SubprocessorState next, @Nullable Instant from) {
        return new Company(id, version + 1, next, facts, preparedBy, from);
    }

    Company with(SubprocessorFacts next, @Nullable UUID by) {
        return new Company(id, version + 1, state, next, by, activeFrom);
    }
}
