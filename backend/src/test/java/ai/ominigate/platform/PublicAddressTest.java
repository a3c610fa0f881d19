package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.LoggedLines;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicAddressTest {
    private static final URI OWN = URI.create("http://localhost:8123");

    @Test
    void linksLeadWhereTheOperatorSaysThatPeopleReachUs() {
        PublicAddress set = new PublicAddress(URI.create("https://ominigate.example/"), null, false);
        set.prepare(OWN);
        assertThat(set.of("/legal/privacy")).isEqualTo("https://ominigate.example/legal/privacy");

        PublicAddress unset = new PublicAddress(null, null, false);
        unset.prepare(OWN);
        assertThat(unset.of("/legal/privacy")).isEqualTo("http://localhost:8123/legal/privacy");
    }

    @ParameterizedTest
    @CsvSource({
        "                          ,             , false, 1",
        "                          , 0.0.0.0     , false, 1",
        "                          , gw.internal , false, 1",
        "                          , 127.0.0.1   , false, 0",
        "                          , localhost   , false, 0",
        "                          ,             , true , 0",
        "https://ominigate.example ,             , false, 0"
    })
    void whoeverOpensThePortToOthersAndDoesNotSayWhereThatIsIsTold(
            @Nullable URI set, @Nullable String listensAt, boolean demo, int warnings) {
        try (LoggedLines logged = LoggedLines.of(PublicAddress.class)) {
            new PublicAddress(set, listensAt, demo).prepare(OWN);

            assertThat(logged.all())
                    .hasSize(warnings)
                    .allMatch(line -> line.startsWith("WARN OMINIGATE_PUBLIC_URL is not set"));
        }
    }
}
