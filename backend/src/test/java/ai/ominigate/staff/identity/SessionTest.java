package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(TestClock.SETTINGS);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aTokenIsGoodForNothingAfterSignOut() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        assertThat(support.send("DELETE", "/admin/v1/session", "").status()).isEqualTo(204);

        assertEnded(support);
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .containsExactly(
                        "staff:" + support.id() + " session.open DONE staff:" + support.id(),
                        "staff:" + support.id() + " session.close DONE staff:" + support.id());
    }

    @Test
    void aSessionEndsAfterAnHourWithoutUse() throws Exception {
        Colleague used = Colleague.signedIn(ominigate, Role.SUPPORT);
        Colleague idle = Colleague.signedIn(ominigate, Role.SUPPORT);

        later(Duration.ofMinutes(50));
        assertThat(used.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
        later(Duration.ofMinutes(11));

        assertEnded(idle);
        assertThat(used.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
    }

    @Test
    void aSessionEndsAfterEightHoursHoweverMuchItIsUsed() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        for (int halfHours = 1; halfHours < 16; halfHours++) {
            later(Duration.ofMinutes(30));
            assertThat(support.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
        }
        later(Duration.ofMinutes(31));

        assertEnded(support);
    }

    @Test
    void whoeverIsSignedInTwiceSeesBothSessionsAndCanEndTheOther() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String first = support.token();
        support.signIn();

        Answer list = support.send("GET", "/admin/v1/sessions", "");
        assertThat(list.json().path("items")).hasSize(2);
        assertThat(list.json().path("items").get(0).path("current").asBoolean()).isTrue();
        assertThat(list.response().body()).doesNotContain(support.token()).doesNotContain(first);

        String other = list.json().path("items").get(1).path("id").asText();
        assertThat(support.send("DELETE", "/admin/v1/sessions/" + other, "").status())
                .isEqualTo(204);
        assertThat(me(first).status()).isEqualTo(401);
        assertThat(support.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
        assertThat(support.send("DELETE", "/admin/v1/sessions/" + other, "").status())
                .isEqualTo(404);
    }

    @Test
    void nobodyEndsSomebodyElsesSessionAsTheirOwn() throws Exception {
        Colleague one = Colleague.signedIn(ominigate, Role.SUPPORT);
        Colleague other = Colleague.signedIn(ominigate, Role.SUPPORT);
        String session = other.send("GET", "/admin/v1/me", "")
                .json()
                .path("session")
                .path("id")
                .asText();

        assertThat(one.send("DELETE", "/admin/v1/sessions/" + session, "").status())
                .isEqualTo(404);
        assertThat(other.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
    }

    @Test
    void aRoleThatWasTakenAwayIsGoneWithTheNextRequest() throws Exception {
        Colleague finance = Colleague.signedIn(ominigate, Role.FINANCE);
        assertThat(finance.send("POST", "/admin/v1/ledger/verify", "").status()).isEqualTo(200);

        update("UPDATE staff.member SET roles = ARRAY['SUPPORT'] WHERE id = ?", finance);

        assertThat(finance.send("POST", "/admin/v1/ledger/verify", "").status()).isEqualTo(403);
    }

    @Test
    void whoeverHasLeftIsSignedOut() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        update("UPDATE staff.member SET status = 'REMOVED' WHERE id = ?", support);

        assertEnded(support);
        assertThat(support.signIn(support.password(), support.code()).status()).isEqualTo(401);
    }

    @Test
    void dangerousActionsAskForTheSecondFactorAgainAndForFiveMinutesNoMore() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        Answer refused = support.send("POST", "/admin/v1/me/authenticator", "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("step_up_required");
        assertThat(refused.json().path("needs").path("stepUp").asBoolean()).isTrue();

        support.stepUp();
        assertThat(support.send("POST", "/admin/v1/me/authenticator", "").status())
                .isEqualTo(200);
        assertThat(support.send("GET", "/admin/v1/me", "")
                        .json()
                        .path("session")
                        .has("steppedUpUntil"))
                .isTrue();

        later(Duration.ofMinutes(5));
        assertThat(support.send("POST", "/admin/v1/me/authenticator", "").status())
                .isEqualTo(403);
        assertThat(support.send("GET", "/admin/v1/me", "")
                        .json()
                        .path("session")
                        .has("steppedUpUntil"))
                .isFalse();
    }

    @Test
    void aStepUpOfOneSessionIsNoneOfAnother() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String first = support.token();
        support.signIn();
        support.stepUp();

        Answer refused =
                ominigate.send("POST", "/admin/v1/me/authenticator", "", Map.of("Authorization", "Bearer " + first));

        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void theCodeOfTheSignInIsNoStepUp() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        String code = support.code();
        Answer signedIn = support.signIn(support.password(), code);

        Answer refused = ominigate.send(
                "POST",
                "/admin/v1/session/step-up",
                "{\"totp\":\"" + code + "\"}",
                Map.of(
                        "Authorization",
                        "Bearer " + signedIn.json().path("token").asText()));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asText()).isEqualTo("code_wrong");
    }

    @Test
    void onlyHashesOfTokensAreKept() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM staff.session s WHERE s::text LIKE '%' || ? || '%'")) {
            statement.setString(1, support.token().substring(3));
            try (var row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isZero();
            }
        }
    }

    private static void update(String sql, Colleague colleague) throws Exception {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(colleague.id()));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static void assertEnded(Colleague colleague) throws Exception {
        Answer refused = colleague.send("GET", "/admin/v1/me", "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("code").asText()).isEqualTo("token_invalid");
    }

    private static Answer me(String token) throws Exception {
        return ominigate.send("GET", "/admin/v1/me", "", Map.of("Authorization", "Bearer " + token));
    }

    private static void later(Duration duration) {
        ominigate.application().context().getBean(TestClock.class).advance(duration);
    }
}
