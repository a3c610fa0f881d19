package ai.ominigate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Where all other tests, and the processes that they started, were on their way to: the build runs it when they have ended.
 * What was looked up is of this machine, or was permitted before, as a registered host; and nothing was permitted that is
 * not.
 */
class HostsLookedUpIT {
    private static final String LOOKED_UP = "looked-up ";

    @Test
    void nothingIsLookedUpThatEgressWasNotAskedForUnlessItIsThisMachine() throws IOException {
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
        Set<String> unasked = new TreeSet<>();
        for (String line : lines()) {
            if (line.startsWith(LOOKED_UP)) {
                unasked.add(line.substring(LOOKED_UP.length()));
            }
        }

        assertThat(unasked).as("the recorder is there").contains("localhost");
        assertThat(unasked).as("looked up without asking Egress before").isSubsetOf(thisMachine());
    }

    @Test
    void whatIsContactedIsRegistered() throws IOException {
        Set<String> here = thisMachine();
        List<String> permitted =
                lines().stream().filter(line -> line.startsWith("permitted ")).toList();

        assertThat(permitted).allSatisfy(line -> {
            String[] parts = line.split(" ", 4);
            boolean isHere = here.contains(parts[1]) || parts[3].equals("this machine");
            assertThat(isHere || isRegistered(parts[3])).as(line).isTrue();
        });
        Set<String> owned = new TreeSet<>();
        permitted.forEach(line -> owned.add(line.split(" ")[1]));
        lines().stream()
                .filter(line -> line.startsWith("looked-up-as-permitted "))
                .map(line -> line.split(" ")[1])
                .filter(host -> !here.contains(host))
                .forEach(host -> assertThat(owned).as("permitted as somebody's").contains(host));
    }

    /** A company of the registry, or what the settings of a test name as its own. */
    private static boolean isRegistered(String owner) {
        return !owner.isBlank() && !owner.equals("no longer registered");
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(RecordingResolver.LINES);
    }

    private static Set<String> thisMachine() throws IOException {
        return Set.of(
                "localhost", InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT), "127.0.0.1", "::1");
    }
}
