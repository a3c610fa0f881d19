package ai.ominigate.customer.team;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several people in one account, and nobody in another's. */
@ExtendWith(SharedOminiGate.class)
class TeamTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() {
        ominigate = SharedOminiGate.get();
    }

    @Test
    void whoeverIsAskedInComesByALetterWithTheRoleThatTheOwnerChose() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);

        Newcomer guest = owner.inviting("DEVELOPER");

        JsonNode me = guest.get("/me").json();
        assertThat(me.path("role").asText()).isEqualTo("DEVELOPER");
        assertThat(me.path("account")).isEqualTo(owner.get("/me").json().path("account"));
        assertThat(emails(owner)).containsExactly(owner.email(), guest.email());
        assertThat(owner.get("/team/invitations").json().path("items")).isEmpty();
    }

    @Test
    void whoeverIsAskedOutIsSignedOutAndForgotten() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer guest = owner.inviting("BILLING");

        assertThat(delete(
                        owner,
                        "/team/members/" + guest.get("/me").json().path("id").asText()))
                .isEqualTo(204);

        assertThat(guest.get("/me").status()).isEqualTo(401);
        assertThat(guest.post("/session", guest.credentials()).status()).isEqualTo(401);
        assertThat(emails(owner)).containsExactly(owner.email());
        assertThat(Newcomer.at(ominigate)
                        .post("/sign-up", Map.of("email", guest.email(), "password", Newcomer.PASSWORD))
                        .status())
                .isEqualTo(202);
        assertThat(guest.letter("SIGN_UP_CONFIRM")).isNotEmpty();
    }

    @Test
    void onlyTheOwnerAsksPeopleInAndOut() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer guest = owner.inviting("DEVELOPER");
        String id = owner.get("/me").json().path("id").asText();

        Answer refused = guest.post("/team/invitations", Map.of("email", "x@example.com", "role", "BILLING"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").asText())
                .isEqualTo("You are in this account as developer; this is for its owner.");
        assertThat(delete(guest, "/team/members/" + id)).isEqualTo(403);
    }

    @Test
    void nobodyReachesIntoAnotherAccount() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        String guest = owner.inviting("DEVELOPER").get("/me").json().path("id").asText();
        Newcomer stranger = Newcomer.signedIn(ominigate);
        owner.post("/team/invitations", Map.of("email", "waiting@example.com", "role", "BILLING"));
        String invitation = owner.get("/team/invitations")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asText();

        assertThat(delete(stranger, "/team/members/" + guest)).isEqualTo(404);
        assertThat(delete(stranger, "/team/invitations/" + invitation)).isEqualTo(404);
        assertThat(stranger.send(
                                "PUT", "/team/members/" + guest, Map.of("role", "BILLING"), Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(404);
        assertThat(emails(owner)).hasSize(2);
    }

    @Test
    void theOwnerStays() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);

        Answer refused = owner.send("DELETE", "/team/members/me", Map.of(), Map.of());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("owner_stays");
    }

    @Test
    void aMemberLeavesByThemselves() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer guest = owner.inviting("DEVELOPER");

        assertThat(delete(guest, "/team/members/me")).isEqualTo(204);

        assertThat(emails(owner)).containsExactly(owner.email());
    }

    @Test
    void nobodyHasUsWriteToAStrangerAgainAndAgain() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Answer last = null;
        for (int i = 0; i < 5; i++) {
            last = owner.post("/team/invitations", Map.of("email", "stranger@example.com", "role", "BILLING"));
            JsonNode open = owner.get("/team/invitations").json().path("items");
            open.forEach(invitation -> takeBack(owner, invitation.path("id").asText()));
        }

        assertThat(last).isNotNull();
        assertThat(last.status()).isEqualTo(429);
    }

    private static void takeBack(Newcomer owner, String invitation) {
        try {
            assertThat(delete(owner, "/team/invitations/" + invitation)).isEqualTo(204);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int delete(Newcomer who, String path) throws Exception {
        return who.send("DELETE", path, Map.of(), Map.of()).status();
    }

    private static List<String> emails(Newcomer owner) throws Exception {
        JsonNode items = owner.get("/team/members").json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("email").asText())
                .toList();
    }
}
