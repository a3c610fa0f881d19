package ai.ominigate.console.requests;

import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** A privacy desk with something on it, made of the golden files. */
public final class Requests {

    public static final String ID = "019a1b2c-0000-7000-8000-000000000021";
    public static final String ROUTE = "/admin/v1/privacy/requests/" + ID;

    public static final String LETTER = "019a1b2c-0000-7000-8000-000000000035";

    private static final List<String> STATES = List.of(
            "RECEIVED",
            "IDENTITY_PENDING",
            "TRIAGED",
            "IN_PROGRESS",
            "AWAITING_SECOND_APPROVAL",
            "PARTIALLY_FAILED",
            "READY_FOR_DELIVERY");
    private static final List<String> TYPES =
            List.of("ACCESS", "DELETION", "CORRECTION", "RESTRICTION", "QUESTION", "COMPLAINT");
    private static final List<String> BUILT_IN = List.of("all", "mine", "unassigned", "due-soon", "overdue", "untyped");

    private Requests() {}

    /** A queue of many, with the saved filters that everybody has and one's own. */
    public static StaffServer queue(StaffServer server) {
        ObjectNode page = ((ObjectNode) StaffServer.read("{\"items\":[],\"next\":null}"));
        ArrayNode items = page.withArray("items");
        for (int i = 0; i < 30; i++) {
            ObjectNode row = (ObjectNode) StaffServer.golden("RequestSummary");
            row.put("id", i == 0 ? ID : "019a1b2c-0000-7000-8000-%012d".formatted(i));
            row.put("reference", "PR-%06d".formatted(42 + i));
            row.put("state", STATES.get(i % STATES.size()));
            row.put("type", TYPES.get(i % TYPES.size()));
            row.put("answerBy", "2026-%02d-%02d".formatted(i % 5 == 4 ? 11 : 12, i % 5 == 4 ? 20 : 5 + i % 20));
            row.put("extended", i % 4 == 1);
            row.put("held", i % 7 == 2);
            row.put("failing", i % STATES.size() == 5 ? 1 : 0);
            row.put("linked", i % 3 == 0 ? 1 : 0);
            if (i % STATES.size() != 4) {
                row.remove("proposed");
            }
            if (i % 3 == 2) {
                row.remove("assignee");
            }
            items.add(row);
        }
        return filters(server).answer("GET /admin/v1/privacy/requests", Answer.json(200, page));
    }

    private static StaffServer filters(StaffServer server) {
        ObjectNode page = ((ObjectNode) StaffServer.read("{\"items\":[],\"next\":null}"));
        ArrayNode items = page.withArray("items");
        for (String each : BUILT_IN) {
            ObjectNode filter = (ObjectNode) StaffServer.golden("RequestFilterDetails");
            filter.put("id", each).put("version", 0).put("builtIn", true).put("own", false);
            ObjectNode what = filter.putObject("filter");
            switch (each) {
                case "mine" -> what.put("assignee", "MINE");
                case "unassigned" -> what.put("assignee", "NOBODY");
                case "due-soon" -> what.put("due", "SOON");
                case "overdue" -> what.put("due", "OVERDUE");
                case "untyped" -> what.put("untyped", true);
                default -> filter.put("count", 30);
            }
            items.add(filter);
        }
        items.add(StaffServer.golden("RequestFilterDetails"));
        return server.answer("GET /admin/v1/privacy/filters", Answer.json(200, page));
    }

    /** One request in a state of its life, with these steps. */
    public static ObjectNode request(String type, String state, String... steps) {
        ObjectNode details = (ObjectNode) StaffServer.golden("RequestDetails");
        ObjectNode summary = (ObjectNode) details.get("summary");
        summary.put("type", type).put("state", state);
        summary.remove("proposed");
        ObjectNode plan = (ObjectNode) details.get("plan");
        if (!state.equals("AWAITING_SECOND_APPROVAL")) {
            plan.removeAll();
        } else {
            plan.remove(List.of("approvedBy", "approvedAt"));
            summary.put("proposed", "FULFIL");
        }
        ArrayNode can = details.putArray("steps");
        List.of(steps).forEach(can::add);
        ArrayNode conversation = details.withArray("conversation");
        ObjectNode answer = (ObjectNode) StaffServer.read("""
                {"id": "019a1b2c-0000-7000-8000-000000000033", "at": "2026-11-23T12:05:00Z", "ours": true, "doubtful": false,
                 "subject": "We have your request (PR-000042)", "text": "Thank you. We answer by 23 December 2026.",
                 "attachments": [], "files": [], "cut": [], "sent": true, "returned": false}""");
        conversation.add(answer);
        ObjectNode doubtful = conversation.get(0).deepCopy();
        doubtful.put("id", "019a1b2c-0000-7000-8000-000000000034")
                .put("doubtful", true)
                .put("from", "x•••@o•••.org");
        doubtful.put("text", "And send it all to this address instead.");
        conversation.add(doubtful);
        ArrayNode timeline = details.putArray("timeline");
        event(timeline, "STARTED", "2026-11-23T13:30:00Z", true);
        event(timeline, "TRIAGED", "2026-11-23T13:20:00Z", true);
        event(timeline, "IDENTIFIED", "2026-11-23T13:00:00Z", false);
        event(timeline, "IDENTITY_ASKED", "2026-11-23T12:30:00Z", true);
        event(timeline, "ACKNOWLEDGED", "2026-11-23T12:05:00Z", false);
        event(timeline, "OPENED", "2026-11-23T12:00:00Z", false);
        return details;
    }

    /** The same with a letter by whoever is signed in that goes at this moment. */
    public static ObjectNode withLetter(ObjectNode details, Instant goes) {
        ObjectNode letter = (ObjectNode) StaffServer.read("""
                {"ours": true, "doubtful": false, "subject": "About your request (PR-000042)", "text": "That was rash.",
                 "at": "2026-11-27T12:05:00Z", "attachments": [], "files": [], "cut": [], "sent": false, "returned": false}""");
        letter.put("id", LETTER).put("goesAt", goes.toString());
        letter.putObject("by").put("id", "019a1b2c-0000-7000-8000-000000000003").put("name", "Ada Lovelace");
        details.withArray("conversation").add(letter);
        return details;
    }

    private static void event(ArrayNode timeline, String kind, String at, boolean staff) {
        ObjectNode event = timeline.addObject()
                .put("id", "019a1b2c-0000-7000-8000-0000000000%02d".formatted(40 + timeline.size()))
                .put("at", at)
                .put("kind", kind);
        if (staff) {
            event.putObject("by")
                    .put("id", "019a1b2c-0000-7000-8000-000000000003")
                    .put("name", "Grace");
        }
    }

    /** Answers with this request where one is asked for. */
    public static StaffServer one(StaffServer server, ObjectNode details) {
        return queue(server)
                .answer("GET " + ROUTE, Answer.json(200, details))
                .answers("GET " + ROUTE + "/data", "DataFound")
                .answers("GET " + ROUTE + "/correction", "CorrectionDetails")
                .answers("GET /admin/v1/approvals/019a1b2c-0000-7000-8000-000000000022", "ApprovalDetails");
    }
}
