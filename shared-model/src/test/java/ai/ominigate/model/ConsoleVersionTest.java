package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.ConsoleVersion;
import org.junit.jupiter.api.Test;

class ConsoleVersionTest {

    @Test
    void versionsAreComparedByTheirNumbers() {
        assertThat(version("0.9.0").isOlderThan(version("0.10.0"))).isTrue();
        assertThat(version("1.0.0").isOlderThan(version("0.99.99"))).isFalse();
        assertThat(version("1.2.3").isOlderThan(version("1.2.3-SNAPSHOT"))).isFalse();
        assertThat(version("1.2.3")).hasToString("1.2.3");
    }

    @Test
    void whatIsNoVersionIsNone() {
        for (String text : new String[] {"", "(not packaged)", "1.2", "1.2.3.4", "1.2.x", "99999999.0.0", "-1.0.0"}) {
            assertThat(ConsoleVersion.parse(text)).as(text).isEmpty();
        }
    }

    private static ConsoleVersion version(String text) {
        return ConsoleVersion.parse(text).orElseThrow();
    }
}
