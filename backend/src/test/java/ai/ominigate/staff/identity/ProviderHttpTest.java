package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.egress.Egress;
import ai.ominigate.egress.ThisMachineAlone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ProviderHttpTest {

    @Test
    void aProviderThatIsNotRegisteredIsNotAsked() {
        ProviderHttp http = new ProviderHttp(ThisMachineAlone.egress(new SimpleMeterRegistry()));

        assertThatThrownBy(
                        () -> http.get(URI.create("https://login.elsewhere.example/.well-known/openid-configuration")))
                .isInstanceOf(Egress.UnregisteredHost.class);
    }
}
