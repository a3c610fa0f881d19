package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** Of what was answered, the demo's end looks for people in clear: it has cases, decisions and appeals of all kinds. */
    @Test
    void nobodyOfTheDemosStaffSeesACustomerInClearWhateverTheyOpen() throws Exception {
        try (RunningOminiGate demo = RunningOminiGate.with(Map.of("ominigate.demo", true))) {
            JsonNode staff = JSON.readTree(Files.readString(demo.folder().resolve("demo.json")))
                    .path("staff");
            Set<String> opened = new TreeSet<>();
            for (JsonNode member : staff) {
                String token = signIn(demo, member).json().path("token").asText();
                for (String list : lists()) {
                    for (JsonNode item : get(demo, token, list).json().path("items")) {
                        String one = list + "/" + item.path("id").asText();
                        if (get(demo, token, one).status() == 200) {
                            opened.add(list);
                        }
                    }
                }
            }

            assertThat(opened)
                    .contains(
                            "/admin/v1/abuse/appeals",
                            "/admin/v1/abuse/cases",
                            "/admin/v1/abuse/decisions",
                            "/admin/v1/staff");
        }
    }

    /** Of things that can be opened by their id. */
    private static List<String> lists() throws IOException {
        Set<String> routes = StaffApiRightsTest.rows().keySet();
        return routes.stream()
                .filter(route -> routes.contains(route + "/{id}"))
                .filter(route -> route.startsWith("GET "))
                .map(route -> route.substring("GET ".length()))
                .toList();
    }

    private static Answer get(RunningOminiGate demo, String token, String path) throws Exception {
        return demo.send("GET", path, "", Map.of("Authorization", "Bearer " + token));
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
