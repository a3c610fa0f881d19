package ai.ominigate.privacy.vault;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Records of the vault, each kept until its own last day is over. */
@Factory
final class KeptVault {

    @Singleton
    @Named("vault")
    RetainedData records() {
        return DatedRows.ofAccounts(
                DataClass.VAULT, "vault.record", "((keep_until + 1)::timestamp AT TIME ZONE 'UTC')", "t.account");
    }
}
