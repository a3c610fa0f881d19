package ai.ominigate.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.platform.Network;
import ai.ominigate.staff.identity.AuditEntries;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountControllerTest {
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
    void anAccountIsMadeAndFound() throws Exception {
        Answer created = ominigate.admin("POST", "/admin/v1/accounts", """
                {"name":"Ada Lovelace"}
                """);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("name").asText()).isEqualTo("A••• L•••");
        assertThat(created.json().path("status").asText()).isEqualTo("ACTIVE");
        assertThat(created.json().path("createdAt").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(created.json().path("balance").path("balance").asText()).isEqualTo("0.000000000");
        Answer found = ominigate.admin(
                "GET", "/admin/v1/accounts/" + created.json().path("id").asText(), "");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json()).isEqualTo(created.json());
    }

    /** Neither more of a name, nor a picture, a company or a place: whatever one might guess from an address. */
    @Test
    void nothingIsKnownOfAPersonButWhatTheAccountWasMadeWith() throws Exception {
        String id = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\":\"g\",\"email\":\"grace.hopper@navy.example\"}")
                .json()
                .path("id")
                .asText();

        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT known.key || ' ' || CASE WHEN known.key IN ('name', 'email') THEN known.value ELSE '' END
                        FROM accounts.account a, jsonb_each_text(jsonb_strip_nulls(to_jsonb(a))) AS known
                        WHERE a.id = '%s'
                        ORDER BY 1
                        """.formatted(id))) {
            List<String> known = new ArrayList<>();
            while (row.next()) {
                known.add(row.getString(1).strip());
            }
            assertThat(known)
                    .containsExactly(
                            "created_at", "email grace.hopper@navy.example", "id", "name g", "revision", "status");
        }
    }

    @Test
    void whoReadsAnAccountOrItsKeysIsInTheAuditLog() throws Exception {
        String account = account();
        ominigate.admin("GET", "/admin/v1/accounts/" + account, "");
        ominigate.admin("GET", "/admin/v1/accounts/" + account + "/keys", "");

        assertThat(AuditEntries.about(ominigate.database(), "account:" + account))
                .endsWith("operator account.view DONE account:" + account, "operator key.list DONE account:" + account);
    }

    @Test
    void aKeyWorksWithinASecondAndIsShownOnce() throws Exception {
        String account = account();
        Answer created = ominigate.admin("POST", "/admin/v1/accounts/" + account + "/keys", """
                {"name":"laptop","expiresAt":"2099-01-01T00:00:00Z","models":["gpt-4.1","a/b"],
                 "networks":["203.0.113.7/24"],
                 "limits":{"spendPerDay":"1.50","spendTotal":"10","requestsPerMinute":60,"concurrency":3}}
                """);
        assertThat(created.status()).isEqualTo(201);
        String secret = created.json().path("secret").asText();
        assertThat(secret).matches("og-[A-Za-z0-9_-]{43}");
        KeyDirectory directory = ominigate.application().context().getBean(KeyDirectory.class);
        ApiKey key = Await.value("the key is known", () -> directory.find(secret), found -> found != null);
        assertThat(key.models()).isEqualTo(Set.of("gpt-4.1", "a/b"));
        assertThat(key.networks()).isEqualTo(List.of(Network.parse("203.0.113.0/24")));
        assertThat(key.limits()).isEqualTo(new KeyLimits(1_500_000_000L, null, 10_000_000_000L, 60, null, 3));

        Answer listed = ominigate.admin("GET", "/admin/v1/accounts/" + account + "/keys", "");
        assertThat(listed.json().path("items").get(0)).isEqualTo(created.json().path("key"));
        assertThat(listed.response().body()).doesNotContain(secret);

        String path = "/admin/v1/accounts/" + account + "/keys/" + key.id();
        assertThat(ominigate.admin("DELETE", path, "").status()).isEqualTo(204);
        assertThat(ominigate.admin("DELETE", path, "").status()).isEqualTo(204);
        Await.until("the key is gone", () -> directory.find(secret) == null);
        assertThat(ominigate
                        .admin("GET", "/admin/v1/accounts/" + account + "/keys", "")
                        .json()
                        .path("items")
                        .get(0)
                        .has("revokedAt"))
                .isTrue();
    }

    @Test
    void keysAreSortedByWhatTheyAreCalled() throws Exception {
        String account = account();
        for (String name : List.of("b", "c", "a")) {
            ominigate.admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\":\"" + name + "\"}");
        }
        String path = "/admin/v1/accounts/" + account + "/keys";

        assertThat(names(path)).containsExactly("a", "c", "b");
        assertThat(names(path + "?sort=createdAt")).containsExactly("b", "c", "a");
        assertThat(names(path + "?sort=-name")).containsExactly("c", "b", "a");
        String next = ominigate
                .admin("GET", path + "?sort=name&limit=1", "")
                .json()
                .path("next")
                .asText();
        assertThat(names(path + "?sort=name&limit=1&cursor=" + next)).containsExactly("b");
    }

    private static List<String> names(String path) throws Exception {
        return ominigate.admin("GET", path, "").json().path("items").findValuesAsText("name");
    }

    @Test
    void keysComeInPages() throws Exception {
        String account = account();
        for (int i = 1; i <= 5; i++) {
            assertThat(ominigate
                            .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\":\"" + i + "\"}")
                            .status())
                    .isEqualTo(201);
        }
        String path = "/admin/v1/accounts/" + account + "/keys?limit=2";
        Answer first = ominigate.admin("GET", path, "");
        Answer second = ominigate.admin(
                "GET", path + "&cursor=" + first.json().path("next").asText(), "");
        Answer third = ominigate.admin(
                "GET", path + "&cursor=" + second.json().path("next").asText(), "");
        assertThat(List.of(first, second, third))
                .flatExtracting(page -> page.json().path("items").findValuesAsText("name"))
                .containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        assertThat(third.json().has("next")).isFalse();
    }

    @Test
    void aGrantArrivesOnceHoweverOftenItIsAsked() throws Exception {
        String account = account();
        String path = "/admin/v1/accounts/" + account + "/grants";
        String wish = """
                {"amount":"25.00","reason":"welcome","idempotencyKey":"%s"}
                """.formatted(UUID.randomUUID());
        Answer first = ominigate.admin("POST", path, wish);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().path("granted").asBoolean()).isTrue();
        assertThat(first.json().path("amount").asText()).isEqualTo("25.000000000");
        assertThat(first.json().path("balance").path("available").asText()).isEqualTo("25.000000000");
        Answer again = ominigate.admin("POST", path, wish);
        assertThat(again.json().path("granted").asBoolean()).isFalse();
        assertThat(again.json().path("balance")).isEqualTo(first.json().path("balance"));
        Answer other = ominigate.admin("POST", path, wish.replace("25.00", "26.00"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().path("code").asText()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void anAccountIsSuspendedAndTakenBack() throws Exception {
        String account = account();
        assertThat(change(account, "suspend").json().path("status").asText()).isEqualTo("SUSPENDED");
        assertThat(change(account, "resume").json().path("status").asText()).isEqualTo("ACTIVE");
    }

    private static Answer change(String account, String command) throws Exception {
        String path = "/admin/v1/accounts/" + account;
        String version = ominigate
                .admin("GET", path, "")
                .response()
                .headers()
                .firstValue("etag")
                .orElseThrow();
        return ominigate.send(
                "POST",
                path + "/" + command,
                "",
                Map.of("Authorization", "Bearer " + RunningOminiGate.OPERATOR_TOKEN, "If-Match", version));
    }

    @Test
    void theLedgerIsVerified() throws Exception {
        Answer report = ominigate.admin("POST", "/admin/v1/ledger/verify", "");
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.json().path("ok").asBoolean()).isTrue();
        assertThat(report.json().path("problems")).isEmpty();
        assertThat(report.json().path("used").asText()).isEqualTo("0.000000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/accounts|{}|400|invalid_request|The field 'name' is missing.",
                "/accounts|{\"name\":\" \"}|400|invalid_request|The field 'name' is missing.",
                "/accounts|{\"name\":\"x\",\"nmae\":\"x\"}|400|invalid_request|There is no field 'nmae'.",
                "/accounts/nobody/keys|{\"name\":\"x\"}|404|not_found|There is no account with the id 'nobody'.",
                "/accounts/ID/keys|{\"name\":\"x\",\"expiresAt\":\"2001-01-01T00:00:00Z\"}|400|invalid_request|The field "
                        + "'expiresAt' is in the past.",
                "/accounts/ID/keys|{\"name\":\"x\",\"expiresAt\":\"tomorrow\"}|400|invalid_request|The field 'expiresAt' "
                        + "cannot be read.",
                "/accounts/ID/keys|{\"name\":\"x\",\"networks\":[\"home\"]}|400|invalid_request|'home' is not an address or "
                        + "a network such as 203.0.113.0/24.",
                "/accounts/ID/keys|{\"name\":\"x\",\"limits\":{\"spendPerDay\":\"a\"}}|400|invalid_request|The field "
                        + "'limits.spendPerDay' cannot be read. An amount is dollars in decimals, as in 25.00.",
                "/accounts/ID/keys|{\"name\":\"x\",\"limits\":{\"concurrency\":0}}|400|invalid_request|The limit on "
                        + "concurrency is more than 0, or absent.",
                "/accounts/ID/grants|{\"amount\":\"-1\",\"reason\":\"r\",\"idempotencyKey\":\"k\"}|400|invalid_request|The "
                        + "field 'amount' is more than 0 and at most 1000000.",
                "/accounts/ID/grants|{\"amount\":\"0.0000000001\",\"reason\":\"r\",\"idempotencyKey\":\"k\"}|400"
                        + "|invalid_request|The field 'amount' cannot be read. An amount has at most nine decimals and is "
                        + "below nine billion dollars.",
                "/accounts/ID/grants|{\"amount\":\"1\",\"idempotencyKey\":\"k\"}|400|invalid_request|The field 'reason' is "
                        + "missing.",
            })
    void aRequestThatCannotBeDoneSaysWhy(String path, String body, int status, String code, String detail)
            throws Exception {
        Answer answer = ominigate.admin("POST", "/admin/v1" + path.replace("ID", account()), body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("detail").asText()).isEqualTo(detail);
    }

    @Test
    void bodiesThatAreNoJsonAreRefused() throws Exception {
        for (String body : List.of("{", "[]", "null", "7")) {
            Answer answer = ominigate.admin("POST", "/admin/v1/accounts", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.response().headers().firstValue("content-type")).contains("application/problem+json");
        }
    }

    @Test
    void onlyTheOperatorIsLetIn() throws Exception {
        for (Map<String, String> headers : List.of(
                Map.<String, String>of(),
                Map.of("Authorization", "Bearer wrong"),
                Map.of("Authorization", "Bearer "),
                Map.of("Authorization", "Basic " + RunningOminiGate.OPERATOR_TOKEN),
                Map.of("x-api-key", RunningOminiGate.OPERATOR_TOKEN))) {
            for (String path : List.of("/admin/v1/accounts/x", "/admin/v1/ledger/verify", "/admin/v1/no-such-thing")) {
                Answer answer = ominigate.send("GET", path, "", headers);
                assertThat(answer.status()).as(path + " " + headers).isEqualTo(401);
                assertThat(answer.json().path("code").asText()).startsWith("token_");
                assertThat(answer.response().headers().firstValue("www-authenticate"))
                        .contains("Bearer");
            }
        }
    }

    @Test
    void whatIsNotThereIsAProblemToo() throws Exception {
        Answer answer = ominigate.admin("GET", "/admin/v1/no-such-thing", "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").asText()).isEqualTo("not_found");
    }

    private static String account() throws IOException, InterruptedException {
        return ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\":\"Ada\"}")
                .json()
                .path("id")
                .asText();
    }
}
