package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StaffFilterTest {

    @Test
    void whoAsksTooOftenForWhatIsNotTheirsFillsTheAuditLogNoFurther() throws Exception {
        try (RunningOminiGate ominigate = RunningOminiGate.with(
                Map.of("ominigate.requests.requests-per-minute", 1, "ominigate.requests.burst", 2))) {
            Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

            assertThat(support.send("GET", "/admin/v1/staff", "").status()).isEqualTo(403);
            assertThat(support.send("GET", "/admin/v1/staff", "").status()).isEqualTo(403);
            Answer tooOften = support.send("GET", "/admin/v1/staff", "");

            assertThat(tooOften.status()).isEqualTo(429);
            assertThat(tooOften.json().path("code").asText()).isEqualTo("rate_limit_exceeded");
            assertThat(AuditEntries.about(ominigate.database(), "route:GET /admin/v1/staff"))
                    .hasSize(2)
                    .containsOnly("staff:" + support.id() + " route.call REFUSED route:GET /admin/v1/staff");
        }
    }
}
