package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class SignInTest {
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
    void somebodyWithPasswordAndCodeGetsATokenThatTellsWhoTheyAre() throws Exception {
        Colleague lead = Colleague.enrolled(ominigate, Role.SUPPORT_LEAD, Role.SUPPORT);

        Answer answer = lead.signIn(lead.password(), lead.code());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("token").asText()).matches("st-[A-Za-z0-9_-]{43}");
        assertThat(answer.json().path("staff").path("email").asText()).isEqualTo(lead.email());
        assertThat(answer.json().path("staff").path("roles").toString()).isEqualTo("[\"SUPPORT\",\"SUPPORT_LEAD\"]");
        Answer me = ominigate.send(
                "GET",
                "/admin/v1/me",
                "",
                Map.of("Authorization", "Bearer " + answer.json().path("token").asText()));
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json().path("staff")).isEqualTo(answer.json().path("staff"));
        assertThat(me.json().path("session").path("expiresAt"))
                .isEqualTo(answer.json().path("expiresAt"));
        assertThat(mark(me, "READ_AUDIT_LOG")).isEqualTo("TEAM");
        assertThat(mark(me, "MANAGE_STAFF")).isEqualTo("NO");
    }

    @Test
    void whoeverLacksTheRightIsToldWhoHasItAndIsWrittenDown() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        Answer refused = support.send("POST", "/admin/v1/ledger/verify", "");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("right_missing");
        assertThat(refused.json().path("detail").asText())
                .isEqualTo("You are signed in as Support; this is for Finance or Auditor.");
        assertThat(refused.json().path("needs").toString())
                .isEqualTo("{\"capability\":\"VERIFY_LEDGER\",\"roles\":[\"FINANCE\",\"AUDITOR\"],\"stepUp\":false}");
        String request = refused.response().headers().firstValue("x-request-id").orElseThrow();
        assertThat(AuditEntries.of(ominigate.database(), request))
                .containsExactly("staff:" + support.id() + " route.call REFUSED route:POST /admin/v1/ledger/verify");
    }

    @Test
    void whoeverSignsInWithAPasswordThatIsBeingReplacedDoesNotComeIn() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String code = support.code();
        Answer answer;
        try (Connection changing = ominigate.database().superuser();
                Statement statement = changing.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            changing.setAutoCommit(false);
            statement.execute("UPDATE staff.member SET password = 'another' WHERE id = '" + support.id() + "'");
            int backend = changing.unwrap(PGConnection.class).getBackendPID();
            Future<Answer> signingIn = threads.submit(() -> support.signIn(support.password(), code));
            Await.until("the sign-in waits for the change", () -> isWaitedFor(backend));
            changing.commit();
            answer = signingIn.get();
        }

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("code").asText()).isEqualTo("sign_in_failed");
    }

    private static boolean isWaitedFor(int backend) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE " + backend + " = ANY (pg_blocking_pids(pid))")) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    private static String mark(Answer me, String capability) {
        for (JsonNode right : me.json().path("rights")) {
            if (right.path("capability").asText().equals(capability)) {
                return right.path("mark").asText();
            }
        }
        return "none";
    }
}
