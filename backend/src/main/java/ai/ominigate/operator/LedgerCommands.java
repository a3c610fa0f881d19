package ai.ominigate.operator;

import ai.ominigate.model.billing.LedgerReport;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;

/** {@code ledger …}. */
@Command(
        name = "ledger",
        description = "Checks the books.",
        subcommands = {LedgerCommands.Verify.class, HelpCommand.class})
final class LedgerCommands {

    @Command(
            name = "verify",
            description = "Adds up the whole ledger; fails and says where if it does not agree with itself.")
    static final class Verify implements Callable<Integer> {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public Integer call() {
            LedgerReport report = gateway.post("/ledger/verify", null, new TypeReference<>() {});
            printing.print(report, out -> {
                new Sheet(report.ok() ? "The books agree." : "The books do not agree:")
                        .line("accounts", String.valueOf(report.accounts()))
                        .line("entries", String.valueOf(report.entries()))
                        .line("used", Sheet.dollars(report.used()))
                        .line("on hold", Sheet.dollars(report.held()))
                        .print(out);
                report.problems().forEach(problem -> out.println("  - " + problem));
            });
            return report.ok() ? Operator.DONE : Operator.FAILED;
        }
    }
}
