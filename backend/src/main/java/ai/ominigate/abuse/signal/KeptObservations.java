package ai.ominigate.abuse.signal;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What was learned and what was seen, as something that is kept for a time. */
@Factory
final class KeptObservations {

    @Singleton
    @Named("habits")
    RetainedData habits() {
        return new DatedRows(DataClass.HABITS, "abuse.habit", "last_at", """
                EXISTS (SELECT FROM retention.held_account h WHERE h.account_id = t.id)
                    OR EXISTS (
                        SELECT FROM accounts.api_key k JOIN retention.held_account h ON h.account_id = k.account_id
                        WHERE k.id = t.id)
                """);
    }

    /** Every node removes them sooner; this is for those of a node that is gone. */
    @Singleton
    @Named("observations")
    RetainedData observations() {
        return DatedRows.ofNobody(DataClass.OBSERVATIONS, "abuse.observed", "at");
    }
}
