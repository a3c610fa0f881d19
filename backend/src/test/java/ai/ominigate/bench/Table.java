package ai.ominigate.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures as people read them, in Markdown: a column for each target, the direct call first, OminiGate last. */
final class Table {

    private static final String NOTHING = "";

    private Table() {}

    static String of(List<Figures> targets) {
        List<String> lines = new ArrayList<>();
        List<String> names = targets.stream().map(Figures::target).collect(Collectors.toCollection(ArrayList::new));
        Optional<Figures> nginx = targets.stream()
                .filter(target -> target.target().equals(Nginx.NAME))
                .findFirst();
        nginx.ifPresent(_ -> names.add("× nginx"));
        lines.add(line("", names));
        lines.add("| --- |" + " ---: |".repeat(names.size()));
        for (Quantity quantity : Quantity.values()) {
            List<String> cells = targets.stream()
                    .map(target -> target.of(quantity)
                            .map(spread -> written(quantity.format(), spread))
                            .orElse(NOTHING))
                    .collect(Collectors.toCollection(ArrayList::new));
            if (cells.stream().allMatch(NOTHING::equals)) {
                continue;
            }
            nginx.ifPresent(base -> cells.add(ratio(quantity, targets.getLast(), base)));
            lines.add(line(quantity.words(), cells));
        }
        return String.join("\n", lines) + "\n" + failures(targets);
    }

    /** The line of what was measured of OminiGate alone, in a table with so many columns of figures. */
    static String line(Quantity quantity, Spread found, int columns) {
        List<String> cells = new ArrayList<>(Collections.nCopies(columns, NOTHING));
        // Before what is told as a multiple of nginx's, where there is nginx.
        cells.set(columns > 2 ? columns - 2 : columns - 1, written(quantity.format(), found));
        return line(quantity.words(), cells);
    }

    private static String line(String head, List<String> cells) {
        return "| " + head + " | " + String.join(" | ", cells) + " |";
    }

    private static String ratio(Quantity quantity, Figures ours, Figures nginx) {
        if (!quantity.compared()) {
            return NOTHING;
        }
        return ours.of(quantity)
                .flatMap(our -> nginx.of(quantity).map(our::over))
                .map(quotient -> written("%.2f", quotient))
                .orElse(NOTHING);
    }

    /** The median, and the least and the most where there were several rounds. */
    private static String written(String format, Spread spread) {
        String median = number(format, spread.median());
        return spread.values().size() == 1
                ? median
                : "%s (%s – %s)".formatted(median, number(format, spread.least()), number(format, spread.most()));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value).replace('-', '−');
    }

    private static String failures(List<Figures> targets) {
        return targets.stream()
                .filter(target -> target.failed() > 0)
                .map(target -> "%n%s: %,d of %,d calls failed; its figures mean little.%n"
                        .formatted(target.target(), target.failed(), target.calls()))
                .collect(Collectors.joining());
    }
}
