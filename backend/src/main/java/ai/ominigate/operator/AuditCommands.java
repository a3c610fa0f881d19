package ai.ominigate.operator;

import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.staff.audit.BundleCheck;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit …}. */
@Command(
        name = "audit",
        description = "Proves what staff and operators did.",
        subcommands = {
            AuditCommands.Verify.class,
            AuditCommands.Export.class,
            AuditCommands.VerifyBundle.class,
            HelpCommand.class
        })
final class AuditCommands {

    @Command(
            name = "verify",
            description = "Reads the whole audit log; fails and names the first entry that is not what was written.")
    static final class Verify implements Callable<Integer> {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public Integer call() {
            AuditReport report = gateway.post("/audit/verify", null, new TypeReference<>() {});
            printing.print(report, out -> {
                Sheet sheet = new Sheet(
                        report.ok() ? "The audit log is what was written." : "The audit log is not what was written:");
                if (!report.ok()) {
                    sheet.line("first bad", String.valueOf(report.firstBad()))
                            .line("there", String.valueOf(report.problem()));
                }
                sheet.line("entries", String.valueOf(report.entries()))
                        .line("signed", String.valueOf(report.signed()))
                        .line("checkpoints", String.valueOf(report.checkpoints()))
                        .line("erased", String.valueOf(report.erased()))
                        .print(out);
            });
            return report.ok() ? Operator.DONE : Operator.FAILED;
        }
    }

    @Command(
            name = "export",
            description = "Signs the audit log and writes it to a file that an auditor verifies without a server.",
            sortOptions = false)
    static final class Export implements Runnable {
        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to; must not exist yet.")
        private Path file = Path.of("");

        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public void run() {
            if (Files.exists(file)) {
                throw new CommandFailed("There is a file " + file + " already; name another.");
            }
            gateway.download("/audit/export", file);
            printing.print(List.of(file.toString()), out -> out.println("Written to " + file + "."));
        }
    }

    @Command(
            name = "verify-bundle",
            description = "Verifies an exported audit log, without a server; fails and names the first bad entry.",
            sortOptions = false)
    static final class VerifyBundle implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "What audit export has written.")
        private Path file = Path.of("");

        @Option(
                names = "--key",
                required = true,
                paramLabel = "KEY",
                description = "The public key of the log, as you were given it. Again for each, if there are more.")
        private List<String> keys = new ArrayList<>();

        @Option(
                names = "--checkpoint",
                paramLabel = "FILE",
                description = "A checkpoint of the log that you have kept. Again for each.")
        private List<Path> checkpoints = new ArrayList<>();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public Integer call() {
            BundleCheck.Report report = report();
            printing.print(report, out -> {
                Sheet sheet = new Sheet(
                        report.ok() ? "The bundle is what was written." : "The bundle is not what was written:");
                if (!report.ok()) {
                    sheet.line("first bad", String.valueOf(report.firstBad()))
                            .line("there", String.valueOf(report.problem()));
                }
                sheet.line("log", report.origin())
                        .line("entries", String.valueOf(report.entries()))
                        .line("checkpoints", String.valueOf(report.checkpoints()))
                        .print(out);
            });
            return report.ok() ? Operator.DONE : Operator.FAILED;
        }

        private BundleCheck.Report report() {
            try {
                List<String> kept = new ArrayList<>();
                for (Path checkpoint : checkpoints) {
                    kept.add(Files.readString(checkpoint));
                }
                return BundleCheck.run(file, keys, kept);
            } catch (BundleCheck.NotABundle e) {
                throw new CommandFailed(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new CommandFailed("A file cannot be read: " + e.getMessage() + ".", e);
            }
        }
    }
}
