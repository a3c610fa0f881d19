package ai.ominigate.model.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of sending calls with a mark in them and looking for it in everything that is stored.
 *
 * @param at when it began
 * @param model that was called
 * @param calls that were sent
 * @param columns of the database that were looked through
 * @param files that were looked through
 * @param found how often the mark was found, by the place: a column, a file, or {@code log}. Empty is well
 */
public record CanaryRun(
        String id, Instant at, String model, int calls, int columns, int files, Map<String, Long> found) {
    public CanaryRun {
        found = Collections.unmodifiableMap(new TreeMap<>(found));
    }
}
