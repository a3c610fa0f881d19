package ai.ominigate.operator;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands of {@code java -jar ominigate.jar}. */
@Command(
        name = "java -jar ominigate.jar",
        description = "Without a command, starts OminiGate. With one, asks the OminiGate that runs to do something.",
        synopsisSubcommandLabel = "[COMMAND]",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%n",
        footer =
                "The commands find OminiGate at OMINIGATE_URL, or else on this machine at OMINIGATE_PORT (8080). They show "
                        + "the operator's token: OMINIGATE_OPERATOR_TOKEN, or else what is in the file operator-token of "
                        + "OMINIGATE_DATA_DIR (./data).",
        subcommands = {
            AccountCommands.class,
            KeyCommands.class,
            CreditCommands.class,
            LedgerCommands.class,
            AuditCommands.class,
            PrivacyCommands.class,
            StaffCommands.class
        })
public final class Operator implements Runnable {
    /** The command did what it was asked. */
    public static final int DONE = 0;
    /** It could not; standard error says why. */
    public static final int FAILED = 1;
    /** The command line is not understood. */
    public static final int MISUSED = CommandLine.ExitCode.USAGE;

    /** Characters in a line of help where the terminal does not tell its own. */
    private static final int WIDTH = 100;

    private static final Set<String> HELP = Set.of("-h", "--help");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;

    private final Map<String, String> environment;

    private Operator(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variables that say where OminiGate is. */
    Map<String, String> environment() {
        return environment;
    }

    /** Whether these arguments are a command, and not settings to start with. */
    public static boolean isCommand(String[] args) {
        return args.length > 0 && (!args[0].startsWith("-") || HELP.contains(args[0]));
    }

    /**
     * Runs the command.
     *
     * @param environment the variables that say where OminiGate is
     * @param out what was asked for
     * @param err why it could not be done
     * @return {@link #DONE}, {@link #FAILED} or {@link #MISUSED}
     */
    public static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new Operator(environment))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(WIDTH)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Operator::failed);
        return line.execute(args);
    }

    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof CommandFailed known) {
            line.getErr().println(known.getMessage());
            return FAILED;
        }
        throw failure;
    }

    /** Nothing was asked for. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
