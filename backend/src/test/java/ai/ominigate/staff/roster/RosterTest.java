package ai.ominigate.staff.roster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RosterTest {
    private RunningOminiGate ominigate;
    private Colleague admin;

    @BeforeEach
    void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.of());
        admin = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
    }

    @AfterEach
    void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void anAdministratorInvitesSomebodyWhoThenAccepts() throws Exception {
        Answer invited = invite("ada@ominigate.example", "SUPPORT");
        assertThat(invited.status()).isEqualTo(201);
        String token = invited.json().path("token").asText();
        String id = invited.json().path("invitation").path("id").asText();
        assertThat(AuditEntries.about(ominigate.database(), "invitation:" + id))
                .containsExactly("staff:" + admin.id() + " staff.invite DONE invitation:" + id);

        Answer list = admin.send("GET", "/admin/v1/invitations", "");
        assertThat(list.json().path("items").get(0)).isEqualTo(invited.json().path("invitation"));
        assertThat(list.response().body()).doesNotContain(token);
        assertThat(accept(token).status()).isEqualTo(200);
        assertThat(admin.send("GET", "/admin/v1/invitations", "")
                        .json()
                        .path("items")
                        .get(0)
                        .path("accepted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anInvitationIsRenewedAndWithdrawn() throws Exception {
        Answer invited = invite("ada@ominigate.example", "SUPPORT");
        String path = "/admin/v1/invitations/"
                + invited.json().path("invitation").path("id").asText();

        Answer renewed = admin.send("POST", path + "/token", "");
        assertThat(accept(invited.json().path("token").asText()).status()).isEqualTo(404);
        assertThat(accept(renewed.json().path("token").asText()).status()).isEqualTo(200);

        assertThat(admin.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(accept(renewed.json().path("token").asText()).status()).isEqualTo(404);
        assertThat(admin.send("DELETE", path, "").status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeInvitedIsRefused() throws Exception {
        assertThat(invite("no address", "SUPPORT").status()).isEqualTo(400);
        assertThat(invite("ada@ominigate.example", "ADMIN\",\"SUPPORT").status())
                .isEqualTo(400);
        assertThat(invite(admin.email(), "SUPPORT").json().path("code").asText())
                .isEqualTo("email_taken");
    }

    @Test
    void theOnlyAdministratorInvitesAnotherAndTwoCannotWithoutASecondPerson() throws Exception {
        assertThat(invite("ada@ominigate.example", "ADMIN").status()).isEqualTo(201);

        Colleague.enrolled(ominigate, Role.ADMIN);
        assertThat(invite("grace@ominigate.example", "ADMIN")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("second_person_needed");
    }

    @Test
    void membersAreListedWithTheirSessionsAndTheseCanBeEnded() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        support.signIn();

        Answer list = admin.send("GET", "/admin/v1/staff", "");
        assertThat(list.json().path("items")).hasSize(2);
        assertThat(list.json().path("items").get(0).path("email").asText()).isEqualTo(support.email());
        assertThat(list.json().path("items").get(0).path("sessions").asInt()).isEqualTo(2);

        String path = "/admin/v1/staff/" + support.id() + "/sessions";
        Answer sessions = admin.send("GET", path, "");
        String newest = sessions.json().path("items").get(0).path("id").asText();
        assertThat(admin.send("DELETE", path + "/" + newest, "").status()).isEqualTo(204);
        assertThat(support.send("GET", "/admin/v1/me", "").status()).isEqualTo(401);
        assertThat(admin.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(admin.send("GET", "/admin/v1/staff/" + support.id(), "")
                        .json()
                        .path("sessions")
                        .asInt())
                .isZero();
        assertThat(admin.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
    }

    private Answer invite(String email, String roles) throws Exception {
        return admin.send(
                "POST",
                "/admin/v1/invitations",
                "{\"email\":\"%s\",\"name\":\"Ada\",\"roles\":[\"%s\"]}".formatted(email, roles));
    }

    private Answer accept(String token) throws Exception {
        return ominigate.send(
                "POST",
                "/admin/v1/invitations/accept",
                "{\"token\":\"%s\",\"password\":\"correct horse battery staple\"}".formatted(token),
                Map.of());
    }
}
