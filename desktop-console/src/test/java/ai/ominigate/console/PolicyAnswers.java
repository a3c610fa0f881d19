package ai.ominigate.console;

import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.subprocessor.SubprocessorState;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a staff API answers about the policy, retention and subprocessors: the golden files, in the states that they may have. */
public final class PolicyAnswers {

    private PolicyAnswers() {}

    /** Every class of data: drafts, confirmed ones, one with a change ahead, one that is overdue. */
    public static StaffServer retention(StaffServer server) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        for (DataClass each : DataClass.values()) {
            ObjectNode rule = (ObjectNode) StaffServer.golden("RetentionRule");
            rule.put("dataClass", each.name());
            if (each != DataClass.OPERATIONAL_LOG) {
                rule.put("state", "DRAFT");
                rule.remove("pending");
                rule.remove("confirmedAt");
            }
            rule.put("overdue", each == DataClass.SESSIONS);
            items.add(rule);
            server.answer(
                    "GET /admin/v1/retention/rules/" + each + "/preview",
                    Answer.json(200, StaffServer.golden("WindowPreview")));
        }
        return server.answer("GET /admin/v1/retention/rules", Answer.json(200, page))
                .page("GET /admin/v1/retention/purges", "PurgeReceipt", 20);
    }

    /** Companies in every state, a draft that differs, two published lists, an open objection and a refused host. */
    public static StaffServer subprocessors(StaffServer server) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        int count = 0;
        for (SubprocessorState each : SubprocessorState.values()) {
            ObjectNode company = (ObjectNode) StaffServer.golden("SubprocessorDetails");
            company.put("id", "0198d6a0-0000-7000-8000-%012d".formatted(count));
            company.put("state", each.name());
            company.put("reviewOverdue", each == SubprocessorState.ANNOUNCED);
            ((ObjectNode) company.get("facts")).put("name", "Acme " + (char) ('A' + count++) + " Inc.");
            if (each == SubprocessorState.PROPOSED) {
                company.remove("reviewDueOn");
                company.putArray("missing").add("The processing agreement is not signed.");
            }
            items.add(company);
        }
        ObjectNode draft = (ObjectNode) StaffServer.golden("SubprocessorList");
        draft.put("number", 3).put("state", "DRAFT").put("recipients", 1204);
        ObjectNode objection = (ObjectNode) StaffServer.golden("ObjectionDetails");
        objection.remove(List.of("outcome", "answer", "settledBy", "settledAt"));
        ObjectNode objections = JsonNodeFactory.instance.objectNode();
        objections.putArray("items").add(objection).add(StaffServer.golden("ObjectionDetails"));
        return server.answer("GET /admin/v1/subprocessors", Answer.json(200, page))
                .answer("GET /admin/v1/subprocessors/lists/draft", Answer.json(200, draft))
                .answers("GET /admin/v1/subprocessors/lists/draft/difference", "SubprocessorDifference")
                .answers("GET /admin/v1/subprocessors/lists/1/difference", "SubprocessorDifference")
                .page("GET /admin/v1/subprocessors/lists", "SubprocessorList", "number", 2)
                .answer("GET /admin/v1/subprocessors/objections", Answer.json(200, objections))
                .answers("GET /admin/v1/egress", "EgressReport");
    }

    /** A draft, a version in force that is not final, and one before it; a map, checks, and what the checklist asks. */
    public static StaffServer policy(StaffServer server) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        for (int number = 3; number > 0; number--) {
            ObjectNode version = (ObjectNode) StaffServer.golden("PolicyVersion");
            version.put("number", number);
            version.put("status", number == 3 ? "DRAFT" : number == 2 ? "PUBLISHED" : "SUPERSEDED");
            if (number == 3) {
                version.remove(List.of("effectiveAt", "notices"));
            }
            items.add(version);
        }
        retention(server);
        return server.answer("GET /admin/v1/policy/versions", Answer.json(200, page))
                .empty("GET /admin/v1/subprocessors/lists")
                .answers("GET /admin/v1/policy/map", "PolicyMap")
                .page("GET /admin/v1/policy/checks", "PolicyCheck", "name", 8)
                .answers("GET /admin/v1/policy/versions/3/difference", "PolicyDifference")
                .answers("GET /admin/v1/policy/versions/3/texts/en", "PolicyDocument");
    }
}
