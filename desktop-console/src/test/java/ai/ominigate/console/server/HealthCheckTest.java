package ai.ominigate.console.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.server.Standing.NotReady;
import ai.ominigate.console.server.Standing.Reason;
import ai.ominigate.console.server.Standing.Unreachable;
import ai.ominigate.console.server.Standing.Up;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class HealthCheckTest {

    @Test
    void aServerThatIsUpNamesItsParts() {
        try (HealthServer server = new HealthServer()) {
            Standing standing = ask(server.address());

            assertThat(standing).isInstanceOf(Up.class);
            assertThat(standing.parts())
                    .extracting(Component::name)
                    .as("in the order of their names")
                    .containsExactly("diskSpace", "jdbc", "journal");
        }
    }

    @Test
    void aServerMayKeepItsPartsToItself() {
        try (HealthServer server = new HealthServer().answers(200, "{\"status\":\"UP\"}")) {
            assertThat(ask(server.address()))
                    .isInstanceOfSatisfying(
                            Up.class, up -> assertThat(up.components()).isEmpty());
        }
    }

    @Test
    void whatIsDownStandsFirstWithItsSentence() {
        try (HealthServer server = new HealthServer().answers(503, HealthServer.DOWN)) {
            Standing standing = ask(server.address());

            assertThat(standing).isInstanceOf(NotReady.class);
            assertThat(standing.parts())
                    .containsExactly(
                            new Component("jdbc", Component.State.DOWN, "The database does not answer."),
                            new Component("journal", Component.State.UNKNOWN, ""),
                            new Component("diskSpace", Component.State.UP, ""));
        }
    }

    @Test
    void anotherWebServerIsNotTakenForOminiGate() {
        try (HealthServer server = new HealthServer().answers(200, "<html>Welcome</html>")) {
            assertThat(ask(server.address())).isEqualTo(new Unreachable(Reason.NOT_OMINIGATE, "localhost"));
        }
        try (HealthServer server = new HealthServer().answers(404, "{\"message\":\"Not Found\"}")) {
            assertThat(ask(server.address())).isEqualTo(new Unreachable(Reason.NOT_OMINIGATE, "404"));
        }
        try (HealthServer server = new HealthServer().answers(502, "<html>Bad gateway</html>")) {
            assertThat(ask(server.address())).isEqualTo(new Unreachable(Reason.NOT_OMINIGATE, "502"));
        }
    }

    @Test
    void aPortWhereNothingListensIsRefused() {
        HealthServer server = new HealthServer();
        String address = server.address();
        server.close();

        assertThat(ask(address)).isEqualTo(new Unreachable(Reason.REFUSED, "localhost"));
    }

    @Test
    void aServerThatHangsUpHasBrokenOff() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUpOnEverybody(socket));

            assertThat(ask("http://localhost:" + socket.getLocalPort()))
                    .isEqualTo(new Unreachable(Reason.BROKEN_OFF, "localhost"));
        }
    }

    @Test
    void aNameWithoutAComputerIsUnknown() {
        assertThat(ask("http://nowhere.invalid")).isEqualTo(new Unreachable(Reason.UNKNOWN_HOST, "nowhere.invalid"));
    }

    private static void hangUpOnEverybody(ServerSocket socket) {
        try {
            while (true) {
                try (Socket caller = socket.accept()) {
                    caller.getInputStream().read();
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static Standing ask(String address) {
        return new HealthCheck().of(ServerAddress.parse(address).orElseThrow());
    }
}
