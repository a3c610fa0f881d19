package ai.ominigate.billing;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.LedgerReport;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;

/** The books, for operators. */
@Controller("/admin/v1/ledger")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VERIFY_LEDGER)
final class LedgerController {
    private final LedgerCheck check;

    LedgerController(LedgerCheck check) {
        this.check = check;
    }

    /** Adds up the whole ledger and says where it does not agree with itself. */
    @Post("/verify")
    LedgerReport verify() throws SQLException {
        LedgerCheck.Report report = check.run();
        return new LedgerReport(
                report.ok(),
                report.problems(),
                report.accounts(),
                report.entries(),
                new Usd(report.usageNanos()),
                new Usd(report.heldNanos()));
    }
}
