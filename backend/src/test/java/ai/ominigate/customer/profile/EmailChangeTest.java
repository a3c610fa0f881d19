package ai.ominigate.customer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.SharedOminiGate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another address: both mailboxes say yes, and the old one can have it back. */
@ExtendWith(SharedOminiGate.class)
class EmailChangeTest {
    private static RunningOminiGate ominigate;

    private final String other = "other-" + UUID.randomUUID() + "@example.org";

    @BeforeAll
    static void start() {
        ominigate = SharedOminiGate.get();
    }

    @Test
    void itIsChangedWhenBothMailboxesHaveSaidYesInEitherOrder() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        ask(jo, other);

        Answer first = follow(jo, jo.letter("EMAIL_CONFIRM_NEW", other));
        assertThat(first.json().path("done").asBoolean()).isFalse();
        assertThat(jo.get("/me").json().path("email").asText()).isEqualTo(jo.email());

        Answer second = follow(jo, jo.letter("EMAIL_CONFIRM_OLD"));
        assertThat(second.json().path("done").asBoolean()).isTrue();
        assertThat(jo.get("/me").json().path("email").asText()).isEqualTo(other);
        assertThat(signIn(jo, other).status()).isEqualTo(200);
        assertThat(signIn(jo, jo.email()).status()).isEqualTo(401);
    }

    @Test
    void theOldMailboxTakesItBackAndEverybodyIsSignedOut() throws Exception {
        Newcomer jo = changed();

        assertThat(follow(jo, jo.letter("EMAIL_CHANGED")).status()).isEqualTo(200);

        assertThat(jo.get("/me").status()).isEqualTo(401);
        assertThat(signIn(jo, jo.email()).status()).isEqualTo(401);
        assertThat(signIn(jo, other).status()).isEqualTo(401);
        Newcomer back = jo.elsewhere();
        assertThat(back.post(
                                "/password/reset/confirm",
                                Map.of("token", jo.letter("EMAIL_BACK"), "password", "four calm cranes rest"))
                        .status())
                .isEqualTo(204);
        assertThat(back.post("/session", Map.of("email", jo.email(), "password", "four calm cranes rest"))
                        .status())
                .isEqualTo(200);
    }

    /** Somebody who had the password and the mailbox for a moment moves the account twice. */
    @Test
    void whoeverMovedItOnDoesNotGetItAgainAfterItWasTakenBack() throws Exception {
        Newcomer victim = changed();
        String further = "further-" + UUID.randomUUID() + "@example.org";
        ask(victim, further);
        follow(victim, victim.letter("EMAIL_CONFIRM_OLD", other));
        follow(victim, victim.letter("EMAIL_CONFIRM_NEW", further));
        assertThat(victim.get("/me").json().path("email").asText()).isEqualTo(further);
        victim.elsewhere().post("/password/reset", Map.of("email", further));

        assertThat(follow(victim, victim.letter("EMAIL_CHANGED")).status()).isEqualTo(200);

        assertThat(follow(victim, victim.letter("EMAIL_CHANGED", other)).status())
                .isEqualTo(400);
        assertThat(victim.elsewhere()
                        .post(
                                "/password/reset/confirm",
                                Map.of(
                                        "token",
                                        victim.letter("PASSWORD_RESET", further),
                                        "password",
                                        "nine grey owls wait"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whoeverOnlyHasTheSessionChangesNothing() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);

        Answer refused = jo.send("PUT", "/me/email", Map.of("email", other, "password", "not the password"), Map.of());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asText()).isEqualTo("password_wrong");
        assertThat(jo.letter("EMAIL_CONFIRM_NEW", other)).isEmpty();
    }

    @Test
    void anAddressOfAnotherAccountIsNotTakenAndNotToldOf() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer owner = Newcomer.signedIn(ominigate);

        ask(jo, owner.email());
        follow(jo, jo.letter("EMAIL_CONFIRM_OLD"));
        Answer last = follow(jo, owner.letter("EMAIL_CONFIRM_NEW"));

        assertThat(last.status()).isEqualTo(409);
        assertThat(jo.get("/me").json().path("email").asText()).isEqualTo(jo.email());
        assertThat(owner.get("/me").json().path("email").asText()).isEqualTo(owner.email());
    }

    @Test
    void nobodyElseGetsAnAddressThatCanStillBeTakenBack() throws Exception {
        Newcomer jo = changed();
        Newcomer stranger = jo.elsewhere();
        stranger.post("/sign-up", stranger.credentials());

        Answer refused = stranger.post(
                "/sign-up/confirm", Map.of("token", stranger.letter("SIGN_UP_CONFIRM"), "password", Newcomer.PASSWORD));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("email_reserved");
        assertThat(follow(jo, jo.letter("EMAIL_CHANGED")).status()).isEqualTo(200);
    }

    private Newcomer changed() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        ask(jo, other);
        follow(jo, jo.letter("EMAIL_CONFIRM_NEW", other));
        follow(jo, jo.letter("EMAIL_CONFIRM_OLD"));
        return jo;
    }

    private static void ask(Newcomer jo, String email) throws Exception {
        assertThat(jo.send("PUT", "/me/email", Map.of("email", email, "password", Newcomer.PASSWORD), Map.of())
                        .status())
                .isEqualTo(202);
    }

    private static Answer follow(Newcomer jo, String token) throws Exception {
        return jo.elsewhere().post("/email/confirm", Map.of("token", token));
    }

    private static Answer signIn(Newcomer jo, String email) throws Exception {
        return jo.elsewhere().post("/session", Map.of("email", email, "password", Newcomer.PASSWORD));
    }
}
