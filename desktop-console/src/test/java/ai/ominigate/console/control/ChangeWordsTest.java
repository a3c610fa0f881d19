package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What would be different is said in the reader's words. */
class ChangeWordsTest {

    private final Text text = Text.of(Locale.ENGLISH).beside(ChangeTable.class);
    private final ChangeWords words = new ChangeWords(text, new Moments(text, InstantSource.system(), ZoneOffset.UTC));

    @Test
    void namesOfTheApiAreSaidAsPeopleSayThem() {
        assertThat(words.field("roles")).isEqualTo("Roles");
        assertThat(words.value("SUPPORT, FINANCE")).isEqualTo("Support, Finance");
        assertThat(words.value("BLOCK_NETWORK")).isEqualTo("Block the network");
    }

    @Test
    void timesAndLengthsOfTimeAreSaidAsPeopleSayThem() {
        assertThat(words.value("2026-11-23T12:00:00Z")).startsWith("Nov 23, 2026");
        assertThat(words.value("2026-11-23")).isEqualTo("Nov 23, 2026");
        assertThat(words.value("PT24H")).isEqualTo("1 day");
        assertThat(words.value("P90D")).isEqualTo("90 days");
        assertThat(words.value("P1Y")).isEqualTo("12 months");
    }

    @Test
    void whatThisConsoleDoesNotKnowYetStaysAsItIs() {
        assertThat(words.field("colour")).isEqualTo("colour");
        assertThat(words.value("SOMETHING_NEW")).isEqualTo("SOMETHING_NEW");
        assertThat(words.value("P as in Peter")).isEqualTo("P as in Peter");
        assertThat(words.value(null)).isNull();
    }
}
