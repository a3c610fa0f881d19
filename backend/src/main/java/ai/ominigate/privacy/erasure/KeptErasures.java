package ai.ominigate.privacy.erasure;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What is left of people who were forgotten. A tombstone names them for good, outside of the database. */
@Factory
final class KeptErasures {

    @Singleton
    @Named("suppression")
    RetainedData hashes() {
        return DatedRows.ofNobody(DataClass.SUPPRESSION, "privacy.suppression", "since");
    }

    @Singleton
    @Named("erasures")
    RetainedData erasures() {
        return DatedRows.ofNobody(DataClass.REQUEST_RECORDS, "privacy.erasure", "finished_at");
    }
}
