package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Totp;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Mark;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

    /** Of what is there to see in the demo, which has something of nearly everything; events never end (LiveEventsTest). */
    @Test
    void everyRoleIsShownAllThatTheTableSaysAndNothingElse() throws Exception {
        try (RunningOminiGate demo = RunningOminiGate.with(Map.of("ominigate.demo", true))) {
            JsonNode staff = JSON.readTree(Files.readString(demo.folder().resolve("demo.json")))
                    .path("staff");
            List<Map.Entry<String, StaffApiRightsTest.Row>> routes = StaffApiRightsTest.rows().entrySet().stream()
                    .filter(route ->
                            route.getKey().startsWith("GET ") && !route.getKey().endsWith("/events"))
                    .sorted(Comparator.comparing(route -> route.getKey().contains("{")))
                    .toList();
            Map<String, String> things = new HashMap<>(PLACES);
            things.put("/admin/v1/accounts", anAccount(demo));
            things.put("/admin/v1/customers", anAccount(demo));
            int shown = 0;
            List<String> wrong = new ArrayList<>();
            for (JsonNode member : staff) {
                Role role = Role.valueOf(member.path("roles").get(0).asText());
                String token = signIn(demo, member).json().path("token").asText();
                for (Map.Entry<String, StaffApiRightsTest.Row> route : routes) {
                    String template = route.getKey().substring("GET ".length());
                    Answer answer = get(demo, token, path(template, things));
                    boolean allowed = route.getValue().capability().equals(StaffApiRightsTest.ANYBODY)
                            || route.getValue().mark(role) != Mark.NO;
                    boolean right = allowed && LACKING.contains(template)
                            ? answer.status() != 401 && answer.status() != 403
                            : answer.status() == (allowed ? 200 : 403);
                    if (!right) {
                        wrong.add(template + " for " + role + ": "
                                + answer.response().body());
                    }
                    shown += answer.status() == 200 ? 1 : 0;
                    String first =
                            answer.json().path("items").path(0).path("id").asText();
                    if (answer.status() == 200 && answer.json().has("items")) {
                        things.put(template, first.isEmpty() ? NOTHING : first);
                    }
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(shown).as("what was shown to anybody at all").isGreaterThan(150);
        }
    }

    private static final String NOTHING = "019a1b2c-0000-7000-8000-000000000000";

    /** What stands in a path for what is not the first of a list. */
    private static final Map<String, String> PLACES = Map.of(
            "{address}", "203.0.113.7",
            "{bits}", "24",
            "{signal}", "S1",
            "{dataClass}", "USAGE",
            "{number}", "1",
            "{locale}", "en",
            "{message}", NOTHING);

    /** There is none of these in the demo, or not for the first of the list; no provider, no newer console, and nothing before a first. */
    private static final Set<String> LACKING = Set.of(
            "/admin/v1/oidc",
            "/admin/v1/console-release",
            "/admin/v1/approvals/{id}",
            "/admin/v1/payments/{id}",
            "/admin/v1/payments/{id}/receipt",
            "/admin/v1/audit/checkpoint",
            "/admin/v1/policy/versions/{number}/difference",
            "/admin/v1/privacy/requests/{id}/correction",
            "/admin/v1/privacy/requests/{id}/messages/{message}",
            "/admin/v1/privacy/requests/{id}/messages/{message}/files/{number}",
            "/admin/v1/privacy/requests/{id}/proof",
            "/admin/v1/privacy/requests/{id}/proof-on-paper",
            "/admin/v1/subprocessors/lists/draft",
            "/admin/v1/subprocessors/lists/draft/difference",
            "/admin/v1/subprocessors/lists/{number}",
            "/admin/v1/subprocessors/lists/{number}/difference",
            "/admin/v1/subprocessors/objections/{id}");

    private static final Map<String, String> QUERIES = Map.of(
            "/admin/v1/customers/{id}", "?purpose=FRAUD",
            "/admin/v1/abuse/networks/{address}", "?purpose=ABUSE",
            "/admin/v1/abuse/networks/{address}/{bits}", "?purpose=ABUSE",
            "/admin/v1/credits", "?account=" + NOTHING,
            "/admin/v1/retention/rules/{dataClass}/preview", "?window=P13M");

    private static String path(String template, Map<String, String> things) {
        int id = template.indexOf("/{id}");
        String list = id < 0 ? template : template.substring(0, id);
        String path = template.replace("{id}", things.getOrDefault(list, NOTHING));
        for (Map.Entry<String, String> place : PLACES.entrySet()) {
            path = path.replace(place.getKey(), place.getValue());
        }
        return path + QUERIES.getOrDefault(template, "");
    }

    private static String anAccount(RunningOminiGate demo) throws SQLException {
        try (Connection connection = demo.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id FROM accounts.account WHERE status = 'ACTIVE' ORDER BY id LIMIT 1")) {
            row.next();
            return row.getString(1);
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
