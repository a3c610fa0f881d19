package ai.ominigate.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A day at the abuse desk, as a server would tell of it: the golden files, with what makes rows differ. */
final class AbuseScreens {

    static final String FIRST = "019a1b2c-0000-7000-8000-000000000000";

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> STATES =
            List.of("NEW", "CLAIMED", "IN_REVIEW", "AWAITING_APPROVAL", "ACTIONED", "APPEALED", "SNOOZED");
    private static final List<String> FAMILIES = List.of("AUTHENTICATION", "KEYS", "SPEND", "PAYMENT", "ENROLMENT");

    private AbuseScreens() {}

    /** The queue, its views, and the first case. */
    static void queue(StaffServer server) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode page = JSON.createObjectNode();
        ArrayNode items = page.putArray("items");
        for (int i = 0; i < 30; i++) {
            items.add(row(i, now));
        }
        page.putNull("next");
        server.answer("GET /admin/v1/abuse/cases", StaffServer.Answer.json(200, page));
        server.answer("GET /admin/v1/abuse/filters", StaffServer.Answer.json(200, views()));
        server.answers("GET /admin/v1/abuse/overview", "AbuseOverview");
        ObjectNode details = (ObjectNode) StaffServer.golden("CaseDetails");
        details.set("summary", row(0, now));
        server.answer("GET /admin/v1/abuse/cases/" + FIRST, StaffServer.Answer.json(200, details));
        ObjectNode impact = (ObjectNode) StaffServer.golden("DecisionImpact");
        impact.remove(List.of("refusal", "typed"));
        impact.put("secondPerson", false);
        server.answer("POST /admin/v1/abuse/decisions/preview", StaffServer.Answer.json(200, impact));
    }

    /** What is known of a network. */
    static void network(StaffServer server) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        ObjectNode details = (ObjectNode) StaffServer.golden("NetworkDetails");
        ArrayNode hours = details.putArray("hours");
        for (int i = 0; i < 24; i++) {
            hours.addObject()
                    .put("hour", hour.minus(Duration.ofHours(i)).toString())
                    .put("calls", 40 + 13 * (i % 7))
                    .put("refused", 9 * (i % 5));
        }
        details.putArray("decisions")
                .add(StaffServer.golden("DecisionInForce"))
                .add(StaffServer.golden("DecisionDetails"));
        server.answer("GET /admin/v1/abuse/networks/203.0.113.7", StaffServer.Answer.json(200, details));
    }

    /** What was decided, and what came of it. */
    static void decisions(StaffServer server) {
        server.page("GET /admin/v1/abuse/decisions", "DecisionDetails", 30);
        server.page("GET /admin/v1/abuse/allow-list", "DecisionInForce", 5);
        server.page("GET /admin/v1/abuse/appeals", "AppealDetails", 4);
        server.page("GET /admin/v1/abuse/rules", "RuleDetails", "signal", 1);
    }

    private static ObjectNode row(int i, Instant now) {
        ObjectNode row = (ObjectNode) StaffServer.golden("CaseSummary");
        String state = STATES.get(i % STATES.size());
        row.put("id", "019a1b2c-0000-7000-8000-%012d".formatted(i));
        row.put("status", state);
        row.put("priority", 1 + i / 11);
        row.put("score", 97 - i * 2);
        row.put("events", 412 * (i + 1));
        row.put("accounts", i % 9);
        row.put("openedAt", now.minus(Duration.ofMinutes(40 + 17L * i)).toString());
        row.put("firstSeen", now.minus(Duration.ofMinutes(50 + 17L * i)).toString());
        row.put("lastSeen", now.minus(Duration.ofMinutes(2 + i)).toString());
        row.put("dueAt", now.plus(Duration.ofMinutes(i * 45L - 60)).toString());
        row.put("evidenceUntil", now.plus(Duration.ofDays(6 + i)).toString());
        if (i % 3 == 1) {
            row.put("kind", "KEY").put("entity", "key:019a1b2c-0000-7000-8000-000000000002");
        } else if (i % 3 == 2) {
            row.put("kind", "ACCOUNT").put("entity", "account:019a1b2c-0000-7000-8000-000000000001");
        }
        row.putArray("families").add(FAMILIES.get(i % FAMILIES.size()));
        if (state.equals("NEW") || state.equals("APPEALED")) {
            row.remove("claim");
        }
        return row;
    }

    private static ObjectNode views() {
        ObjectNode page = JSON.createObjectNode();
        ArrayNode items = page.putArray("items");
        int count = 30;
        for (String each : List.of(
                "all",
                "mine",
                "unassigned",
                "urgent",
                "due-soon",
                "overdue",
                "awaiting-approval",
                "appeals",
                "escalated",
                "snoozed")) {
            ObjectNode view = items.addObject();
            view.put("id", each).put("version", 0).put("name", each).put("builtIn", true);
            view.put("shared", true).put("own", false).put("count", count);
            view.putObject("filter");
            if (!each.equals("all")) {
                view.withObject("filter").put("status", "NEW");
            }
            count = Math.max(0, count - 7);
        }
        page.putNull("next");
        return page;
    }
}
