package ai.ominigate.model.policy;

import java.time.LocalDate;
import java.util.List;

/**
 * On which days accounts began to use the service under a version of the policy, which is how it is accepted.
 *
 * @param days those on which any did, the first first
 */
public record PolicyAcceptance(List<Day> days) {
    public PolicyAcceptance {
        days = List.copyOf(days);
    }

    /**
     * One day, in UTC.
     *
     * @param accounts how many did on it for the first time
     */
    public record Day(LocalDate day, long accounts) {}
}
