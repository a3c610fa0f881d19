package ai.ominigate.customer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Totp;
import ai.ominigate.platform.TestClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Being signed in: how it begins, what it is good for, and how it ends. */
class SessionTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(Newcomer.APART);
        settings.putAll(TestClock.SETTINGS);
        ominigate = RunningOminiGate.with(settings);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aRightPasswordOpensASession() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();

        Answer in = jo.post("/session", jo.credentials());

        assertThat(in.status()).isEqualTo(200);
        assertThat(in.json().path("email").asText()).isEqualTo(jo.email());
        String cookie = in.response().headers().firstValue("set-cookie").orElseThrow();
        assertThat(Set.of(cookie.split("; ?")))
                .contains("HTTPOnly", "Path=/", "SameSite=Lax")
                .noneMatch(part -> part.startsWith("Domain"));
    }

    @Test
    void aRefusalDoesNotTellWhetherThereIsAnAccount() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        Newcomer nobody = Newcomer.at(ominigate);

        Answer wrong = jo.post("/session", Map.of("email", jo.email(), "password", "not what it was"));
        Answer unknown = nobody.post("/session", nobody.credentials());

        assertThat(wrong.status()).isEqualTo(unknown.status()).isEqualTo(401);
        assertThat(wrong.json().path("code").asText()).isEqualTo("sign_in_failed");
        assertThat(wrong.response().body()).isEqualTo(unknown.response().body());
    }

    /** While the clock stands still: the first wait is a second, and five passwords may take a busy machine longer. */
    @Test
    void whoeverGuessesAtAnAccountWaits() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        TestClock clock = ominigate.application().context().getBean(TestClock.class);
        clock.stop();
        try {
            for (int i = 0; i < 4; i++) {
                assertThat(jo.post("/session", Map.of("email", jo.email(), "password", "a guess, number " + i))
                                .status())
                        .isEqualTo(401);
            }

            Answer next = jo.post("/session", jo.credentials());

            assertThat(next.status()).isEqualTo(429);
            assertThat(next.response().headers().firstValue("retry-after")).hasValue("1");
            clock.advance(Duration.ofSeconds(1));
            assertThat(jo.post("/session", jo.credentials()).status()).isEqualTo(200);
        } finally {
            clock.goOn();
        }
    }

    /** Somebody has a victim's browser keep a session of theirs before the victim signs in. */
    @Test
    void signingInAlwaysBeginsANewSessionAndEndsTheOneThatWasThere() throws Exception {
        Newcomer attacker = Newcomer.signedIn(ominigate);
        Newcomer victim = Newcomer.signedIn(ominigate).elsewhere();
        String planted = attacker.cookie();

        victim.send("POST", "/session", victim.credentials(), Map.of("Cookie", "session=" + planted));

        assertThat(victim.cookie()).isNotEqualTo(planted);
        assertThat(victim.get("/me").json().path("email").asText()).isEqualTo(victim.email());
        assertThat(attacker.get("/me").status()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionForWhoeverHasTheCookie() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String cookie = jo.cookie();

        assertThat(jo.send("DELETE", "/session", Map.of(), Map.of()).status()).isEqualTo(204);

        assertThat(jo.cookie()).isNull();
        assertThat(jo.send("GET", "/me", Map.of(), Map.of("Cookie", "session=" + cookie))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void sessionsAreListedWithDeviceAndTimeAndCanBeEnded() throws Exception {
        Newcomer here = Newcomer.signedIn(ominigate);
        Newcomer there = here.elsewhere();
        there.post("/session", there.credentials());

        JsonNode listed = here.get("/me/sessions").json().path("items");

        assertThat(listed).hasSize(2);
        assertThat(values(listed, "device")).containsOnly("Firefox · Linux");
        assertThat(values(listed, "current")).containsExactlyInAnyOrder("true", "false");
        assertThat(here.send("DELETE", "/me/sessions", Map.of(), Map.of()).status())
                .isEqualTo(204);
        assertThat(there.get("/me").status()).isEqualTo(401);
        assertThat(here.get("/me").status()).isEqualTo(200);
    }

    @Test
    void nobodyEndsASessionOfSomebodyElse() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer other = Newcomer.signedIn(ominigate);
        String session =
                jo.get("/me/sessions").json().path("items").path(0).path("id").asText();

        assertThat(other.send("DELETE", "/me/sessions/" + session, Map.of(), Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(jo.get("/me").status()).isEqualTo(200);
    }

    @Test
    void whatAnotherSiteHasTheBrowserSendIsRefused() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);

        for (Map<String, String> from : List.of(
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "", "Origin", "https://elsewhere.example"),
                Map.of("Sec-Fetch-Site", "", "Origin", "null"),
                Map.of("Sec-Fetch-Site", ""))) {
            Answer refused = jo.send("DELETE", "/me/sessions", Map.of(), from);
            assertThat(refused.status()).as(from.toString()).isEqualTo(403);
            assertThat(refused.json().path("code").asText()).isEqualTo("cross_site");
        }
        assertThat(jo.send(
                                "DELETE",
                                "/me/sessions",
                                Map.of(),
                                Map.of(
                                        "Sec-Fetch-Site",
                                        "",
                                        "Origin",
                                        ominigate.application().baseUrl().toString()))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void whoForgotThePasswordChoosesAnotherByALetterAndIsSignedOutEverywhere() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer away = jo.elsewhere();
        assertThat(away.post("/password/reset", Map.of("email", jo.email())).status())
                .isEqualTo(202);
        Map<String, String> choice = Map.of("token", jo.letter("PASSWORD_RESET"), "password", "five loud ducks swim");

        assertThat(away.post("/password/reset/confirm", choice).status()).isEqualTo(204);

        assertThat(jo.get("/me").status()).isEqualTo(401);
        assertThat(away.post("/session", Map.of("email", jo.email(), "password", "five loud ducks swim"))
                        .status())
                .isEqualTo(200);
        assertThat(jo.letter("PASSWORD_CHANGED")).isNotEmpty();
        assertThat(away.post("/password/reset/confirm", choice)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("link_invalid");
    }

    @Test
    void askingForAnotherPasswordTellsNothing() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate).elsewhere();
        Newcomer nobody = Newcomer.at(ominigate);

        Answer known = jo.post("/password/reset", Map.of("email", jo.email()));
        Answer unknown = nobody.post("/password/reset", Map.of("email", nobody.email()));

        assertThat(known.status()).isEqualTo(unknown.status());
        assertThat(known.response().body()).isEqualTo(unknown.response().body());
        assertThat(nobody.letter("PASSWORD_RESET")).isEmpty();
    }

    @Test
    void aSecondFactorIsAskedForOnceItHasShownACode() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        JsonNode offer = jo.post("/me/second-factor", Map.of("password", Newcomer.PASSWORD))
                .json();
        byte[] secret = Base32.decode(offer.path("secret").asText());
        long step = Totp.step(Instant.now());
        JsonNode codes = jo.post("/me/second-factor/confirm", Map.of("code", Totp.code(secret, step)))
                .json()
                .path("codes");
        Newcomer away = jo.elsewhere();

        assertThat(away.post("/session", jo.credentials()).json().path("code").asText())
                .isEqualTo("code_needed");
        assertThat(withCode(away, "000000").status()).isEqualTo(401);
        assertThat(codes).hasSize(10);
        assertThat(withCode(jo.elsewhere(), codes.path(0).asText()).status()).isEqualTo(200);
        assertThat(withCode(jo.elsewhere(), codes.path(0).asText()).status()).isEqualTo(401);
    }

    @Test
    void whoeverSignsInOftenWithASecondFactorNeverWaits() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        byte[] secret = Base32.decode(jo.post("/me/second-factor", Map.of("password", Newcomer.PASSWORD))
                .json()
                .path("secret")
                .asText());
        JsonNode codes = jo.post(
                        "/me/second-factor/confirm", Map.of("code", Totp.code(secret, Totp.step(Instant.now()))))
                .json()
                .path("codes");

        for (JsonNode code : codes) {
            assertThat(jo.elsewhere().post("/session", jo.credentials()).status())
                    .isEqualTo(401);
            assertThat(withCode(jo.elsewhere(), code.asText()).status()).isEqualTo(200);
        }
    }

    private static Answer withCode(Newcomer jo, String code) throws Exception {
        return jo.post("/session", Map.of("email", jo.email(), "password", Newcomer.PASSWORD, "code", code));
    }

    @Test
    void somebodyTellsOfThemselvesWhatTheyLikeAndTakesItBack() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Map<String, String> version =
                Map.of("If-Match", "\"" + jo.get("/me").json().path("version") + "\"");

        Answer told =
                jo.send("PUT", "/me", Map.of("language", "zh-CN", "name", "Jo", "timeZone", "Europe/Zurich"), version);
        assertThat(told.json().path("name").asText()).isEqualTo("Jo");
        assertThat(told.json().path("timeZone").asText()).isEqualTo("Europe/Zurich");

        assertThat(jo.send("PUT", "/me", Map.of("language", "en"), version).status())
                .isEqualTo(412);
        Map<String, String> now = Map.of("If-Match", "\"" + told.json().path("version") + "\"");
        assertThat(jo.send("PUT", "/me", Map.of("language", "en"), now).json().has("name"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"name, J\\u202Eo", "country, Switzerland", "timeZone, Mars/Base", "language, tlh"})
    void whatCannotBeIsRefusedByName(String field, String value) throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Map<String, String> fields = new HashMap<>(Map.of("language", "en"));
        fields.put(field, value);

        Answer refused = jo.send("PUT", "/me", fields, Map.of("If-Match", "\"1\""));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("detail").asText()).contains("'" + field + "'");
    }

    @Test
    void aSessionThatNobodyUsesEndsAfterAWeek() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement("""
                UPDATE customer.session SET last_used_at = ? WHERE member =
                    (SELECT id FROM customer.member WHERE email = ?)
                """)) {
            update.setObject(1, Instant.now().minus(Duration.ofDays(7)).atOffset(ZoneOffset.UTC));
            update.setString(2, jo.email());
            assertThat(update.executeUpdate()).isOne();
        }

        assertThat(jo.get("/me").status()).isEqualTo(401);
    }

    private static List<String> values(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .collect(Collectors.toList());
    }
}
