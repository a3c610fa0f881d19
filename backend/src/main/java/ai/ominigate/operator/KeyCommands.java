package ai.ominigate.operator;

import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.key.CreateKey;
import ai.ominigate.model.key.CreatedKey;
import ai.ominigate.model.key.KeyDetails;
import ai.ominigate.model.key.KeyLimitDetails;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code key …}. */
@Command(
        name = "key",
        description = "Makes, lists and revokes API keys.",
        subcommands = {KeyCommands.Create.class, KeyCommands.List_.class, KeyCommands.Revoke.class, HelpCommand.class})
final class KeyCommands {

    private static String path(String account) {
        return "/accounts/" + RunningGateway.segment(account) + "/keys";
    }

    @Command(
            name = "create",
            description = "Makes a key and shows its secret, this once.",
            sortOptions = false,
            abbreviateSynopsis = true)
    static final class Create implements Runnable {
        @Option(names = "--account", required = true, paramLabel = "ID", description = "Whose balance it spends.")
        private String account = "";

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "What its owner calls it.")
        private String name = "";

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "From when on it is refused: 2027-01-31 or 2027-01-31T12:00:00Z. Default: never.")
        private @Nullable Instant expires;

        @Option(
                names = "--model",
                paramLabel = "MODEL",
                description = "A model it may call; may be given several times. Default: all.")
        private List<String> models = new ArrayList<>();

        @Option(
                names = "--network",
                paramLabel = "CIDR",
                description = "A network it may be used from; may be given several times. Default: all.")
        private List<String> networks = new ArrayList<>();

        @ArgGroup(exclusive = false, heading = "%nLimits of the key; by default it has none:%n")
        private Limits limits = new Limits();

        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public void run() {
            CreateKey wish = new CreateKey(name, expires, models, networks, limits.details());
            CreatedKey created = gateway.post(path(account), wish, new TypeReference<>() {});
            printing.print(created, out -> {
                out.println("Key created. Its secret is shown this once; keep it safe:");
                out.println();
                out.println("  " + created.secret());
                out.println();
                new Sheet("It may do this:").key(created.key()).print(out);
            });
        }
    }

    /** The limits that {@code key create} takes. */
    static final class Limits {
        @Option(
                names = "--spend-per-day",
                paramLabel = "USD",
                converter = UsdConverter.class,
                description = "Dollars in a UTC day.")
        private @Nullable Usd spendPerDay;

        @Option(
                names = "--spend-per-month",
                paramLabel = "USD",
                converter = UsdConverter.class,
                description = "Dollars in a UTC calendar month.")
        private @Nullable Usd spendPerMonth;

        @Option(
                names = "--spend-total",
                paramLabel = "USD",
                converter = UsdConverter.class,
                description = "Dollars for good.")
        private @Nullable Usd spendTotal;

        @Option(names = "--requests-per-minute", paramLabel = "N", description = "Calls.")
        private @Nullable Integer requestsPerMinute;

        @Option(names = "--tokens-per-minute", paramLabel = "N", description = "Input and output tokens together.")
        private @Nullable Integer tokensPerMinute;

        @Option(names = "--concurrency", paramLabel = "N", description = "Calls at the same time.")
        private @Nullable Integer concurrency;

        private KeyLimitDetails details() {
            return new KeyLimitDetails(
                    spendPerDay, spendPerMonth, spendTotal, requestsPerMinute, tokensPerMinute, concurrency);
        }
    }

    @Command(name = "list", description = "Lists an account's keys, the newest first.")
    static final class List_ implements Runnable {
        @Option(names = "--account", required = true, paramLabel = "ID", description = "The account.")
        private String account = "";

        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public void run() {
            List<KeyDetails> keys = all();
            printing.print(keys, out -> {
                if (keys.isEmpty()) {
                    out.println("The account has no keys.");
                }
                keys.forEach(key -> new Sheet(key.revokedAt() == null ? "Key" : "Key, revoked")
                        .key(key)
                        .print(out));
            });
        }

        private List<KeyDetails> all() {
            List<KeyDetails> keys = new ArrayList<>();
            String cursor = "";
            while (true) {
                Page<KeyDetails> page = gateway.get(path(account) + cursor, new TypeReference<>() {});
                keys.addAll(page.items());
                if (page.next() == null) {
                    return keys;
                }
                cursor = "?cursor=" + RunningGateway.segment(page.next());
            }
        }
    }

    @Command(name = "revoke", description = "Refuses a key for good, everywhere within a second.")
    static final class Revoke implements Runnable {
        @Option(names = "--account", required = true, paramLabel = "ID", description = "Whose key it is.")
        private String account = "";

        @Option(names = "--key", required = true, paramLabel = "ID", description = "The key's id, not its secret.")
        private String key = "";

        @Mixin
        private RunningGateway gateway = new RunningGateway();

        @Mixin
        private Printing printing = new Printing();

        @Override
        public void run() {
            gateway.delete(path(account) + "/" + RunningGateway.segment(key));
            printing.print(Map.of("revoked", key), out -> out.println("Key revoked."));
        }
    }

    /** Reads dollars. */
    static final class UsdConverter implements ITypeConverter<Usd> {
        @Override
        public Usd convert(String text) {
            try {
                return Usd.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a time, or a day for its first moment in UTC. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.contains("T")
                        ? Instant.parse(text)
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("A time looks like 2027-01-31 or 2027-01-31T12:00:00Z.");
            }
        }
    }
}
