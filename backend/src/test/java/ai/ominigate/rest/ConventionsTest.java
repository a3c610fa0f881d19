package ai.ominigate.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all routes of our own JSON faces do alike, seen at the routes of accounts. */
class ConventionsTest {
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
    void everyAnswerNamesItsRequest() throws Exception {
        Set<String> names = Set.of(
                requestId(get("/admin/v1/accounts/" + account())),
                requestId(get("/admin/v1/accounts/nobody")),
                requestId(get("/admin/v1/nowhere")),
                requestId(ominigate.send("GET", "/admin/v1/accounts/x", "", Map.of())));
        assertThat(names)
                .hasSize(4)
                .allSatisfy(name -> assertThat(UUID.fromString(name).version()).isEqualTo(7));
    }

    @Test
    void aNameThatACallerBringsIsNotTakenAsItStaysForGoodWhereARequestIsWrittenDown() throws Exception {
        String brought =
                requestId(send("GET", "/admin/v1/nowhere", "", Map.of("x-request-id", "Wilhelmina-Birdwhistle")));

        assertThat(UUID.fromString(brought).version()).isEqualTo(7);
    }

    @Test
    void nobodyIsForbiddenAnythingWithoutBeingToldWhatItTakes() {
        assertThatThrownBy(() -> new Refused(HttpStatus.FORBIDDEN, "no", "No."))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCanBeChangedTellsItsVersionTwice() throws Exception {
        Answer account = get("/admin/v1/accounts/" + account());
        assertThat(etag(account))
                .isEqualTo("\"" + account.json().path("version").asLong() + "\"");
    }

    @Test
    void aChangeNamesTheVersionThatItIsAbout() throws Exception {
        Answer answer = send("POST", "/admin/v1/accounts/" + account() + "/suspend", "", Map.of());
        assertThat(answer.status()).isEqualTo(428);
        assertThat(code(answer)).isEqualTo("version_missing");
        assertThat(answer.json().path("detail").asText()).contains("If-Match: \"7\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "W/\"7\"", "\"seven\"", "*", "\"1\", \"2\"", "\"\""})
    void whatIsNoVersionIsRefused(String ifMatch) throws Exception {
        Answer answer = send("POST", "/admin/v1/accounts/" + account() + "/suspend", "", Map.of("If-Match", ifMatch));
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void whoWouldOverwriteWhatTheyHaveNotSeenIsShownIt() throws Exception {
        String path = "/admin/v1/accounts/" + account();
        String seen = etag(get(path));
        Answer first = send("POST", path + "/suspend", "", Map.of("If-Match", seen));
        assertThat(first.status()).isEqualTo(200);

        Answer second = send("POST", path + "/resume", "", Map.of("If-Match", seen));
        assertThat(second.status()).isEqualTo(412);
        assertThat(code(second)).isEqualTo("version_stale");
        assertThat(second.json().path("current")).isEqualTo(first.json());
        assertThat(etag(second)).isEqualTo(etag(first));
        assertThat(get(path).json()).isEqualTo(first.json());

        assertThat(send("POST", path + "/resume", "", Map.of("If-Match", etag(second)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theSameCommandSentTwiceIsDoneOnceAndAnsweredTwice() throws Exception {
        Map<String, String> key = key();
        String wish = "{\"name\":\"Sent twice\"}";
        Answer first = send("POST", "/admin/v1/accounts", wish, key);
        Answer again = send("POST", "/admin/v1/accounts", " { \"name\" : \"Sent twice\" } ", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(etag(again)).isEqualTo(etag(first));
        assertThat(accountsNamed("Sent twice")).isEqualTo(1);
    }

    @Test
    void aCommandWithoutAKeyIsDoneAsOftenAsItIsSent() throws Exception {
        for (int i = 0; i < 2; i++) {
            send("POST", "/admin/v1/accounts", "{\"name\":\"No key\"}", Map.of());
        }
        assertThat(accountsNamed("No key")).isEqualTo(2);
    }

    @Test
    void theSameKeyForAnotherCommandIsRefused() throws Exception {
        Map<String, String> key = key();
        String path = "/admin/v1/accounts/" + account();
        send("POST", "/admin/v1/accounts", "{\"name\":\"First\"}", key);
        Answer other = send("POST", "/admin/v1/accounts", "{\"name\":\"Other body\"}", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("idempotency_key_reused");
        assertThat(accountsNamed("Other body")).isZero();

        Map<String, String> elsewhere = with(key, "If-Match", etag(get(path)));
        assertThat(send("POST", path + "/suspend", "", elsewhere).status()).isEqualTo(422);
        assertThat(get(path).json().path("status").asText()).isEqualTo("ACTIVE");
    }

    @Test
    void equalCommandsAtTheSameTimeAreOne() throws Exception {
        Map<String, String> key = key();
        List<Callable<Answer>> commands = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            commands.add(() -> send("POST", "/admin/v1/accounts", "{\"name\":\"At once\"}", key));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<String> ids = threads.invokeAll(commands).stream()
                    .map(Future::resultNow)
                    .map(answer -> answer.json().path("id").asText())
                    .collect(Collectors.toSet());
            assertThat(ids).hasSize(1);
        }
        assertThat(accountsNamed("At once")).isEqualTo(1);
    }

    @Test
    void aCommandThatWasRefusedMayBeSentAgainWithItsKey() throws Exception {
        String path = "/admin/v1/accounts/" + account();
        Map<String, String> stale = with(key(), "If-Match", "\"0\"");
        assertThat(send("POST", path + "/suspend", "", stale).status()).isEqualTo(412);
        assertThat(send("POST", path + "/suspend", "", stale).status()).isEqualTo(412);
        assertThat(send("POST", path + "/suspend", "", with(stale, "If-Match", etag(get(path))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSecretIsNotKeptToBeAnsweredAgain() throws Exception {
        String path = "/admin/v1/accounts/" + account() + "/keys";
        Map<String, String> key = key();
        Answer first = send("POST", path, "{\"name\":\"laptop\"}", key);
        Answer again = send("POST", path, "{\"name\":\"laptop\"}", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("shown_before");
        assertThat(get(path).json().path("items")).hasSize(1);
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM rest.command WHERE answer LIKE ?")) {
            statement.setString(1, "%" + first.json().path("secret").asText() + "%");
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                assertThat(row.getLong(1)).isZero();
            }
        }
    }

    @Test
    void aKeyThatIsNoneIsRefused() throws Exception {
        for (String key : List.of("two words", "x".repeat(201))) {
            assertThat(send("POST", "/admin/v1/accounts", "{\"name\":\"x\"}", Map.of("Idempotency-Key", key))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aParameterWithASlipInItsNameIsRefused() throws Exception {
        Answer answer = get("/admin/v1/accounts/" + account() + "/keys?limt=2");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText())
                .isEqualTo("There is no parameter 'limt' here, but cursor, limit, sort.");
        assertThat(get("/admin/v1/accounts/" + account() + "?x=1")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("There is no parameter 'x' here.");
    }

    @Test
    void aListGoesOnWhereItWasWhileItGrows() throws Exception {
        String path = "/admin/v1/accounts/" + account() + "/keys";
        for (int i = 1; i <= 4; i++) {
            makeKey(path, "old " + i);
        }
        Answer first = get(path + "?limit=2");
        makeKey(path, "new");
        Answer second =
                get(path + "?limit=2&cursor=" + first.json().path("next").asText());
        assertThat(first.json().path("items").findValuesAsText("name")).containsExactly("old 4", "old 3");
        assertThat(second.json().path("items").findValuesAsText("name")).containsExactly("old 2", "old 1");
        assertThat(second.json().has("next")).isFalse();
    }

    @Test
    void aCursorIsGoodForTheListThatGaveIt() throws Exception {
        String path = "/admin/v1/accounts/" + account() + "/keys";
        makeKey(path, "1");
        makeKey(path, "2");
        String cursor = get(path + "?limit=1").json().path("next").asText();
        String other = "/admin/v1/accounts/" + account() + "/keys";
        for (String foreign : List.of(
                other + "?cursor=" + cursor,
                path + "?cursor=" + cursor.substring(1),
                path + "?cursor=" + cursor + "A",
                path + "?cursor=",
                path + "?cursor=%F0%9F%92%A9",
                path + "?cursor=" + "A".repeat(3000))) {
            Answer answer = get(foreign);
            assertThat(answer.status()).as(foreign).isEqualTo(400);
            assertThat(answer.json().path("detail").asText()).contains("'cursor'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "201", "many", "1.5", "99999999999"})
    void partsHaveASensibleSize(String limit) throws Exception {
        Answer answer = get("/admin/v1/accounts/" + account() + "/keys?limit=" + limit);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).isEqualTo("The parameter 'limit' is a number from 1 to 200.");
    }

    @Test
    void whoIsNotLetInLearnsNothingOfWhatIsWrong() throws Exception {
        for (String path : List.of("/admin/v1/accounts/x/suspend", "/admin/v1/accounts/x/keys?limt=1")) {
            Answer answer = ominigate.send("POST", path, "", Map.of("Idempotency-Key", "x x"));
            assertThat(answer.status()).as(path + answer.response().body()).isEqualTo(401);
        }
    }

    private static Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", Map.of());
    }

    private static Answer send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        return ominigate.send(
                method, path, body, with(headers, "Authorization", "Bearer " + RunningOminiGate.OPERATOR_TOKEN));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    private static Map<String, String> key() {
        return Map.of("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static String account() throws IOException, InterruptedException {
        return send("POST", "/admin/v1/accounts", "{\"name\":\"Ada\"}", Map.of())
                .json()
                .path("id")
                .asText();
    }

    private static void makeKey(String path, String name) throws IOException, InterruptedException {
        send("POST", path, "{\"name\":\"" + name + "\"}", Map.of());
    }

    private static String requestId(Answer answer) {
        return answer.response().headers().firstValue("x-request-id").orElse("");
    }

    private static String etag(Answer answer) {
        return answer.response().headers().firstValue("etag").orElse("");
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    private static long accountsNamed(String name) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM accounts.account WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
