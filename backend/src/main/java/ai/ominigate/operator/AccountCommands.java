package ai.ominigate.operator;

import ai.ominigate.model.account.AccountDetails;
import ai.ominigate.model.account.CreateAccount;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code account …}. */
@Command(
        name = "account",
        description = "Makes and shows accounts.",
        subcommands = {
            AccountCommands.Create.class,
            AccountCommands.Show.class,
            AccountCommands.Suspend.class,
            AccountCommands.Resume.class,
            HelpCommand.class
        })
final class AccountCommands {
    private static final TypeReference<AccountDetails> ACCOUNT = new TypeReference<>() {};

    private static void print(Printing printing, String headline, AccountDetails account) {
        printing.print(
                account,
                out -> new Sheet(headline)
                        .line("id", account.id())
                        .line("name", account.name())
                        .line("status", account.status().name().toLowerCase(Locale.ROOT))
                        .line("created", account.createdAt().toString())
                        .balance(account.balance())
                        .print(out));
    }

    @Command(name = "create", description = "Makes an account.")
    static final class Create implements Runnable {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "What people call it.")
        private String name = "";

        @Option(
                names = "--email",
                paramLabel = "EMAIL",
                description = "The owner's address; no two accounts have the same.")
        private @Nullable String email;

        @Override
        public void run() {
            print(printing, "Account created.", gateway.post("/accounts", new CreateAccount(name, email), ACCOUNT));
        }
    }

    @Command(name = "show", description = "Shows an account and its balance.")
    static final class Show implements Runnable {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Option(names = "--account", required = true, paramLabel = "ID", description = "The account.")
        private String account = "";

        @Override
        public void run() {
            AccountDetails found = gateway.get("/accounts/" + RunningGateway.segment(account), ACCOUNT);
            print(printing, "Account " + found.name(), found);
        }
    }

    @Command(name = "suspend", description = "Refuses all calls of an account from now on.")
    static final class Suspend implements Runnable {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Option(names = "--account", required = true, paramLabel = "ID", description = "The account.")
        private String account = "";

        @Override
        public void run() {
            String path = "/accounts/" + RunningGateway.segment(account);
            print(printing, "Account suspended.", gateway.change(path, "/suspend", ACCOUNT));
        }
    }

    @Command(name = "resume", description = "Takes calls of a suspended account again.")
    static final class Resume implements Runnable {
        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Option(names = "--account", required = true, paramLabel = "ID", description = "The account.")
        private String account = "";

        @Override
        public void run() {
            String path = "/accounts/" + RunningGateway.segment(account);
            print(printing, "Account in service again.", gateway.change(path, "/resume", ACCOUNT));
        }
    }
}
