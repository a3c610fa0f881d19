package ai.ominigate.operator;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditGranted;
import ai.ominigate.model.billing.GrantCredit;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code credit …}. */
@Command(
        name = "credit",
        description = "Gives accounts credit.",
        subcommands = {CreditCommands.Grant.class, HelpCommand.class})
final class CreditCommands {

    @Command(name = "grant", description = "Gives an account credit at our expense.", sortOptions = false)
    static final class Grant implements Runnable {
        @Option(names = "--account", required = true, paramLabel = "ID", description = "Who gets it.")
        private String account = "";

        @Option(
                names = "--amount",
                required = true,
                paramLabel = "USD",
                converter = KeyCommands.UsdConverter.class,
                description = "Dollars, as in 25.00.")
        private Usd amount = Usd.ZERO;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the books.")
        private String reason = "";

        @Option(
                names = "--idempotency-key",
                paramLabel = "KEY",
                description = "Names this grant, so that repeating the command changes nothing. Default: a new one.")
        private @Nullable String idempotencyKey;

        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public void run() {
            GrantCredit wish = wish();
            CreditGranted granted = gateway.post(
                    "/accounts/" + RunningGateway.segment(account) + "/grants", wish, new TypeReference<>() {});
            printing.print(
                    granted,
                    out -> new Sheet(
                                    granted.granted()
                                            ? Sheet.dollars(granted.amount()) + " granted."
                                            : "This grant was made before; nothing was changed.")
                            .balance(granted.balance())
                            .print(out));
        }

        private GrantCredit wish() {
            String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
            try {
                return new GrantCredit(amount, reason, key);
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
