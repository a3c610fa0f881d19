package ai.ominigate.bench;

import java.util.EnumMap;
import java.util.Map;

/**
 * What was measured of a target.
 *
 * @param measured by scenario; all scenarios are there
 * @param cpuMicros microseconds of processor time a call, at the most calls a second
 */
record Row(String target, Map<Scenario, Measured> measured, double cpuMicros) {

    Row {
        measured = new EnumMap<>(measured);
    }

    Measured of(Scenario scenario) {
        Measured found = measured.get(scenario);
        if (found == null) {
            throw new IllegalArgumentException(target + " was not measured with " + scenario);
        }
        return found;
    }

    long failed() {
        return measured.values().stream().mapToLong(Measured::failed).sum();
    }

    long calls() {
        return measured.values().stream().mapToLong(Measured::calls).sum();
    }
}
