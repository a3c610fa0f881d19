package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.staff.Colleague;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decisions as CSV (RFC 4180), for spreadsheets and whoever looks at the work of the desk; as masked as in every answer. */
final class DecisionCsv {
    /** By this spreadsheets know that it is UTF-8. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String FORMULAS = "=+-@\t\r";

    private DecisionCsv() {}

    static byte[] of(List<DecisionDetails> decisions) {
        StringBuilder file = new StringBuilder(BYTE_ORDER_MARK);
        line(
                file,
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
            line(
                    file,
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
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String name(@Nullable Colleague colleague) {
        return colleague == null ? null : colleague.name();
    }

    private static void line(StringBuilder file, @Nullable Object... cells) {
        file.append(Arrays.stream(cells).map(DecisionCsv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** A spreadsheet must not take what somebody wrote for a formula. */
    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value instanceof Instant moment ? moment.toString() : String.valueOf(value);
        String safe = !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
