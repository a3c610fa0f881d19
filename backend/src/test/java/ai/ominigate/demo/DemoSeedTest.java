package ai.ominigate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.billing.Balances;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.privacy.retention.Retention;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSeedTest {
    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path folder;

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void whoeverReadsTheFileCanCall() throws Exception {
        try (Application.Running demo = start()) {
            JsonNode file = read();

            assertThat(file.path("baseUrl").asText()).isEqualTo(demo.baseUrl().toString());
            assertThat(demo.context()
                            .getBean(KeyDirectory.class)
                            .find(file.path("apiKey").asText()))
                    .isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void creditIsGrantedOnce() throws Exception {
        keyOfOneRun();

        try (Application.Running demo = start()) {
            UUID account = accountOf(read().path("apiKey").asText(), demo);
            Balances.Balance balance = demo.context().getBean(Balances.class).of(account);

            assertThat(balance.balance()).isEqualTo(25_000_000_000L);
            assertThat(balance.credited()).isEqualTo(25_000_000_000L);
        }
    }

    @Test
    void itsModelsAreInTheCatalogue() {
        try (Application.Running demo = start()) {
            Catalogue catalogue = demo.context().getBean(Catalogue.class);

            assertThat(tasksOf("demo-echo", catalogue)).contains(Model.Task.CHAT);
            assertThat(tasksOf("demo-lorem", catalogue)).contains(Model.Task.CHAT);
            assertThat(tasksOf("demo-anthropic/demo-echo", catalogue)).contains(Model.Task.CHAT);
            assertThat(tasksOf("demo-embed", catalogue)).containsExactly(Model.Task.EMBEDDINGS);
        }
    }

    private static Set<Model.Task> tasksOf(String model, Catalogue catalogue) {
        return Objects.requireNonNull(catalogue.find(model)).tasks();
    }

    @Test
    void startingAgainKeepsAccountAndKey() throws Exception {
        String first = keyOfOneRun();

        assertThat(keyOfOneRun()).isEqualTo(first);
    }

    @Test
    void startingAgainKeepsHowTheStaffSignsIn() throws Exception {
        JsonNode first = staffOfOneRun();

        assertThat(staffOfOneRun()).isEqualTo(first);
        Files.delete(path());
        assertThat(staffOfOneRun()).isNotEqualTo(first).hasSameSizeAs(first);
    }

    @Test
    void theCustomerSignsInToTheAccountOfTheKeyAlsoAfterAnotherStart() throws Exception {
        JsonNode first = signedInCustomer();

        assertThat(signedInCustomer()).isEqualTo(first);
        Files.delete(path());
        assertThat(signedInCustomer().path("password")).isNotEqualTo(first.path("password"));
    }

    private JsonNode signedInCustomer() throws Exception {
        try (Application.Running demo = start();
                HttpClient client = HttpClient.newHttpClient()) {
            JsonNode customer = read().path("customer");
            HttpResponse<String> in = client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + demo.port() + "/api/v1/session"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(customer.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(in.statusCode()).isEqualTo(200);
            assertThat(in.body())
                    .contains(accountOf(read().path("apiKey").asText(), demo).toString());
            return customer;
        }
    }

    private JsonNode staffOfOneRun() throws Exception {
        try (Application.Running demo = start()) {
            assertThat(demo.port()).isPositive();
            return read().path("staff");
        }
    }

    @Test
    void aLostFileIsReplacedByOneWithANewKeyOfTheSameAccount() throws Exception {
        String first = keyOfOneRun();
        Files.delete(path());

        try (Application.Running demo = start()) {
            String second = read().path("apiKey").asText();

            assertThat(second).isNotEqualTo(first);
            assertThat(accountOf(second, demo)).isEqualTo(accountOf(first, demo));
        }
    }

    @Test
    void theFileTellsHowToReachTheMailServer() throws Exception {
        try (Application.Running demo = start()) {
            JsonNode mail = read().path("mail");
            Properties imap = new Properties();
            imap.setProperty("mail.imap.port", mail.path("imapPort").asText());
            try (Store store = Session.getInstance(imap).getStore("imap")) {
                store.connect(
                        "127.0.0.1",
                        mail.path("contact").asText(),
                        mail.path("password").asText());
                assertThat(store.getFolder("INBOX").exists()).isTrue();
            }
            assertThat(mail.path("contact").asText()).isEqualTo("contact@ominigate.ai");
            try (Socket smtp = new Socket("127.0.0.1", mail.path("smtpPort").asInt());
                    BufferedReader greeting = new BufferedReader(
                            new InputStreamReader(smtp.getInputStream(), StandardCharsets.US_ASCII))) {
                assertThat(greeting.readLine()).startsWith("220");
            }
            assertThat(demo.port()).isPositive();
        }
    }

    @Test
    void theAbuseDeskHasADayBehindItOnceWithCasesOfEveryKindInEveryState() throws Exception {
        keyOfOneRun();
        long first = number("SELECT count(*) FROM abuse.case_file");
        keyOfOneRun();

        assertThat(number("SELECT count(*) FROM abuse.case_file")).isEqualTo(first);
        assertThat(number("SELECT count(DISTINCT state) FROM abuse.case_file")).isEqualTo(CaseStatus.values().length);
        assertThat(
                        number(
                                "SELECT count(DISTINCT family) FROM (SELECT unnest(families) AS family FROM abuse.case_file) f"))
                .isEqualTo(CaseFamily.values().length);
        assertThat(number("SELECT count(*) FROM abuse.appeal WHERE status = 'OPEN'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM abuse.decision WHERE state = 'IN_FORCE' AND decided_by IS NOT NULL"
                        + " AND ends_at < now() + INTERVAL '1 hour'"))
                .as("that end soon")
                .isGreaterThanOrEqualTo(1);
        assertThat(
                        number(
                                "SELECT count(DISTINCT key_id) FROM abuse.operational_log WHERE host(address) = '203.0.113.200'"))
                .as("a shared office address")
                .isEqualTo(6);
    }

    @Test
    void oneWindowIsConfirmedAndOneClassIsOverdueUntilItIsPurged() throws Exception {
        try (Application.Running demo = start()) {
            Retention retention = demo.context().getBean(Retention.class);
            assertThat(retention.overdue()).containsExactly(DataClass.SESSIONS);

            retention.keepUp();
            assertThat(retention.overdue()).as("it came after the day's purge").containsExactly(DataClass.SESSIONS);
        }
        assertThat(number("SELECT count(*) FROM retention.rule WHERE confirmed_at IS NOT NULL"))
                .isOne();
        assertThat(number("""
                        SELECT count(*) FROM policy.version v JOIN policy.text t USING (number)
                        WHERE v.status = 'DRAFT' AND t.locale = 'en' AND t.text LIKE '%retained for 14 days%'
                        """)).as("a draft of the policy").isOne();
    }

    private long number(String sql) throws Exception {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static UUID accountOf(String secret, Application.Running demo) {
        ApiKey key = demo.context().getBean(KeyDirectory.class).find(secret);
        return Objects.requireNonNull(key).accountId();
    }

    private String keyOfOneRun() throws Exception {
        try (Application.Running demo = start()) {
            return read().path("apiKey").asText();
        }
    }

    private Application.Running start() {
        return Application.start(Map.of(
                "ominigate.port", 0,
                "ominigate.demo", true,
                "ominigate.data-dir", folder.toString(),
                "ominigate.database.url", database.jdbcUrl(),
                "ominigate.database.user", database.user(),
                "ominigate.database.password", database.password()));
    }

    private Path path() {
        return folder.resolve("demo.json");
    }

    private JsonNode read() throws Exception {
        return JsonMapper.builder().build().readTree(Files.readString(path()));
    }
}
