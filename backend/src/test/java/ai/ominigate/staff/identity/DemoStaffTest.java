package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoStaffTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void theFileOfTheDemoSignsInOneMemberForEachRole() throws Exception {
        try (RunningOminiGate demo = RunningOminiGate.with(Map.of("ominigate.demo", true))) {
            JsonNode staff = JSON.readTree(Files.readString(demo.folder().resolve("demo.json")))
                    .path("staff");

            assertThat(staff).hasSize(Role.values().length);
            for (JsonNode member : staff) {
                assertThat(member.path("roles")).hasSize(1);
                Answer signedIn = signIn(demo, member);
                assertThat(signedIn.status()).as(member.path("email").asText()).isEqualTo(200);
                assertThat(signedIn.json().path("staff").path("roles")).isEqualTo(member.path("roles"));
            }
            assertThat(demo.application().context().getBean(Setup.class).atStart())
                    .as("a setup token, where there is an administrator")
                    .isNull();
        }
    }

    private static Answer signIn(RunningOminiGate demo, JsonNode member) throws Exception {
        byte[] secret = Base32.decode(member.path("totpSecret").asText());
        ObjectNode body = JSON.createObjectNode()
                .put("email", member.path("email").asText())
                .put("password", member.path("password").asText())
                .put("totp", Totp.code(secret, Totp.step(InstantSource.system().instant())));
        return demo.send("POST", "/admin/v1/session", body.toString(), Map.of());
    }
}
