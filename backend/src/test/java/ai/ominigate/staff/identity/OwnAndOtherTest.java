package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Routes that name something, for every role, with something of one's own and with the same of somebody else. */
class OwnAndOtherTest {

    /**
     * What a route answers whoever may call it at all, about what is theirs and about what is somebody else's; 403 for the
     * others either way. A route with a place in its path that is not here fails.
     */
    private static final String TABLE = """
            GET    /admin/v1/staff/{id}                     200  200
            GET    /admin/v1/staff/{id}/sessions            200  200
            DELETE /admin/v1/staff/{id}/sessions/{session}  204  204
            DELETE /admin/v1/staff/{id}/sessions            204  204
            DELETE /admin/v1/sessions/{id}                  204  404
            """;

    /** Things that nobody of the staff has: accounts and what is about them. */
    private static final Set<String> NOBODYS = Set.of("accounts", "customers");

    /**
     * Shown elsewhere, as it takes more than a request: proposals in ApprovalTest, proposals about oneself in RosterTest,
     * emergencies in RevealTest, looks below. An invitation is of whoever is invited.
     */
    private static final Set<String> ELSEWHERE = Set.of("approvals", "invitations", "break-glass", "reveal");

    private static final Set<String> PROPOSALS =
            Set.of("POST /admin/v1/staff/{id}/roles", "POST /admin/v1/staff/{id}/remove");

    private static RunningOminiGate ominigate;

    /** @param own and {@code other}: the status of the answer */
    private record Row(String method, String path, int own, int other) {}

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    private static List<Row> rows() {
        return TABLE.lines()
                .map(line -> line.strip().split("\\s+"))
                .map(words -> new Row(words[0], words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])))
                .toList();
    }

    @Test
    void everyRouteThatNamesSomethingIsHere() throws IOException {
        Set<String> named = new TreeSet<>();
        StaffApiRightsTest.rows().keySet().stream()
                .filter(route -> route.contains("{"))
                .filter(route -> !PROPOSALS.contains(route))
                .filter(route -> !NOBODYS.contains(feature(route)) && !ELSEWHERE.contains(feature(route)))
                .forEach(named::add);

        assertThat(rows().stream().map(row -> row.method() + " " + row.path()).collect(Collectors.toSet()))
                .isEqualTo(named);
    }

    private static String feature(String route) {
        return route.split("/")[3];
    }

    @ParameterizedTest
    @EnumSource
    void aRouteAnswersAboutOnesOwnAndAboutOthersAsTheTableSays(Role role) throws Exception {
        Map<String, StaffApiRightsTest.Row> needs = StaffApiRightsTest.rows();
        for (Row row : rows()) {
            Mark mark = Objects.requireNonNull(needs.get(row.method() + " " + row.path()))
                    .mark(role);
            Colleague me = Colleague.signedIn(ominigate, role);
            Colleague other = Colleague.signedIn(ominigate, Role.SUPPORT);

            assertThat(call(me, row, other).status())
                    .as(row + " of somebody else for " + role)
                    .isEqualTo(mark == Mark.NO ? 403 : row.other());
            assertThat(other.send("GET", "/admin/v1/me", "").status())
                    .as("the other's session after " + row + " by " + role)
                    .isEqualTo(mark != Mark.NO && row.other() == 204 ? 401 : 200);
            assertThat(call(me, row, me).status())
                    .as(row + " of one's own for " + role)
                    .isEqualTo(mark == Mark.NO ? 403 : row.own());
        }
    }

    private static Answer call(Colleague me, Row row, Colleague whose) throws IOException, InterruptedException {
        String session = whose.send("GET", "/admin/v1/me", "")
                .json()
                .path("session")
                .path("id")
                .asText();
        String path = row.path()
                .replace("/staff/{id}", "/staff/" + whose.id())
                .replace("{session}", session)
                .replace("/sessions/{id}", "/sessions/" + session);
        return me.send(row.method(), path, "");
    }

    @Test
    void whatSomebodyElseWasShownCannotBeSaidToBeCopied() throws Exception {
        Colleague me = Colleague.signedIn(ominigate, Role.SUPPORT);
        Colleague other = Colleague.signedIn(ominigate, Role.SUPPORT_LEAD);
        String account = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\": \"Ottilie Farnsworth\"}")
                .json()
                .path("id")
                .asText();
        String look = me.send("POST", "/admin/v1/reveal", """
                        {"subject": "account:%s", "field": "NAME", "purpose": "FRAUD"}
                        """.formatted(account))
                .json()
                .path("id")
                .asText();

        assertThat(other.send("POST", "/admin/v1/reveal/" + look + "/copied", "")
                        .status())
                .isEqualTo(404);
        assertThat(me.send("POST", "/admin/v1/reveal/" + look + "/copied", "").status())
                .isEqualTo(204);
    }

    /** With the marks own, team and yes, on one route. */
    @ParameterizedTest
    @EnumSource
    void theAuditLogShowsOnesOwnOnesTeamsOrAll(Role role) throws Exception {
        Colleague me = Colleague.signedIn(ominigate, role);
        Set<String> seen = new HashSet<>();
        Answer answer = me.send("GET", "/admin/v1/audit/entries?limit=200", "");
        answer.json()
                .path("items")
                .forEach(entry -> seen.add(entry.path("actor").asText()));
        Mark mark = Rights.of(role, Capability.READ_AUDIT_LOG);

        assertThat(answer.status()).isEqualTo(mark == Mark.NO ? 403 : 200);
        for (Role others : Role.values()) {
            Colleague other = Colleague.signedIn(ominigate, others);
            boolean shown = me.send("GET", "/admin/v1/audit/entries?actor=staff:" + other.id(), "")
                            .json()
                            .path("items")
                            .size()
                    > 0;
            assertThat(shown)
                    .as("what " + others + " did, for " + role)
                    .isEqualTo(
                            switch (mark) {
                                case NO, OWN -> false;
                                case TEAM -> Rights.team(Set.of(role)).contains(others);
                                default -> true;
                            });
        }
        if (mark == Mark.OWN) {
            assertThat(seen).containsExactly("staff:" + me.id());
        }
    }
}
