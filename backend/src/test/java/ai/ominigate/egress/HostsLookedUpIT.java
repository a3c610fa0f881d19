package ai.ominigate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all other tests looked up, on their way to anywhere: the build runs it when they have ended. */
class HostsLookedUpIT {

    @Test
    void noTestLooksUpAHostThatIsNotOfThisMachine() throws IOException {
        String here = InetAddress.getLocalHost().getHostName();
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();

        List<String> names = Files.readAllLines(RecordingResolver.NAMES);

        assertThat(names).as("the recorder is there").contains("localhost");
        assertThat(names)
                .allMatch(
                        name -> name.equals("localhost") || name.equalsIgnoreCase(here) || isNobodys(name),
                        "is of this machine, or of a domain that RFC 2606 keeps for tests");
    }

    private static boolean isNobodys(String name) {
        return List.of(".example", ".invalid", ".test", ".localhost").stream().anyMatch(name::endsWith)
                || List.of("example.com", "example.org", "example.net").stream()
                        .anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }
}
