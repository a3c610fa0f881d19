package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.rest.CsvFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions for spreadsheets and whoever looks at the work of the desk; as masked as in every answer. */
final class DecisionCsv {
    private DecisionCsv() {}

    static CsvFile of(List<DecisionDetails> decisions) {
        CsvFile file = new CsvFile(
                "id",
                "decided",
                "action",
                "entity",
                "scope",
                "step",
                "category",
                "disposition",
                "reason",
                "case",
                "automatic",
                "decided-by",
                "approved-by",
                "state",
                "ends",
                "end",
                "ended",
                "ended-by",
                "hits");
        for (DecisionDetails each : decisions) {
            file.line(
                    each.id(),
                    each.decidedAt(),
                    each.action(),
                    each.entity(),
                    each.scope(),
                    each.step(),
                    each.category(),
                    each.disposition(),
                    each.reason(),
                    each.caseId(),
                    each.automatic(),
                    name(each.decidedBy()),
                    name(each.approvedBy()),
                    each.state(),
                    each.until(),
                    each.end(),
                    each.endedAt(),
                    name(each.endedBy()),
                    each.hits());
        }
        return file;
    }

    private static @Nullable String name(@Nullable Colleague colleague) {
        return colleague == null ? null : colleague.name();
    }
}
