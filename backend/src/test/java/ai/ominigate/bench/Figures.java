package ai.ominigate.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been found out about a target so far. */
final class Figures {

    private final String target;
    private final Map<Quantity, List<Double>> found = new EnumMap<>(Quantity.class);
    private long calls;
    private long failed;

    Figures(String target) {
        this.target = target;
    }

    String target() {
        return target;
    }

    /** One more value, of one more round. */
    void add(Quantity quantity, double value) {
        found.computeIfAbsent(quantity, _ -> new ArrayList<>()).add(value);
    }

    /** Calls whose failures are told below the table. */
    void count(Measured measured) {
        calls += measured.calls();
        failed += measured.failed();
    }

    /** @return empty if it was not measured of this target */
    Optional<Spread> of(Quantity quantity) {
        return Optional.ofNullable(found.get(quantity)).map(Spread::new);
    }

    long calls() {
        return calls;
    }

    long failed() {
        return failed;
    }
}
