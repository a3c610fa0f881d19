package ai.ominigate.dashboard;

import ai.ominigate.customer.alert.Reading;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.metering.report.UsageTotals;
import java.util.List;

/**
 * The page that one comes to: what there is, what was spent, and on what.
 *
 * @param available nano-dollars that calls can still set aside
 * @param held nano-dollars that calls under way have set aside
 * @param alerts what its reader should do something about, by the name of its sentence
 * @param reached what the account wants to be told of and is so; none for who may not see the money
 * @param spans today, 7 and 30 days
 * @param models the dearest of 30 days
 * @param keys the dearest of 30 days
 * @param recent the latest calls
 */
public record Overview(
        long available,
        long held,
        List<String> alerts,
        List<Reading> reached,
        List<Span> spans,
        SpendChart chart,
        List<Share> models,
        List<Share> keys,
        List<UsageRecord> recent,
        KeyNames names) {

    /** What was used in some days, by the name of its sentence. */
    public record Span(String name, UsageTotals totals) {}

    /** What one model or key was of all. */
    public record Share(String name, UsageTotals totals, long percent) {}

    /** Whether nothing was ever called, as far back as is shown. */
    public boolean isNew() {
        return recent.isEmpty() && chart.isEmpty();
    }
}
