package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;
import java.util.List;

/**
 * What checking the whole ledger found.
 *
 * @param ok whether the books agree
 * @param problems where they do not, in sentences; empty if all is well
 * @param accounts how many ledger accounts were checked
 * @param entries how many entries they have
 * @param used what the ledger was told that calls have cost
 * @param held what is set aside in leases
 */
public record LedgerReport(boolean ok, List<String> problems, long accounts, long entries, Usd used, Usd held) {
    public LedgerReport {
        problems = List.copyOf(problems);
    }
}
