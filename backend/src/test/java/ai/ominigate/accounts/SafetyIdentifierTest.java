package ai.ominigate.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SafetyIdentifierTest {
    private static final UUID ACCOUNT = UUID.fromString("01936f00-0000-7000-8000-000000000001");
    private static final UUID NEIGHBOUR = UUID.fromString("01936f00-0000-7000-8000-000000000002");

    @Test
    void anAccountAlwaysHasTheSame() {
        assertThat(SafetyIdentifier.of(ACCOUNT)).isEqualTo(SafetyIdentifier.of(UUID.fromString(ACCOUNT.toString())));
    }

    @Test
    void accountsAreToldApart() {
        assertThat(SafetyIdentifier.of(ACCOUNT)).isNotEqualTo(SafetyIdentifier.of(NEIGHBOUR));
    }

    @Test
    void itIsShortAndNotTheIdOfTheAccount() {
        assertThat(SafetyIdentifier.of(ACCOUNT))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(ACCOUNT.toString().replace("-", ""));
    }
}
