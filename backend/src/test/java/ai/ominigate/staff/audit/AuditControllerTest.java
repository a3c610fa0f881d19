package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditControllerTest {
    private static RunningOminiGate ominigate;
    private static AuditLog log;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of());
        log = ominigate.application().context().getBean(AuditLog.class);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void theLogIsVerified() throws Exception {
        log.append(LogOnDatabase.act("account:1"));

        Answer answer = ominigate.admin("POST", "/admin/v1/audit/verify", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .startsWith("{\"ok\":true,\"entries\":")
                .contains("\"firstBad\":null");
        assertThat(answer.json().path("entries").asLong()).isPositive();
    }

    @Test
    void eachSeesTheirOwnTheirTeamsOrAll() throws Exception {
        String subject = "account:" + UUID.randomUUID();
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Actor other = member(Role.SUPPORT);
        log.append(done(other, subject));
        log.append(done(member(Role.TRUST_SAFETY), subject));
        log.append(done(
                new Actor.Member(UUID.fromString(support.id()), UUID.randomUUID(), Set.of(Role.SUPPORT)), subject));

        assertThat(actors(support, subject)).containsExactly("staff:" + support.id());
        assertThat(actors(Colleague.signedIn(ominigate, Role.SUPPORT_LEAD), subject))
                .containsExactly("staff:" + support.id(), other.id());
        assertThat(actors(Colleague.signedIn(ominigate, Role.AUDITOR), subject)).hasSize(3);
        assertThat(actors(Colleague.signedIn(ominigate, Role.ADMIN), subject)).hasSize(3);
        assertThat(actors(Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER), subject))
                .hasSize(3);
        assertThat(Colleague.signedIn(ominigate, Role.FINANCE)
                        .send("GET", "/admin/v1/audit/entries", "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void detailsAreForThoseWhoMaySeePersonalData() throws Exception {
        String subject = "account:" + UUID.randomUUID();
        log.append(done(member(Role.SUPPORT), subject));

        String path = "/admin/v1/audit/entries?subject=" + subject;
        Answer officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).send("GET", path, "");
        assertThat(officer.json().path("items").get(0).path("detailsState").asText())
                .isEqualTo("SHOWN");
        assertThat(officer.json()
                        .path("items")
                        .get(0)
                        .path("details")
                        .path("name")
                        .asText())
                .isEqualTo("Ada");
        Answer auditor = Colleague.signedIn(ominigate, Role.AUDITOR).send("GET", path + "&action=address", "");
        assertThat(auditor.json().path("items").get(0).path("detailsState").asText())
                .isEqualTo("WITHHELD");
        assertThat(auditor.response().body()).doesNotContain("Ada");
    }

    @Test
    void lookingIsWrittenDownToo() throws Exception {
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR);
        auditor.send("GET", "/admin/v1/audit/entries?subject=account:77", "");

        Answer answer =
                auditor.send("GET", "/admin/v1/audit/entries?action=audit.read&actor=staff:" + auditor.id(), "");
        assertThat(answer.json().path("items").findValuesAsText("subject")).containsExactly("account:77");
    }

    @Test
    void entriesComeInPagesTheNewestFirst() throws Exception {
        String subject = "account:" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            log.append(done(new Actor.Operator(), subject));
        }
        Colleague admin = Colleague.signedIn(ominigate, Role.ADMIN);
        String path = "/admin/v1/audit/entries?limit=2&action=address&subject=" + subject;
        List<Long> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            Answer answer = admin.send("GET", path + cursor, "");
            answer.json()
                    .path("items")
                    .forEach(item -> seen.add(item.path("seq").asLong()));
            cursor = "&cursor=" + answer.json().path("next").asText();
        }
        assertThat(seen)
                .hasSize(5)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                .doesNotHaveDuplicates();
        assertThat(cursor).isEqualTo("&cursor=");
    }

    @ParameterizedTest
    @CsvSource({
        "actor=Ada%20Lovelace, actor",
        "subject=ada@example.com, subject",
        "purpose=because, purpose",
        "action=x.y.z, action",
        "from=yesterday, from",
        "limit=0, limit",
        "cursor=x, cursor"
    })
    void aSearchThatMakesNoSenseSaysWhy(String query, String parameter) throws Exception {
        Answer answer = Colleague.signedIn(ominigate, Role.ADMIN).send("GET", "/admin/v1/audit/entries?" + query, "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains("'" + parameter + "'");
    }

    @Test
    void anAuditorVerifiesTheExportedLogWithoutUs(@TempDir Path folder) throws Exception {
        log.append(LogOnDatabase.act("account:1", Map.of("name", "Ada")));
        Path bundle = export(folder.resolve("log.zip"));
        Answer checkpoint = ominigate.admin("GET", "/admin/v1/audit/checkpoint", "");
        List<String> keys = List.of(checkpoint.json().path("keys").get(0).asText());
        String note = checkpoint.json().path("note").asText();

        BundleCheck.Report report = BundleCheck.run(bundle, keys, List.of(note));

        assertThat(report.problem()).isNull();
        assertThat(report.ok()).isTrue();
        assertThat(report.entries()).isEqualTo(checkpoint.json().path("size").asLong());
        JsonNode kept = ominigate
                .admin("GET", "/admin/v1/audit/checkpoints", "")
                .json()
                .path("items")
                .get(0);
        assertThat(kept.path("size")).isEqualTo(checkpoint.json().path("size"));
        assertThat(kept.path("trusted").asBoolean()).isTrue();
        assertThat(kept.path("remembered").asBoolean()).isTrue();
        assertThat(note).contains("\n" + kept.path("root").asText() + "\n");
        Answer verified = ominigate.admin(
                "POST", "/admin/v1/audit/checkpoints/" + kept.path("size").asLong() + "/verify", "");
        assertThat(verified.json().path("ok").asBoolean()).isTrue();
        assertThat(verified.json().path("entries")).isEqualTo(kept.path("size"));
        assertThat(ominigate
                        .admin("POST", "/admin/v1/audit/checkpoints/999999999/verify", "")
                        .status())
                .isEqualTo(404);
        assertThat(new String(Files.readAllBytes(bundle), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("Ada");
        try (Stream<Path> left = Files.list(ominigate.folder().resolve("audit"))) {
            assertThat(left.filter(file -> file.toString().endsWith(".zip"))).isEmpty();
        }
    }

    @Test
    void anExportThatThereIsNothingSignedForIsRefusedAndWrittenDownAsThat() throws Exception {
        try (RunningOminiGate unsigned = RunningOminiGate.with(Map.of())) {
            try (Connection connection = unsigned.database().superuser();
                    Statement statement = connection.createStatement()) {
                statement.execute("REVOKE INSERT ON audit.checkpoint FROM "
                        + unsigned.database().user());
            }
            Answer answer = unsigned.admin("POST", "/admin/v1/audit/export", "");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(AuditEntries.of(
                            unsigned.database(),
                            answer.response()
                                    .headers()
                                    .firstValue("x-request-id")
                                    .orElseThrow()))
                    .containsExactly("operator audit.export REFUSED");
        }
    }

    private static Path export(Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(ominigate.application().baseUrl() + "/admin/v1/audit/export"))
                .header("Authorization", "Bearer " + RunningOminiGate.OPERATOR_TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream body = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body()) {
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        }
    }

    private static Actor.Member member(Role role) {
        return new Actor.Member(UUID.randomUUID(), UUID.randomUUID(), Set.of(role));
    }

    private static Act done(Actor actor, String subject) {
        return new Act(actor, "address.reveal", Act.Outcome.DONE, subject, "FRAUD", null, Map.of("name", "Ada"));
    }

    private static List<String> actors(Colleague who, String subject) throws Exception {
        return who.send("GET", "/admin/v1/audit/entries?action=address&subject=" + subject, "")
                .json()
                .path("items")
                .findValuesAsText("actor");
    }
}
