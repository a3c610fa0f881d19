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
import java.util.stream.Stream;

/**
 * Stands before every look-up of a host's name in the JVMs of the tests, and writes each name down once. A test that runs
 * when all others have compares them with what may be asked for.
 */
public final class RecordingResolver extends InetAddressResolverProvider {
    /** One name a line. */
    static final Path NAMES = Path.of("target", "hosts-looked-up.txt");

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
            note(host.toLowerCase(Locale.ROOT));
            return builtin.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return builtin.lookupByAddress(address);
        }
    }

    private static void note(String host) {
        if (SEEN.add(host)) {
            try {
                Files.createDirectories(NAMES.toAbsolutePath().getParent());
                Files.writeString(NAMES, host + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
