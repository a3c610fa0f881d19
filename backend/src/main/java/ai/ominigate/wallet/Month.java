package ai.ominigate.wallet;

import ai.ominigate.model.own.MovementKind;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/**
 * An account's books of a month: {@code closing = opening + sum of the lines}. Amounts are nano-dollars.
 *
 * @param zone whose midnights it lies between
 * @param opening the balance when it began; below 0 where something was owed
 * @param lines the earliest first
 */
public record Month(YearMonth month, ZoneId zone, long opening, List<Line> lines) {
    public Month {
        lines = List.copyOf(lines);
    }

    /** The balance when it ended, or now. */
    public long closing() {
        return lines.isEmpty() ? opening : lines.getLast().after();
    }

    /** What lines of this kind come to. */
    public long sum(MovementKind kind) {
        return lines.stream()
                .filter(line -> line.kind() == kind)
                .mapToLong(Line::nanos)
                .sum();
    }
}
