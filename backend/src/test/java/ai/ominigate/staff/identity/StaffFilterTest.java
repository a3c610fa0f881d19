package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            assertThat(entriesOf(ominigate, tooOften))
                    .as("that they asked too often")
                    .containsExactly("staff:" + support.id() + " session.use REFUSED");
            assertThat(entriesOf(ominigate, support.send("GET", "/admin/v1/staff", "")))
                    .as("once more within a minute, which is counted")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"'', token_missing", "Bearer st-nobodys, token_invalid", "Basic b2c6b2c=, token_missing"})
    void whoComesWithoutAGoodTokenIsWrittenDownAsNobodyWeKnow(String authorization, String code) throws Exception {
        try (RunningOminiGate ominigate = RunningOminiGate.with(Map.of())) {
            Map<String, String> headers = authorization.isEmpty() ? Map.of() : Map.of("Authorization", authorization);

            Answer refused = ominigate.send("GET", "/admin/v1/staff", "", headers);
            Answer again = ominigate.send("GET", "/admin/v1/me", "", headers);

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json().path("code").asText()).isEqualTo(code);
            assertThat(entriesOf(ominigate, refused)).containsExactly("unidentified session.use REFUSED");
            assertThat(AuditEntries.detailsWith(ominigate.database(), code)).hasSize(1);
            assertThat(entriesOf(ominigate, again)).isEmpty();
        }
    }

    private static List<String> entriesOf(RunningOminiGate ominigate, Answer answer) throws Exception {
        return AuditEntries.of(
                ominigate.database(),
                answer.response().headers().firstValue("x-request-id").orElseThrow());
    }
}
