package ai.ominigate.privacy.map;

import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Whether the map speaks of all that the policy in force says. */
@Singleton
final class SentenceCheck implements LiveCheck {
    private final PolicyMaps maps;

    SentenceCheck(PolicyMaps maps) {
        this.maps = maps;
    }

    @Override
    public String name() {
        return "policy-sentences";
    }

    @Override
    public String title() {
        return "Each sentence of the policy in force has something that enforces it.";
    }

    @Override
    public Finding look() throws SQLException {
        List<String> unmapped = maps.unmapped();
        return unmapped.isEmpty()
                ? Finding.kept("Each has.")
                : Finding.broken("%d sentences have no row in the policy map, first of all: %s"
                        .formatted(unmapped.size(), unmapped.getFirst()));
    }
}
