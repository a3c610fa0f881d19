package ai.ominigate.customer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys of one's own: who makes them, what they are good for, and what they are not. */
@ExtendWith(SharedOminiGate.class)
class OwnKeyTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() {
        ominigate = SharedOminiGate.get();
    }

    @Test
    void aKeyIsShownOnceAndListedByItsFirstCharacters() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);

        Answer made = jo.post("/keys", Map.of("name", "production"));

        assertThat(made.status()).isEqualTo(201);
        String secret = made.json().path("secret").asText();
        assertThat(secret).startsWith("og-");
        Answer listed = jo.get("/keys");
        assertThat(listed.json().path("items").path(0).path("name").asText()).isEqualTo("production");
        assertThat(listed.response().body()).doesNotContain(secret);
    }

    @Test
    void aKeyThatManagesDoesWhatItsOwnerMayButPayAndAskPeopleIn() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String manager = manager(jo);

        assertThat(with(manager, "GET", "/keys", "").status()).isEqualTo(200);
        assertThat(with(manager, "GET", "/usage/days", "").status()).isEqualTo(200);
        assertThat(with(manager, "GET", "/balance", "").status()).isEqualTo(200);
        assertThat(with(manager, "POST", "/keys", "{\"name\":\"made by a program\"}")
                        .status())
                .isEqualTo(201);
        assertThat(with(manager, "POST", "/keys", "{\"name\":\"another\",\"scope\":\"MANAGE\"}")
                        .status())
                .isEqualTo(403);
        assertThat(with(manager, "GET", "/me", "").status()).isEqualTo(403);
        assertThat(with(manager, "POST", "/team/invitations", "{\"email\":\"x@example.com\",\"role\":\"BILLING\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aKeyThatCallsModelsManagesNothing() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String caller =
                jo.post("/keys", Map.of("name", "calls")).json().path("secret").asText();

        Await.until("the key is known", () -> with(caller, "GET", "/keys", "").status() != 401);
        Answer refused = with(caller, "GET", "/keys", "");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("scope_missing");
    }

    @Test
    void aKeyThatManagesCallsNoModel() throws Exception {
        String manager = manager(Newcomer.signedIn(ominigate));

        Answer refused = ominigate.send(
                "POST",
                "/v1/chat/completions",
                "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                Map.of("Authorization", "Bearer " + manager));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("error").path("code").asText()).isEqualTo("model_not_allowed");
    }

    @Test
    void aKeyIsReplacedByOneThatMayDoTheSame() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Answer made = jo.post("/keys", Map.of("name", "production"));
        String id = made.json().path("key").path("id").asText();

        Answer replaced = jo.post("/keys/" + id + "/rotate", Map.of());

        assertThat(replaced.status()).isEqualTo(201);
        assertThat(replaced.json().path("key").path("name").asText()).isEqualTo("production");
        assertThat(replaced.json().path("secret")).isNotEqualTo(made.json().path("secret"));
        assertThat(jo.get("/keys").json().path("items").path(1).has("revokedAt"))
                .isTrue();
        assertThat(jo.post("/keys/" + id + "/rotate", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void aRevokedKeyManagesNothingAnyMore() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String manager = manager(jo);
        String id = jo.get("/keys").json().path("items").path(0).path("id").asText();

        jo.send("DELETE", "/keys/" + id, Map.of(), Map.of());

        Await.until(
                "the key is refused", () -> with(manager, "GET", "/keys", "").status() == 401);
    }

    @Test
    void nobodyReachesKeysOfAnotherAccount() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String id = jo.post("/keys", Map.of("name", "mine"))
                .json()
                .path("key")
                .path("id")
                .asText();
        Newcomer other = Newcomer.signedIn(ominigate);

        assertThat(other.send("DELETE", "/keys/" + id, Map.of(), Map.of()).status())
                .isEqualTo(404);
        assertThat(other.post("/keys/" + id + "/rotate", Map.of()).status()).isEqualTo(404);
        assertThat(other.get("/keys").json().path("items")).isEmpty();
        assertThat(jo.get("/keys").json().path("items").path(0).has("revokedAt"))
                .isFalse();
    }

    @Test
    void onlyTheOwnerGetsTheSecretOfAKeyThatManages() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        String manager = manager(owner);
        String id = owner.get("/keys").json().path("items").path(0).path("id").asText();
        Newcomer developer = owner.inviting("DEVELOPER");

        assertThat(developer
                        .post("/keys", Map.of("name", "mine", "scope", "MANAGE"))
                        .status())
                .isEqualTo(403);
        assertThat(developer.post("/keys/" + id + "/rotate", Map.of()).status()).isEqualTo(403);
        assertThat(with(manager, "POST", "/keys/" + id + "/rotate", "").status())
                .isEqualTo(403);
        assertThat(with(manager, "GET", "/keys", "").status()).isEqualTo(200);
    }

    @Test
    void whatAKeyMayDoIsChangedWhileItsSecretStays() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        String manager = manager(jo);
        String id = jo.get("/keys").json().path("items").path(0).path("id").asText();

        Answer changed = jo.send("PUT", "/keys/" + id, Map.of("name", "renamed"), Map.of());
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("name").asText()).isEqualTo("renamed");
        assertThat(changed.json().path("scope").asText()).isEqualTo("MANAGE");
        assertThat(with(manager, "GET", "/keys", "").status()).isEqualTo(200);

        Answer narrowed = with(manager, "GET", "/keys", "");
        assertThat(narrowed.status()).isEqualTo(200);
        String elsewhere = "{\"name\":\"renamed\",\"networks\":[\"203.0.113.0/24\"]}";
        assertThat(ominigate
                        .send(
                                "PUT",
                                "/api/v1/keys/" + id,
                                elsewhere,
                                Map.of("Cookie", "session=" + jo.cookie(), "Sec-Fetch-Site", "same-origin"))
                        .status())
                .isEqualTo(200);
        Await.until(
                "the key is refused from here",
                () -> with(manager, "GET", "/keys", "").status() == 403);
        assertThat(jo.inviting("DEVELOPER")
                        .send("PUT", "/keys/" + id, Map.of("name", "mine"), Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(Newcomer.signedIn(ominigate)
                        .send("PUT", "/keys/" + id, Map.of("name", "mine"), Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(jo.send("PUT", "/keys/" + id, Map.of("name", " "), Map.of()).status())
                .isEqualTo(400);
    }

    private static String manager(Newcomer owner) throws Exception {
        Answer made = owner.post("/keys", Map.of("name", "manages", "scope", "MANAGE"));
        assertThat(made.status()).isEqualTo(201);
        String secret = made.json().path("secret").asText();
        Await.until("the key is known", () -> with(secret, "GET", "/keys", "").status() == 200);
        return secret;
    }

    private static Answer with(String key, String method, String path, String body)
            throws IOException, InterruptedException {
        return ominigate.send(method, "/api/v1" + path, body, Map.of("Authorization", "Bearer " + key));
    }
}
