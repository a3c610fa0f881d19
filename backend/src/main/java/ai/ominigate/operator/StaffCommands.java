package ai.ominigate.operator;

import ai.ominigate.model.staff.SetupToken;
import com.fasterxml.jackson.core.type.TypeReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;

/** {@code staff …}. */
@Command(
        name = "staff",
        description = "Lets an administrator in, who then invites the staff.",
        subcommands = {StaffCommands.Token.class, HelpCommand.class})
final class StaffCommands {

    @Command(
            name = "setup-token",
            description =
                    "Makes a token with which one person becomes an administrator. An earlier one is good for nothing "
                            + "from then on.")
    static final class Token implements Runnable {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public void run() {
            SetupToken made = gateway.post("/setup/token", null, new TypeReference<>() {});
            printing.print(made, out -> {
                out.println("Setup token made. Whoever has it can become an administrator, until " + made.expiresAt()
                        + ":");
                out.println();
                out.println("  " + made.token());
                out.println();
            });
        }
    }
}
