package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.requests.Requests;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The filters of the privacy desk, which has more of them than fit beside each other. */
class FilterBarTest {

    private final StaffServer server = new StaffServer();
    private final OpenConsole console =
            OpenConsole.at(Requests.queue(server).address()).signedIn().go("requests");

    @AfterEach
    void leaveNothingBehind() {
        console.close();
        server.close();
    }

    @Test
    void filtersWithoutRoomAreOnePressAwayAndThoseInUseStay() {
        assertThat(console.shows("filter-state")).isTrue();
        assertThat(console.shows("filter-reference")).isFalse();

        console.fire("more-filters");
        console.await("filter-reference");
        console.focus("filter-account");
        console.typeHere("019a1b2c-0000-7000-8000-000000000001");
        console.press(KeyCode.ENTER);
        console.fire("more-filters");
        console.until("the others are away", () -> !console.shows("filter-reference"));
        assertThat(console.shows("filter-account")).isTrue();
    }

    @Test
    void filtersThatALinkSetsShow() {
        console.follow("ominigate://requests?failing=true");
        console.await("filter-failing");
        assertThat(console.text("filter-failing")).isEqualTo("Failing: Yes");
        assertThat(console.shows("filter-account")).isFalse();
    }
}
