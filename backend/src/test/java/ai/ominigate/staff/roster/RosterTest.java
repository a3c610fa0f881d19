package ai.ominigate.staff.roster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosterTest {
    /** Whoever tries wrong tokens from one network waits. */
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private static RunningOminiGate ominigate;

    private Colleague admin;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of("ominigate.trusted-proxies", "127.0.0.0/8"));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    /** With one administrator and nobody else. */
    @BeforeEach
    void startAnew() throws Exception {
        // What was answered before is looked through while those are still known whom it may name.
        assertThat(ominigate.leaks()).isEmpty();
        ominigate.forgetAnswers();
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE staff.member, staff.invitation, approval.proposal, rest.command CASCADE");
        }
        admin = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
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
    void accessIsConfirmedByAnotherAndThatItWasIsKept() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT);
        JsonNode before = access(ada.id());
        assertThat(before.at("/roles/0/role").asText()).isEqualTo("SUPPORT");
        assertThat(before.at("/roles/0").has("since")).isTrue();
        assertThat(before.has("review")).isFalse();

        Answer confirmed = review(ada.id(), "\"SUPPORT\"");

        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(access(ada.id())).isEqualTo(confirmed.json());
        assertThat(confirmed.json().at("/review/by/id").asText()).isEqualTo(admin.id());
        assertThat(confirmed.json().at("/review/taken")).isEmpty();
        assertThat(confirmed.json().path("due").asBoolean()).isFalse();
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + ada.id()))
                .contains("staff:" + admin.id() + " staff.review-access DONE staff:" + ada.id());
    }

    @Test
    void whatAReviewDoesNotConfirmGoesWhenAnotherAdministratorAgrees() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT, Role.FINANCE);

        Answer reviewed = review(ada.id(), "\"SUPPORT\"");

        assertThat(reviewed.status()).isEqualTo(202);
        assertThat(reviewed.json().at("/review/taken/0").asText()).isEqualTo("FINANCE");
        String approval = reviewed.json().at("/review/approval").asText();
        JsonNode proposal =
                second.send("GET", "/admin/v1/approvals/" + approval, "").json();
        assertThat(proposal.at("/changes/0").toString())
                .isEqualTo("{\"field\":\"roles\",\"before\":\"SUPPORT, FINANCE\",\"after\":\"SUPPORT\"}");
        assertThat(agree(second, proposal).status()).isEqualTo(200);
        JsonNode after = access(ada.id());
        assertThat(after.path("roles")).hasSize(1);
        assertThat(after.at("/roles/0/role").asText()).isEqualTo("SUPPORT");
    }

    @Test
    void nobodyReviewsThemselvesNorConfirmsWhatIsNotThere() throws Exception {
        assertThat(review(admin.id(), "\"ADMIN\"").json().path("code").asText()).isEqualTo("about_yourself");
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT);
        assertThat(review(ada.id(), "\"FINANCE\"").status()).isEqualTo(400);
        assertThat(access(ada.id()).has("review")).isFalse();
    }

    private JsonNode access(String member) throws Exception {
        for (JsonNode each :
                admin.send("GET", "/admin/v1/access?limit=200", "").json().path("items")) {
            if (each.path("id").asText().equals(member)) {
                return each;
            }
        }
        throw new AssertionError(member + " is not listed");
    }

    private Answer review(String member, String roles) throws Exception {
        return ominigate.send(
                "POST",
                "/admin/v1/staff/" + member + "/review",
                "{\"roles\":[" + roles + "],\"reason\":\"The quarter is over.\"}",
                Map.of(
                        "Authorization",
                        "Bearer " + admin.token(),
                        "If-Match",
                        "\"" + access(member).path("version").asLong() + "\""));
    }

    @Test
    void anInvitationIsRenewedAndWithdrawn() throws Exception {
        Answer invited = invite("ada@ominigate.example", "SUPPORT");
        String path = "/admin/v1/invitations/"
                + invited.json().path("invitation").path("id").asText();

        Answer renewed = change("POST", path + "/token", 1);
        assertThat(accept(invited.json().path("token").asText()).status()).isEqualTo(404);
        assertThat(accept(renewed.json().path("token").asText()).status()).isEqualTo(200);

        Answer stale = change("DELETE", path, 2);
        assertThat(stale.status()).as("it was accepted meanwhile").isEqualTo(412);
        assertThat(stale.json().path("current").path("accepted").asBoolean()).isTrue();
        assertThat(change("DELETE", path, 3).status()).isEqualTo(204);
        assertThat(accept(renewed.json().path("token").asText()).status()).isEqualTo(404);
        assertThat(change("DELETE", path, 3).status()).isEqualTo(404);
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
    void theOnlyAdministratorInvitesAloneAndOfTwoTheSecondAgrees() throws Exception {
        assertThat(invite("ada@ominigate.example", "ADMIN").json().has("token")).isTrue();

        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        assertThat(admin.send(
                                "POST",
                                "/admin/v1/invitations",
                                "{\"email\":\"grace@ominigate.example\",\"name\":\"Grace\",\"roles\":[\"SUPPORT\"]}")
                        .status())
                .as("the second person is told why")
                .isEqualTo(400);
        Answer asked = invite("grace@ominigate.example", "PRIVACY_OFFICER");
        assertThat(asked.json().has("token")).isFalse();
        assertThat(asked.json().path("approval").path("effect").asText())
                .isEqualTo("Invites Ada, grace@ominigate.example, as: Privacy officer.");
        assertThat(open()).doesNotContain("grace@ominigate.example");

        assertThat(agree(second, asked.json().path("approval")).status()).isEqualTo(200);
        assertThat(open()).contains("grace@ominigate.example");
    }

    @Test
    void whoeverOnlyLooksOnSeesNoAddressOfTheStaff() throws Exception {
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR);
        invite("ada@ominigate.example", "SUPPORT");
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        invite("grace@ominigate.example", "SUPPORT");

        for (String path : List.of("staff", "staff/" + second.id(), "invitations", "approvals")) {
            String seen =
                    auditor.send("GET", "/admin/v1/" + path, "").response().body();
            assertThat(seen).as(path).doesNotContain("@ominigate.example");
            assertThat(admin.send("GET", "/admin/v1/" + path, "").response().body())
                    .as(path)
                    .contains("@ominigate.example");
        }
        assertThat(auditor.send("GET", "/admin/v1/invitations", "").response().body())
                .contains("\"a•••@o•••.example\"");
    }

    @Test
    void neitherOfTwoWhoInviteSomebodyCanComeInAsThemAlone() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague third = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        agree(
                second,
                invite("grace@ominigate.example", "PRIVACY_OFFICER").json().path("approval"));
        JsonNode invitation = newestInvitation();
        assertThat(invitation.path("invitedBy").asText()).isEqualTo(admin.id());
        assertThat(invitation.path("agreedBy").asText()).isEqualTo(second.id());
        String path = "/admin/v1/invitations/" + invitation.path("id").asText() + "/token";

        Answer others = change(third, "POST", path, 1);
        assertThat(others.status()).isEqualTo(403);
        assertThat(others.json().path("code").asText()).isEqualTo("not_your_invitation");
        String replaced = token(change(admin, "POST", path, 1));
        String one = token(change(admin, "POST", path, 2));
        String other = token(change(second, "POST", path, 3));

        for (String alone : List.of(one, other, one + " " + one, replaced + " " + other, one + " " + other + " x")) {
            assertThat(accept(alone).status()).as(alone).isEqualTo(404);
        }
        assertThat(accept(one + " " + other).status()).isEqualTo(200);
        assertThat(accept(other + " " + one).status()).as("in either order").isEqualTo(200);
        assertThat(ominigate
                        .send(
                                "POST",
                                "/admin/v1/invitations/confirm",
                                "{\"token\":\"%s\",\"totp\":\"000000\"}".formatted(one),
                                Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatOneDecidedAloneIsNotRenewedOnceThereAreTwo() throws Exception {
        String id = invite("grace@ominigate.example", "PRIVACY_OFFICER")
                .json()
                .path("invitation")
                .path("id")
                .asText();
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();

        for (Colleague one : List.of(admin, second)) {
            assertThat(change(one, "POST", "/admin/v1/invitations/" + id + "/token", 1)
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("second_person_needed");
        }
        assertThat(change(second, "DELETE", "/admin/v1/invitations/" + id, 1).status())
                .isEqualTo(204);
    }

    private JsonNode newestInvitation() throws Exception {
        return admin.send("GET", "/admin/v1/invitations", "")
                .json()
                .path("items")
                .get(0);
    }

    private static String token(Answer answer) {
        return answer.json().path("token").asText();
    }

    @Test
    void ofAnInvitationThatWasDecidedNeitherNameNorAddressStaysBehind() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        for (String decision : List.of("refuse", "approve")) {
            JsonNode asked = invite("grace@ominigate.example", "SUPPORT").json().path("approval");
            String path = "/admin/v1/approvals/" + asked.path("id").asText();
            Answer decided = ominigate.send(
                    "POST",
                    path + "/" + decision,
                    decision.equals("approve") ? "{}" : "{\"reason\":\"not yet\"}",
                    Map.of(
                            "Authorization", "Bearer " + second.token(),
                            "If-Match", "\"" + asked.path("version").asLong() + "\"",
                            "Idempotency-Key", decision));

            assertThat(decided.status()).isEqualTo(200);
            assertThat(admin.send("GET", path, "").json().path("effect").asText())
                    .isEqualTo("Invites somebody, as: Support.");
        }
        for (String table : List.of("approval.proposal", "rest.command", "audit.payload")) {
            assertThat(rowsWith(table, "Invites somebody")).as(table).isPositive();
            assertThat(rowsWith(table, "grace@ominigate.example")).as(table).isZero();
            assertThat(rowsWith(table, "Ada")).as(table).isZero();
        }
    }

    private long rowsWith(String table, String text) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM " + table + " AS looked WHERE strpos(looked::text, ?) > 0")) {
            statement.setString(1, text);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
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

    @Test
    void whoeverLooksAtTheStaffIsWrittenDown() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR);
        String path = "/admin/v1/staff/" + support.id();

        Answer list = auditor.send("GET", "/admin/v1/staff", "");
        auditor.send("GET", path, "");
        auditor.send("GET", path + "/sessions", "");

        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .endsWith(
                        "staff:" + auditor.id() + " staff.view DONE staff:" + support.id(),
                        "staff:" + auditor.id() + " session.list DONE staff:" + support.id());
        assertThat(AuditEntries.of(
                        ominigate.database(),
                        list.response().headers().firstValue("x-request-id").orElseThrow()))
                .containsExactly("staff:" + auditor.id() + " staff.list DONE");
    }

    @Test
    void membersAreListedInPagesAndByStatus() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        agree(second, propose(support, "remove", "{\"reason\":\"leaves\"}"));

        Answer first = admin.send("GET", "/admin/v1/staff?limit=2", "");
        assertThat(first.json().path("items")).hasSize(2);
        String next = first.json().path("next").asText();
        assertThat(admin.send("GET", "/admin/v1/staff?limit=2&cursor=" + next, "")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .containsExactly(admin.id());
        assertThat(admin.send("GET", "/admin/v1/staff?status=REMOVED", "")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .containsExactly(support.id());
        assertThat(admin.send("GET", "/admin/v1/staff?status=ACTIVE", "")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .containsExactly(second.id(), admin.id());
    }

    @Test
    void membersAreSortedAndFilteredByWhatTheyDo() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        Colleague both = Colleague.signedIn(ominigate, Role.SUPPORT, Role.FINANCE);
        name(support.email(), "ada");
        name(both.email(), "Bob");
        name(admin.email(), "Zoe");

        assertThat(inPages("/admin/v1/staff?sort=name", "name")).containsExactly("ada", "Bob", "Zoe");
        assertThat(inPages("/admin/v1/staff?sort=-name", "name")).containsExactly("Zoe", "Bob", "ada");
        assertThat(inPages("/admin/v1/staff?sort=lastSignInAt", "name"))
                .as("who never was here is first")
                .containsExactly("ada", "Zoe", "Bob");
        assertThat(inPages("/admin/v1/staff?sort=joinedAt", "name")).containsExactly("Zoe", "ada", "Bob");
        assertThat(inPages("/admin/v1/staff?role=SUPPORT&sort=name", "name")).containsExactly("ada", "Bob");
        assertThat(inPages("/admin/v1/staff?role=SUPPORT&status=REMOVED", "name"))
                .isEmpty();
        assertThat(admin.send("GET", "/admin/v1/staff?sort=email", "")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo(
                        "This list cannot be sorted by 'email', but by joinedAt, name, lastSignInAt; with a minus sign"
                                + " before it for the largest first.");
        String cursor = admin.send("GET", "/admin/v1/staff?sort=name&limit=1", "")
                .json()
                .path("next")
                .asText();
        assertThat(admin.send("GET", "/admin/v1/staff?sort=-name&limit=1&cursor=" + cursor, "")
                        .status())
                .as("a cursor is good for the order that gave it")
                .isEqualTo(400);
    }

    @Test
    void invitationsAndSessionsAreListedInPagesTooAndSorted() throws Exception {
        invite("ada@ominigate.example", "SUPPORT");
        invite("bob@ominigate.example", "FINANCE");
        accept(invite("cleo@ominigate.example", "SUPPORT").json().path("token").asText());
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        support.signIn();

        assertThat(inPages("/admin/v1/invitations?sort=createdAt", "email"))
                .containsExactly("ada@ominigate.example", "bob@ominigate.example", "cleo@ominigate.example");
        assertThat(inPages("/admin/v1/invitations?role=SUPPORT", "email"))
                .containsExactly("cleo@ominigate.example", "ada@ominigate.example");
        assertThat(inPages("/admin/v1/invitations?accepted=false&sort=-expiresAt", "email"))
                .containsExactly("bob@ominigate.example", "ada@ominigate.example");
        String ofSupport = "/admin/v1/staff/" + support.id() + "/sessions";
        for (List<String> newestFirst :
                List.of(inPages(support, "/admin/v1/sessions", "createdAt"), inPages(ofSupport, "createdAt"))) {
            assertThat(newestFirst).hasSize(2).isSortedAccordingTo(Comparator.reverseOrder());
        }
        assertThat(inPages(ofSupport + "?sort=createdAt", "createdAt"))
                .hasSize(2)
                .isSorted();
        assertThat(inPages(ofSupport + "?sort=lastUsedAt", "lastUsedAt"))
                .hasSize(2)
                .isSorted();
    }

    @Test
    void theSameEndSentTwiceIsOne() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String invitation = "/admin/v1/invitations/"
                + invite("ada@ominigate.example", "SUPPORT")
                        .json()
                        .path("invitation")
                        .path("id")
                        .asText();
        String session = sessionOf(support);
        String sessions = "/admin/v1/staff/" + support.id() + "/sessions";
        for (String path : List.of(sessions + "/" + session, sessions, invitation)) {
            Map<String, String> headers =
                    Map.of("Authorization", "Bearer " + admin.token(), "Idempotency-Key", path, "If-Match", "\"1\"");
            assertThat(ominigate.send("DELETE", path, "", headers).status()).isEqualTo(204);
            assertThat(ominigate.send("DELETE", path, "", headers).status())
                    .as(path + " again")
                    .isEqualTo(204);
        }
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .filteredOn(entry -> entry.contains("session.end"))
                .hasSize(2);
    }

    private static String sessionOf(Colleague who) throws Exception {
        return who.send("GET", "/admin/v1/me", "")
                .json()
                .path("session")
                .path("id")
                .asText();
    }

    /** A field of all items of a list, which is asked for one by one. */
    private List<String> inPages(String path, String field) throws Exception {
        return inPages(admin, path, field);
    }

    private static List<String> inPages(Colleague by, String path, String field) throws Exception {
        List<String> values = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode part = by.send("GET", path + (path.contains("?") ? "&" : "?") + "limit=1" + cursor, "")
                    .json();
            part.path("items").forEach(item -> values.add(item.path(field).asText()));
            cursor = part.has("next") ? "&cursor=" + part.path("next").asText() : "";
        } while (!cursor.isEmpty());
        return values;
    }

    private static void name(String email, String name) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE staff.member SET name = ? WHERE email = ?")) {
            statement.setString(1, name);
            statement.setString(2, email);
            statement.executeUpdate();
        }
    }

    @Test
    void rolesChangeWhenASecondAdministratorAgreesAndTheOldTokenIsGoodForNothing() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague lead = Colleague.signedIn(ominigate, Role.SUPPORT_LEAD);
        assertThat(lead.send("GET", "/admin/v1/customers/7?purpose=FRAUD", "").status())
                .isEqualTo(404);

        Answer proposed = propose(lead, "roles", "{\"roles\":[\"FINANCE\"],\"reason\":\"moves to finance\"}");
        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.json().path("effect").asText())
                .isEqualTo("Changes the roles from Support lead to Finance.");
        assertThat(lead.send("GET", "/admin/v1/me", "").status())
                .as("nothing has happened yet")
                .isEqualTo(200);

        assertThat(agree(second, proposed).json().path("status").asText()).isEqualTo("APPROVED");
        assertThat(lead.send("GET", "/admin/v1/me", "").status()).isEqualTo(401);
        lead.signIn();
        assertThat(lead.send("GET", "/admin/v1/customers/7?purpose=FRAUD", "").status())
                .isEqualTo(403);
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + lead.id()))
                .contains("staff:" + second.id() + " staff.give-roles DONE staff:" + lead.id());
    }

    @Test
    void whoeverIsRemovedIsSignedOutAndCannotSignInAnyMore() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        agree(second, propose(support, "remove", "{\"reason\":\"leaves\"}"));
        assertThat(support.send("GET", "/admin/v1/me", "").status()).isEqualTo(401);
        assertThat(support.signIn(support.password(), support.code()).status()).isEqualTo(401);
        assertThat(admin.send("GET", "/admin/v1/staff/" + support.id(), "")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("REMOVED");
        assertThat(invite(support.email(), "SUPPORT").status())
                .as("the address can be invited again")
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "remove|{\"reason\":\"leaves\"}",
                "roles|{\"roles\":[\"SUPPORT\"],\"reason\":\"moves to support\"}",
            })
    void nobodyComesInByATokenOfWhoeverIsNoAdministratorAnyMore(String command, String body) throws Exception {
        invite("ada@ominigate.example", "SUPPORT");
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague third = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        agree(third, invite(second, "grace@ominigate.example", "SUPPORT").json().path("approval"));
        assertThat(open()).containsExactly("grace@ominigate.example", "ada@ominigate.example");
        String id = newestInvitation().path("id").asText();
        String path = "/admin/v1/invitations/" + id + "/token";
        String both = token(change(second, "POST", path, 1)) + " " + token(change(third, "POST", path, 2));

        assertThat(agree(third, propose(second, command, body)).status()).isEqualTo(200);

        assertThat(accept(both).status()).isEqualTo(404);
        assertThat(open()).as("what another one issued").containsExactly("ada@ominigate.example");
        assertThat(AuditEntries.about(ominigate.database(), "invitation:" + id))
                .endsWith("staff:" + third.id() + " invitation.withdraw DONE invitation:" + id);
    }

    @Test
    void nobodyAgreesToWhatTheyProposedOrWhatIsAboutThemselves() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague third = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();

        Answer proposed = propose(second, "remove", "{\"reason\":\"leaves\"}");
        assertThat(agree(admin, proposed).json().path("code").asText()).isEqualTo("own_proposal");
        Answer own = agree(second, proposed);
        assertThat(own.json().path("code").asText()).isEqualTo("about_yourself");
        assertThat(own.json().path("needs").path("roles").get(0).asText()).isEqualTo("ADMIN");
        assertThat(second.send("GET", "/admin/v1/me", "").status())
                .as("nothing half-done")
                .isEqualTo(200);
        assertThat(agree(third, proposed).status()).isEqualTo(200);
    }

    @Test
    void aStaleVersionGetsThePresentStateAndProposesNothing() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        agree(second, propose(support, "roles", "{\"roles\":[\"FINANCE\"],\"reason\":\"moves\"}"));

        Answer stale = propose(support, 1, "remove", "{\"reason\":\"leaves\"}", null);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("current").path("roles").get(0).asText()).isEqualTo("FINANCE");
        assertThat(stale.json().path("current").path("version").asLong()).isEqualTo(2);
        assertThat(admin.send("GET", "/admin/v1/approvals?status=OPEN", "")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void whatWasProposedOfAnOlderStateIsNotDone() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer one = propose(support, "roles", "{\"roles\":[\"FINANCE\"],\"reason\":\"moves\"}");
        Answer other = propose(support, "roles", "{\"roles\":[\"SUPPORT_LEAD\"],\"reason\":\"leads\"}");

        assertThat(agree(second, one).status()).isEqualTo(200);
        assertThat(agree(second, other).json().path("code").asText()).isEqualTo("changed_since");
        assertThat(admin.send("GET", "/admin/v1/staff/" + support.id(), "")
                        .json()
                        .path("roles")
                        .toString())
                .isEqualTo("[\"FINANCE\"]");
    }

    @Test
    void whoeverWasRemovedMeanwhileIsNotRemovedAgain() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer one = propose(support, "remove", "{\"reason\":\"leaves\"}");
        Answer other = propose(support, "remove", "{\"reason\":\"leaves, I hear\"}");

        assertThat(agree(second, one).status()).isEqualTo(200);
        Answer late = agree(second, other);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("code").asText()).isEqualTo("changed_since");
    }

    @Test
    void aReasonIsShortAndANameMayBeLong() throws Exception {
        Colleague.enrolled(ominigate, Role.ADMIN);
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        for (String command : List.of("remove", "roles")) {
            Answer refused =
                    propose(support, command, "{\"roles\":[\"FINANCE\"],\"reason\":\"" + "x".repeat(501) + "\"}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("detail").asText())
                    .isEqualTo("The field 'reason' has at most 500 characters.");
        }
        String longest =
                "a".repeat(64) + "@" + "b".repeat(60) + "." + "c".repeat(60) + "." + "d".repeat(59) + ".example";
        Answer asked = admin.send(
                "POST",
                "/admin/v1/invitations",
                "{\"email\":\"%s\",\"name\":\"%s\",\"roles\":[\"SUPPORT\",\"SUPPORT_LEAD\",\"TRUST_SAFETY\"],\"reason\":\"%s\"}"
                        .formatted(longest, "n".repeat(200), "r".repeat(500)));
        assertThat(asked.status()).isEqualTo(201);
    }

    @Test
    void theSameProposalSentTwiceIsOne() throws Exception {
        Colleague.enrolled(ominigate, Role.ADMIN);
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer first = propose(support, 1, "remove", "{\"reason\":\"leaves\"}", "key-1");
        Answer again = propose(support, 1, "remove", "{\"reason\":\"leaves\"}", "key-1");
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(admin.send("GET", "/admin/v1/approvals", "").json().path("items"))
                .hasSize(1);
    }

    @Test
    void thereIsAlwaysAnAdministratorAndASecondOneWhereOneIsNeeded() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        assertThat(propose(support, "remove", "{\"reason\":\"leaves\"}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("no_second_person");

        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Answer first = propose(second, "remove", "{\"reason\":\"leaves\"}");
        Answer mutual = propose(second, admin, "remove", "{\"reason\":\"leaves\"}");
        assertThat(agree(admin, mutual).json().path("code").asText()).isEqualTo("about_yourself");
        assertThat(agree(second, first).json().path("code").asText()).isEqualTo("about_yourself");
    }

    @Test
    void twoAdministratorsWhoAreRemovedAtOnceLeaveTheLastOne() throws Exception {
        Colleague second = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague third = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Answer removesSecond = propose(third, second, "remove", "{\"reason\":\"leaves\"}");
        Answer removesThird = propose(second, third, "remove", "{\"reason\":\"leaves\"}");

        List<Callable<Answer>> both = List.of(() -> agree(admin, removesSecond), () -> agree(admin, removesThird));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(both))
                    .extracting(answer -> answer.resultNow().status())
                    .containsExactlyInAnyOrder(200, 409);
        }
        assertThat(admin.send("GET", "/admin/v1/staff?status=ACTIVE", "").json().path("items"))
                .hasSize(2);
    }

    /** By the first administrator. */
    private Answer propose(Colleague about, String command, String body) throws Exception {
        return propose(admin, about, command, body);
    }

    /** About a member as they are now. */
    private Answer propose(Colleague by, Colleague about, String command, String body) throws Exception {
        long version = admin.send("GET", "/admin/v1/staff/" + about.id(), "")
                .json()
                .path("version")
                .asLong();
        return propose(by, about, version, command, body, null);
    }

    private Answer propose(Colleague about, long version, String command, String body, @Nullable String key)
            throws Exception {
        return propose(admin, about, version, command, body, key);
    }

    private Answer propose(
            Colleague by, Colleague about, long version, String command, String body, @Nullable String key)
            throws Exception {
        Map<String, String> headers =
                new HashMap<>(Map.of("Authorization", "Bearer " + by.token(), "If-Match", "\"" + version + "\""));
        if (key != null) {
            headers.put("Idempotency-Key", key);
        }
        return ominigate.send("POST", "/admin/v1/staff/" + about.id() + "/" + command, body, headers);
    }

    private Answer agree(Colleague by, Answer proposal) throws Exception {
        return agree(by, proposal.json());
    }

    private Answer agree(Colleague by, JsonNode proposal) throws Exception {
        return ominigate.send(
                "POST",
                "/admin/v1/approvals/" + proposal.path("id").asText() + "/approve",
                "{}",
                Map.of(
                        "Authorization",
                        "Bearer " + by.token(),
                        "If-Match",
                        "\"" + proposal.path("version").asLong() + "\""));
    }

    private Answer invite(String email, String roles) throws Exception {
        return invite(admin, email, roles);
    }

    private static Answer invite(Colleague by, String email, String roles) throws Exception {
        return by.send(
                "POST",
                "/admin/v1/invitations",
                "{\"email\":\"%s\",\"name\":\"Ada\",\"roles\":[\"%s\"],\"reason\":\"we are too few\"}"
                        .formatted(email, roles));
    }

    /** The addresses of those who are invited. */
    private List<String> open() throws Exception {
        return admin.send("GET", "/admin/v1/invitations", "")
                .json()
                .path("items")
                .findValuesAsText("email");
    }

    /** By the first administrator, who saw this version. */
    private Answer change(String method, String path, long version) throws Exception {
        return change(admin, method, path, version);
    }

    private static Answer change(Colleague by, String method, String path, long version) throws Exception {
        return ominigate.send(
                method, path, "", Map.of("Authorization", "Bearer " + by.token(), "If-Match", "\"" + version + "\""));
    }

    private Answer accept(String token) throws Exception {
        return ominigate.send(
                "POST",
                "/admin/v1/invitations/accept",
                "{\"token\":\"%s\",\"password\":\"correct horse battery staple\"}".formatted(token),
                Map.of("X-Forwarded-For", "198.51.100." + NETWORKS.incrementAndGet() % 256));
    }
}
