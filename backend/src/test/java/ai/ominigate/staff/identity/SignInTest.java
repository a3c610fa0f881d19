package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignInTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void somebodyWithPasswordAndCodeGetsATokenThatTellsWhoTheyAre() throws Exception {
        Colleague lead = Colleague.enrolled(ominigate, Role.SUPPORT_LEAD, Role.SUPPORT);

        Answer answer = lead.signIn(lead.password(), lead.code());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("token").asText()).matches("st-[A-Za-z0-9_-]{43}");
        assertThat(answer.json().path("staff").path("email").asText()).isEqualTo(lead.email());
        assertThat(answer.json().path("staff").path("roles").toString()).isEqualTo("[\"SUPPORT\",\"SUPPORT_LEAD\"]");
        Answer me = ominigate.send(
                "GET",
                "/admin/v1/me",
                "",
                Map.of("Authorization", "Bearer " + answer.json().path("token").asText()));
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json().path("staff")).isEqualTo(answer.json().path("staff"));
        assertThat(me.json().path("session").path("expiresAt"))
                .isEqualTo(answer.json().path("expiresAt"));
        assertThat(mark(me, "READ_AUDIT_LOG")).isEqualTo("TEAM");
        assertThat(mark(me, "MANAGE_STAFF")).isEqualTo("NO");
    }

    @Test
    void whoeverLacksTheRightIsToldWhoHasItAndIsWrittenDown() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        Answer refused = support.send("POST", "/admin/v1/ledger/verify", "");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("right_missing");
        assertThat(refused.json().path("detail").asText())
                .isEqualTo("You are signed in as Support; this is for Finance or Auditor.");
        assertThat(refused.json().path("needs").toString())
                .isEqualTo("{\"capability\":\"VERIFY_LEDGER\",\"roles\":[\"FINANCE\",\"AUDITOR\"],\"stepUp\":false}");
        String request = refused.response().headers().firstValue("x-request-id").orElseThrow();
        assertThat(AuditEntries.of(ominigate.database(), request))
                .containsExactly("staff:" + support.id() + " route.call REFUSED route:POST /admin/v1/ledger/verify");
    }

    private static String mark(Answer me, String capability) {
        for (JsonNode right : me.json().path("rights")) {
            if (right.path("capability").asText().equals(capability)) {
                return right.path("mark").asText();
            }
        }
        return "none";
    }
}
