package ai.ominigate.privacy.export;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.DatedThings;
import ai.ominigate.retention.RetainedData;
import ai.ominigate.retention.Windows;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/** Packages as something that is kept for a time: their files until the link ends, and that there was one much longer. */
@Factory
final class KeptPackages {
    /** One whose link was never sent goes, too, once nobody works on its request any more. */
    private static final String AGE = """
            CASE WHEN gone_at IS NULL THEN coalesce(
                least(offered_at, %s),
                CASE WHEN NOT EXISTS (SELECT FROM privacy.request r WHERE r.id = t.request AND r.open) THEN made_at END) END
            """.formatted(Windows.before("expires_at", DataClass.EXPORTS));

    @Singleton
    @Named("packages")
    RetainedData files(Packages packages) {
        return new DatedThings(
                DataClass.EXPORTS,
                Set.of("privacy.package"),
                "privacy.package",
                "request",
                AGE,
                "false",
                packages::take);
    }

    @Singleton
    @Named("packages-that-were")
    RetainedData records() {
        return DatedRows.ofAccounts(DataClass.REQUEST_RECORDS, "privacy.package", "gone_at", "t.account");
    }
}
