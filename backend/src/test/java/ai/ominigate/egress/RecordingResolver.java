package ai.ominigate.egress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Stands before every look-up of a host's name in the JVMs of the tests and in those that tests start, and writes down what
 * was looked up, and whether {@code Egress} had been asked for it before. A test that runs when all others have reads it.
 *
 * <p>It is loaded before everything else, so it knows nothing of the program: {@link EgressDecisions} tells it.
 */
public final class RecordingResolver extends InetAddressResolverProvider {
    /** Where it writes: what was seen and of whom, a line each. */
    static final String SETTING = "ominigate.test.hosts";

    static final Path LINES =
            Path.of(System.getProperty(SETTING, "target/hosts-contacted.txt")).toAbsolutePath();

    /** Whether somebody's {@code Egress} has permitted a host; a JVM without one looks up for itself. */
    static final Set<Predicate<String>> ASKED = ConcurrentHashMap.newKeySet();

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Recording(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "recording";
    }

    private record Recording(InetAddressResolver builtin) implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            String name = host.toLowerCase(Locale.ROOT);
            boolean asked = ASKED.stream().anyMatch(each -> each.test(name));
            note((asked ? "looked-up-as-permitted " : "looked-up ") + name);
            return builtin.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return builtin.lookupByAddress(address);
        }
    }

    /** Writes a line once. */
    static void note(String line) {
        if (SEEN.add(line)) {
            try {
                Files.createDirectories(LINES.getParent());
                Files.writeString(LINES, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
