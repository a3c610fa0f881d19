package ai.ominigate.abuse.review;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.DatedThings;
import ai.ominigate.retention.RetainedData;
import ai.ominigate.retention.Windows;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Cases as something that is kept for a time: their evidence goes first, then all that names anybody, and the record of
 * what was decided last.
 */
@Factory
final class KeptCases {
    private static final String CASES = "abuse.case_file";

    private static final String HELD = "t.id IN (SELECT h.case_id FROM abuse.held_case h)";

    @Singleton
    @Named("evidence")
    RetainedData evidence(CaseUpkeep upkeep) {
        String age = """
                CASE WHEN NOT t.open AND t.evidence_gone_at IS NULL AND t.reduced_at IS NULL
                THEN least(t.closed_at, %s) END
                """.formatted(Windows.before("t.evidence_until", DataClass.EVIDENCE));
        return new DatedThings(
                DataClass.EVIDENCE, Set.of("abuse.evidence"), CASES, "id", age, HELD, upkeep::letEvidenceGo);
    }

    /** An open case holds its evidence until a time of its own, which people were shown. */
    @Singleton
    @Named("open-evidence")
    RetainedData openEvidence(CaseUpkeep upkeep) {
        String age = """
                CASE WHEN t.open AND t.evidence_gone_at IS NULL AND t.reduced_at IS NULL THEN %s END
                """.formatted(Windows.before("t.evidence_until", DataClass.OPEN_EVIDENCE));
        return new DatedThings(
                DataClass.OPEN_EVIDENCE, Set.of("abuse.evidence"), CASES, "id", age, HELD, upkeep::letEvidenceGo);
    }

    @Singleton
    @Named("unreduced-cases")
    RetainedData unreduced(CaseUpkeep upkeep) {
        return new DatedThings(
                DataClass.EVIDENCE,
                Set.of("abuse.flag", "abuse.case_event", "abuse.appeal_message"),
                CASES,
                "id",
                "CASE WHEN t.reduced_at IS NULL THEN t.closed_at END",
                HELD,
                upkeep::reduce);
    }

    /** Flags that are no case's: as long as there may be something in the operational log of what they are about. */
    @Singleton
    @Named("loose-flags")
    RetainedData looseFlags() {
        return new DatedRows(
                DataClass.EVIDENCE,
                "abuse.flag",
                "CASE WHEN case_id IS NULL THEN %s END"
                        .formatted(Windows.before("evidence_expires", DataClass.EVIDENCE)),
                "t.entity IN (SELECT h.entity FROM abuse.held_entity h)");
    }

    /** A case goes after those that were merged into it. */
    @Singleton
    @Named("case-records")
    RetainedData records() {
        String age = """
                CASE WHEN t.reduced_at IS NOT NULL THEN greatest(t.closed_at, (
                    SELECT max(m.closed_at) FROM abuse.case_file m WHERE m.refers_to = t.id AND m.state = 'MERGED')) END
                """;
        return new DatedThings(
                DataClass.CASES,
                Set.of(CASES, "abuse.appeal"),
                CASES,
                "id",
                age,
                HELD,
                DatedThings.Removal.by("DELETE FROM abuse.case_file WHERE id = ANY (?)"));
    }
}
