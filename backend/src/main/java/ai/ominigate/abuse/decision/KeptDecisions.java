package ai.ominigate.abuse.decision;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedThings;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/** Decisions as something that is kept for a time after they have ended. */
@Factory
final class KeptDecisions {

    @Singleton
    @Named("decisions")
    RetainedData decisions() {
        return new DatedThings(
                DataClass.DECISIONS,
                Set.of("abuse.decision", "abuse.decision_hits"),
                "abuse.decision",
                "id",
                "CASE WHEN t.state = 'ENDED' THEN t.ended_at END",
                "t.entity IN (SELECT h.entity FROM abuse.held_entity h)",
                DatedThings.Removal.by(
                        "DELETE FROM abuse.decision_hits WHERE decision = ANY (?)",
                        "DELETE FROM abuse.decision WHERE id = ANY (?)"));
    }
}
