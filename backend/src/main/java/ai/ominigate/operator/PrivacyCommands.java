package ai.ominigate.operator;

import ai.ominigate.privacy.erasure.ProofCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code privacy …}. */
@Command(
        name = "privacy",
        description = "Proves that people were forgotten.",
        subcommands = {PrivacyCommands.VerifyProof.class, HelpCommand.class})
final class PrivacyCommands {
    @ParentCommand
    private @Nullable Operator operator;

    @Command(
            name = "verify-proof",
            description =
                    "Verifies the proof that somebody was forgotten, without a server; fails if a byte of it was changed.",
            sortOptions = false)
    static final class VerifyProof implements Callable<Integer> {
        @ParentCommand
        private PrivacyCommands privacy = new PrivacyCommands();

        @Parameters(paramLabel = "FILE", description = "The proof, as JSON.")
        private Path file = Path.of("");

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description =
                        "The public key of the audit log, as you were given it. Again for each, if there are more. "
                                + "Without one, those that the node trusts whose data folder is here.")
        private List<String> keys = new ArrayList<>();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public Integer call() {
            ProofCheck.Report report = report();
            printing.print(report, out -> {
                Sheet sheet = new Sheet(report.ok() ? "The proof is what was signed." : "The proof proves nothing:");
                if (report.ok()) {
                    sheet.line("request", report.reference())
                            .line("account", report.account())
                            .line("proven", report.provenAt())
                            .line("done", String.join(", ", report.legs()));
                } else {
                    sheet.line("why", String.valueOf(report.problem()));
                }
                sheet.print(out);
            });
            return report.ok() ? Operator.DONE : Operator.FAILED;
        }

        private ProofCheck.Report report() {
            try {
                return ProofCheck.run(file, keys.isEmpty() ? privacy.trusted() : keys);
            } catch (IOException e) {
                throw new CommandFailed("A file cannot be read: " + e.getMessage() + ".", e);
            }
        }
    }

    private List<String> trusted() throws IOException {
        String folder = operator == null ? "data" : operator.environment().getOrDefault("OMINIGATE_DATA_DIR", "data");
        Path file = Path.of(folder, "audit", "trusted-keys");
        if (!Files.exists(file)) {
            throw new CommandFailed("There is no file " + file + " with keys to trust; name one with --key.");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
