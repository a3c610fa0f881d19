package ai.ominigate.abuse.decision;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** From where the staff signed in, as something that is kept for a time. */
@Factory
final class KeptNetworks {

    @Singleton
    @Named("staff-networks")
    RetainedData staffNetworks() {
        return DatedRows.ofNobody(DataClass.STAFF_NETWORKS, "abuse.staff_network", "last_at");
    }
}
