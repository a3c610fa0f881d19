package ai.ominigate.metering.report;

import ai.ominigate.metering.UsageRecord;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of calls, the latest first.
 *
 * @param next from which call on, without it, the next part goes; null if this is the last
 */
public record UsagePart(List<UsageRecord> calls, @Nullable UUID next) {
    public UsagePart {
        calls = List.copyOf(calls);
    }
}
