package ai.ominigate.staff.approval;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedThings;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/** Proposals as something that is kept for a time after they were decided. */
@Factory
final class KeptProposals {

    @Singleton
    @Named("proposals")
    RetainedData proposals() {
        return new DatedThings(
                DataClass.STAFF_RECORDS,
                Set.of("approval.proposal", "approval.sighting"),
                "approval.proposal",
                "id",
                "t.decided_at",
                """
                EXISTS (
                    SELECT FROM retention.held_account h
                    WHERE 'account:' || h.account_id IN (t.subject, t.about))
                """,
                DatedThings.Removal.by("DELETE FROM approval.proposal WHERE id = ANY (?)"));
    }
}
