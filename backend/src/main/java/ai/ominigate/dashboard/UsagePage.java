package ai.ominigate.dashboard;

import ai.ominigate.accounts.ListedKey;
import ai.ominigate.metering.report.UsagePart;
import ai.ominigate.metering.report.UsageTotals;
import java.util.List;

/**
 * What the page of usage is about.
 *
 * @param models those that were called in these days, whatever else is asked for
 */
public record UsagePage(
        UsageQuery query,
        UsageTotals totals,
        SpendChart chart,
        UsagePart part,
        List<String> models,
        List<ListedKey> keys,
        KeyNames names) {}
