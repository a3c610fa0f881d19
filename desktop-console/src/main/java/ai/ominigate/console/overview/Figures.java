package ai.ominigate.console.overview;

import ai.ominigate.model.Usd;
import ai.ominigate.model.system.Overview;
import ai.ominigate.model.system.OverviewHour;
import ai.ominigate.model.system.RefusedCalls;

/**
 * A day in a few figures.
 *
 * @param calls in the last 24 hours
 * @param failed those of them that failed
 * @param spent what they cost
 * @param refused calls that this node refused since it started
 */
record Figures(long calls, long failed, Usd spent, long refused) {

    static Figures of(Overview overview) {
        return new Figures(
                overview.hours().stream().mapToLong(OverviewHour::calls).sum(),
                overview.hours().stream().mapToLong(OverviewHour::failedCalls).sum(),
                new Usd(overview.hours().stream()
                        .mapToLong(hour -> hour.spent().nanos())
                        .sum()),
                overview.refused().stream().mapToLong(RefusedCalls::calls).sum());
    }
}
