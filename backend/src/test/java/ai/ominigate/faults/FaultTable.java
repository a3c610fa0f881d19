package ai.ominigate.faults;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the suite prints at its end: one row for each fault. */
final class FaultTable {
    private final Map<String, FaultRow> rows = new LinkedHashMap<>();

    /** The row of a fault; several scenarios may bring about the same. */
    synchronized FaultRow row(String fault) {
        return rows.computeIfAbsent(fault, FaultRow::new);
    }

    /** Prints it as Markdown, with the last column as wide as it gets. */
    synchronized void print(PrintStream out, FaultPlan plan) {
        List<List<String>> lines = new ArrayList<>(List.of(FaultRow.HEADINGS));
        rows.values().forEach(row -> lines.add(row.cells()));
        int[] widths = new int[FaultRow.HEADINGS.size()];
        for (List<String> cells : lines) {
            for (int i = 0; cells.size() == widths.length && i < widths.length - 1; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }
        Duration took = plan.budget().minus(plan.left());
        out.println();
        out.printf(
                "Faults under load: seed %d, %d min %02d s of %d min. Expected 0: lost, twice, wrong, overspent,"
                        + " leaked, drift, phantom.%n",
                plan.seed(),
                took.toMinutes(),
                took.toSecondsPart(),
                plan.budget().toMinutes());
        out.println();
        for (int line = 0; line < lines.size(); line++) {
            print(out, lines.get(line), widths);
            if (line == 0) {
                print(out, rule(widths), widths);
            }
        }
        out.println();
        out.flush();
    }

    private static void print(PrintStream out, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean words = i == 0 || i == widths.length - 1 || cells.size() < widths.length;
            String padding = " ".repeat(Math.max(0, widths[i] - cell.length()));
            line.append(' ').append(words ? cell + padding : padding + cell).append(" |");
        }
        out.println(line);
    }

    private static List<String> rule(int[] widths) {
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            boolean words = i == 0 || i == widths.length - 1;
            rule.add(words ? "---" : "--:");
        }
        return rule;
    }
}
