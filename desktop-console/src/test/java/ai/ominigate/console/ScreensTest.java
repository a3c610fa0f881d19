package ai.ominigate.console;

import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.requests.Requests;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every screen in every way that people may see it. A new screen is a method here. */
class ScreensTest {

    @TestFactory
    Stream<DynamicTest> payments() {
        return Snapshots.of(
                "payments", List.of("GET /admin/v1/payments"), FinanceAnswers::everything, OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> overview() {
        return Snapshots.of(
                "overview",
                List.of("GET /admin/v1/overview"),
                server -> PolicyAnswers.retention(server)
                        .answer("GET /admin/v1/overview", Answer.json(200, day()))
                        .answer("GET /admin/v1/abuse/overview", Answer.json(200, month()))
                        .answer("GET /admin/v1/privacy/overview", Answer.json(200, flow())),
                _ -> {});
    }

    /** The golden one has one hour; a day has twenty-four. */
    private static ObjectNode day() {
        ObjectNode overview = (ObjectNode) StaffServer.golden("Overview");
        ArrayNode hours = overview.withArray("hours");
        for (int i = 1; i < 24; i++) {
            ObjectNode hour = hours.get(0).deepCopy();
            hour.put("from", "2026-11-%02dT%02d:00:00Z".formatted(12 + i < 24 ? 23 : 24, (12 + i) % 24));
            hour.put("calls", 100 + (i * 37) % 90).put("failedCalls", i % 5);
            hours.add(hour);
        }
        return overview;
    }

    /** The golden one has one day of decisions and one hour of flags. */
    private static ObjectNode month() {
        ObjectNode overview = (ObjectNode) StaffServer.golden("AbuseOverview");
        ArrayNode days = overview.putArray("days");
        for (int i = 0; i < 30; i++) {
            days.addObject()
                    .put("day", LocalDate.parse("2026-10-25").plusDays(i).toString())
                    .put("automatic", 4 + (i * 7) % 11)
                    .put("human", (i * 5) % 7);
        }
        return overview;
    }

    /** The golden one has one day of requests. */
    private static ObjectNode flow() {
        ObjectNode overview = (ObjectNode) StaffServer.golden("PrivacyOverview");
        ArrayNode days = overview.putArray("days");
        for (int i = 0; i < 30; i++) {
            days.addObject()
                    .put("day", LocalDate.parse("2026-10-25").plusDays(i).toString())
                    .put("received", (i * 5) % 7)
                    .put("ended", (i * 3) % 6);
        }
        return overview;
    }

    @TestFactory
    Stream<DynamicTest> approvals() {
        return Snapshots.of(
                "approvals",
                List.of("GET /admin/v1/approvals"),
                server -> server.page("GET /admin/v1/approvals", "ApprovalDetails", 6)
                        .answer(
                                "GET /admin/v1/approvals/019a1b2c-0000-7000-8000-000000000000",
                                Answer.json(200, proposal())),
                console -> {
                    console.selectFirst();
                    console.await("changes");
                });
    }

    /** The golden one is decided already. */
    private static ObjectNode proposal() {
        ObjectNode proposal = (ObjectNode) StaffServer.golden("ApprovalDetails");
        proposal.put("id", "019a1b2c-0000-7000-8000-000000000000")
                .put("status", "OPEN")
                .put("mayDecide", true)
                .remove(List.of("decidedBy", "decidedAt", "note"));
        return proposal;
    }

    @TestFactory
    Stream<DynamicTest> audit() {
        return Snapshots.of(
                "audit",
                List.of("GET /admin/v1/audit/entries"),
                server -> server.page("GET /admin/v1/audit/entries", "AuditEntry", "seq", 30),
                OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> emergencies() {
        return Snapshots.of(
                "emergencies",
                List.of("GET /admin/v1/break-glass"),
                server -> server.page("GET /admin/v1/break-glass", "BreakGlassDetails", 4),
                OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> staff() {
        return Snapshots.of(
                "staff",
                List.of("GET /admin/v1/staff"),
                server -> server.page("GET /admin/v1/staff", "MemberDetails", 5)
                        .page("GET /admin/v1/staff/019a1b2c-0000-7000-8000-000000000000/sessions", "SessionDetails", 2),
                OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> health() {
        return Snapshots.of(
                "health",
                List.of("GET /admin/v1/system/health"),
                server -> server.answers("GET /admin/v1/system/health", "SystemHealth"),
                _ -> {});
    }

    @TestFactory
    Stream<DynamicTest> retention() {
        return Snapshots.of(
                "retention",
                List.of("GET /admin/v1/retention/rules"),
                PolicyAnswers::retention,
                OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> subprocessors() {
        return Snapshots.of(
                "subprocessors",
                List.of("GET /admin/v1/subprocessors"),
                PolicyAnswers::subprocessors,
                OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> policy() {
        return Snapshots.of(
                "policy", List.of("GET /admin/v1/policy/versions"), PolicyAnswers::policy, OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> requests() {
        return Snapshots.of(
                "requests", List.of("GET /admin/v1/privacy/requests"), Requests::queue, OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> customers() {
        String id = "019a1b2c-0000-7000-8000-000000000001";
        return Snapshots.of(
                "customers",
                List.of(),
                server -> server.answers("POST /admin/v1/customers/search", "FoundCustomers")
                        .answers("GET /admin/v1/customers/" + id, "CustomerDetails")
                        .page("GET /admin/v1/privacy/requests", "RequestSummary", 2)
                        .page("GET /admin/v1/privacy/restrictions", "RestrictionDetails", 1),
                console -> {
                    console.type("value", "ada@example.com");
                    console.choose("purpose", 5);
                    console.fire("customers-search");
                    console.await("customers-requests");
                });
    }
}
