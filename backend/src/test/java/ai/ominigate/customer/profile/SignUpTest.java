package ai.ominigate.customer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.SharedOminiGate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How somebody gets an account, and what nobody learns by trying. */
@ExtendWith(SharedOminiGate.class)
class SignUpTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() {
        ominigate = SharedOminiGate.get();
    }

    @Test
    void anAddressAndAPasswordAreEnough() throws Exception {
        Newcomer jo = Newcomer.at(ominigate);

        assertThat(jo.post("/sign-up", jo.credentials()).status()).isEqualTo(202);
        Answer made = jo.post(
                "/sign-up/confirm", Map.of("token", jo.letter("SIGN_UP_CONFIRM"), "password", Newcomer.PASSWORD));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("email").asText()).isEqualTo(jo.email());
        assertThat(made.json().path("role").asText()).isEqualTo("OWNER");
        assertThat(jo.get("/me").json().path("id")).isEqualTo(made.json().path("id"));
    }

    @Test
    void nothingIsFilledInThatNobodyHasTold() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);

        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement("""
                SELECT m.name IS NULL AND m.company IS NULL AND m.country IS NULL AND m.time_zone IS NULL, a.name
                FROM customer.member m JOIN accounts.account a ON a.id = m.account WHERE m.email = ?
                """)) {
            query.setString(1, jo.email());
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBoolean(1)).isTrue();
                assertThat(row.getString(2)).matches("Account [0-9a-f]{12}");
            }
        }
    }

    @Test
    void thereIsNoAccountBeforeTheLinkIsFollowed() throws Exception {
        Newcomer jo = Newcomer.at(ominigate);
        jo.post("/sign-up", jo.credentials());

        assertThat(accounts(jo.email())).isZero();
        assertThat(jo.post("/session", jo.credentials()).status()).isEqualTo(401);
    }

    /** Somebody signs up with a stranger's address and hopes that the stranger follows the link. */
    @Test
    void whoeverDoesNotKnowThePasswordGetsNothingByTheLink() throws Exception {
        Newcomer stranger = Newcomer.at(ominigate);
        stranger.post("/sign-up", stranger.credentials());
        String token = stranger.letter("SIGN_UP_CONFIRM");

        Answer wrong = stranger.post("/sign-up/confirm", Map.of("token", token, "password", "whatever it may be"));

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("code").asText()).isEqualTo("password_wrong");
        assertThat(accounts(stranger.email())).isZero();
    }

    @Test
    void aLinkIsGoodForFiveTriesAndForOneAccount() throws Exception {
        Newcomer jo = Newcomer.at(ominigate);
        jo.post("/sign-up", jo.credentials());
        String token = jo.letter("SIGN_UP_CONFIRM");
        for (int i = 0; i < 5; i++) {
            jo.post("/sign-up/confirm", Map.of("token", token, "password", "a wrong one, number " + i));
        }

        Answer late = jo.post("/sign-up/confirm", Map.of("token", token, "password", Newcomer.PASSWORD));

        assertThat(late.json().path("code").asText()).isEqualTo("link_invalid");
        Newcomer other = Newcomer.signedIn(ominigate);
        assertThat(other.post(
                                "/sign-up/confirm",
                                Map.of("token", other.letter("SIGN_UP_CONFIRM"), "password", Newcomer.PASSWORD))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("link_invalid");
    }

    @Test
    void whoHasAnAccountIsToldSoInTheirMailboxAlone() throws Exception {
        Newcomer jo = Newcomer.signedIn(ominigate);
        Newcomer nobody = Newcomer.at(ominigate);

        Answer known = jo.elsewhere().post("/sign-up", Map.of("email", jo.email(), "password", "another long one 17"));
        Answer unknown = nobody.post("/sign-up", nobody.credentials());

        assertThat(known.status()).isEqualTo(unknown.status()).isEqualTo(202);
        assertThat(known.response().body()).isEqualTo(unknown.response().body());
        assertThat(jo.letter("SIGN_UP_KNOWN")).isEqualTo("reset");
        assertThat(accounts(jo.email())).isOne();
    }

    @Test
    void aWeakPasswordIsRefusedWithWhatIsWrong() throws Exception {
        Newcomer jo = Newcomer.at(ominigate);

        Answer shortOne = jo.post("/sign-up", Map.of("email", jo.email(), "password", "short"));

        assertThat(shortOne.status()).isEqualTo(400);
        assertThat(shortOne.json().path("code").asText()).isEqualTo("password_weak");
        assertThat(shortOne.json().path("detail").asText()).isEqualTo("A password has 12 to 128 characters.");
        assertThat(jo.letter("SIGN_UP_CONFIRM")).isEmpty();
    }

    private static int accounts(String email) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM accounts.account WHERE email = ?")) {
            query.setString(1, email);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
