package ai.ominigate.dashboard;

import ai.ominigate.metering.report.DayOfUse;
import ai.ominigate.metering.report.Days;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was spent day by day, a column for each day, cut into the dearest few of whatever it is told by. Drawn by the server,
 * so it is there without script; each column tells its exact values when one points at it, and a table says the same.
 *
 * @param series what the parts of columns are, the dearest first; the last may be all others
 */
public record SpendChart(List<Day> days, List<Series> series) {
    /** More than so many cannot be told apart; the rest is one. */
    static final int MOST_SERIES = 6;

    private static final int LEFT = 56;
    private static final int RIGHT = 20;
    private static final int TOP = 12;
    private static final int BOTTOM = 24;
    private static final int TICKS = 4;
    private static final double GAP = 0.25;

    /**
     * One of what columns are cut into.
     *
     * @param style the name that the stylesheet has a colour for
     */
    public record Series(String name, String style, long nanos) {}

    /** One day with what was spent on each series, in their order. */
    public record Day(LocalDate day, List<Long> nanos) {

        /** All of it. */
        public long total() {
            return nanos.stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Of these days.
     *
     * @param by what columns are cut by
     * @param others what the rest is called
     */
    static SpendChart of(Days days, List<DayOfUse> uses, Function<DayOfUse, String> by, String others) {
        Map<String, Long> sums = new HashMap<>();
        uses.forEach(use -> sums.merge(by.apply(use), use.totals().costNanos(), Long::sum));
        List<String> names = sums.entrySet().stream()
                .filter(sum -> sum.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        boolean all = names.size() <= MOST_SERIES;
        List<String> told = all ? names : names.subList(0, MOST_SERIES - 1);
        List<Series> series = new ArrayList<>();
        for (String name : told) {
            series.add(new Series(name, "series-" + (series.size() + 1), sums.getOrDefault(name, 0L)));
        }
        if (!all) {
            long rest = names.stream()
                    .skip(told.size())
                    .mapToLong(name -> sums.getOrDefault(name, 0L))
                    .sum();
            series.add(new Series(others, "series-other", rest));
        }
        Map<LocalDate, List<DayOfUse>> byDay = uses.stream().collect(Collectors.groupingBy(DayOfUse::day));
        return new SpendChart(
                days.all().stream()
                        .map(day -> new Day(day, nanos(byDay.getOrDefault(day, List.of()), by, told, series.size())))
                        .toList(),
                series);
    }

    private static List<Long> nanos(List<DayOfUse> uses, Function<DayOfUse, String> by, List<String> told, int size) {
        long[] nanos = new long[size];
        for (DayOfUse use : uses) {
            if (use.totals().costNanos() > 0) {
                int at = told.indexOf(by.apply(use));
                nanos[at < 0 ? size - 1 : at] += use.totals().costNanos();
            }
        }
        return Arrays.stream(nanos).boxed().toList();
    }

    /** Whether anything was spent. */
    public boolean isEmpty() {
        return series.isEmpty();
    }

    /** A rectangle; in units of the drawing. */
    public record Piece(String style, String y, String height) {}

    /** A day's column with all that is told of it. */
    public record Column(String x, String width, String hitX, String hitWidth, List<Piece> pieces, String told) {}

    /** A line with its amount. */
    public record Tick(String y, String label) {}

    /** A day's name below. */
    public record Label(String x, String text) {}

    /** The chart in a size. */
    public record Drawing(int width, int height, List<Column> columns, List<Tick> ticks, List<Label> labels) {
        /** Where columns stand. */
        public int floor() {
            return height - BOTTOM;
        }

        /** Where lines begin. */
        public int left() {
            return LEFT;
        }

        /** Where lines end. */
        public int right() {
            return width - RIGHT;
        }
    }

    /** Draws it. */
    public Drawing drawn(int width, int height, int labels, Frame frame) {
        long step = step(days.stream().mapToLong(Day::total).max().orElse(0));
        long top = days.stream().mapToLong(Day::total).max().orElse(0);
        long ceiling = Math.max(step, Math.ceilDiv(top, step) * step);
        double room = height - TOP - BOTTOM;
        double slot = (double) (width - LEFT - RIGHT) / days.size();
        List<Column> columns = new ArrayList<>();
        List<Label> names = new ArrayList<>();
        int every = Math.max(1, Math.ceilDiv(days.size(), labels));
        for (int i = 0; i < days.size(); i++) {
            Day day = days.get(i);
            double x = LEFT + i * slot;
            List<Piece> pieces = new ArrayList<>();
            double y = height - BOTTOM;
            for (int s = 0; s < series.size(); s++) {
                double tall = room * day.nanos().get(s) / ceiling;
                if (tall > 0) {
                    y -= tall;
                    pieces.add(new Piece(series.get(s).style(), number(y), number(tall)));
                }
            }
            columns.add(new Column(
                    number(x + slot * GAP / 2),
                    number(slot * (1 - GAP)),
                    number(x),
                    number(slot),
                    pieces,
                    told(day, frame)));
            if ((days.size() - 1 - i) % every == 0) {
                names.add(new Label(number(x + slot / 2), shortDay(day.day(), frame)));
            }
        }
        List<Tick> ticks = new ArrayList<>();
        for (long amount = 0; amount <= ceiling; amount += step) {
            ticks.add(new Tick(
                    number(height - BOTTOM - room * amount / ceiling),
                    frame.shown().money(amount)));
        }
        return new Drawing(width, height, columns, ticks, names);
    }

    private String told(Day day, Frame frame) {
        StringBuilder text = new StringBuilder(
                frame.shown().day(day.day()) + ": " + frame.shown().exact(day.total()));
        for (int s = 0; s < series.size(); s++) {
            if (day.nanos().get(s) > 0) {
                text.append('\n')
                        .append(series.get(s).name())
                        .append(": ")
                        .append(frame.shown().exact(day.nanos().get(s)));
            }
        }
        return text.toString();
    }

    private static String shortDay(LocalDate day, Frame frame) {
        return DateTimeFormatter.ofPattern(
                        frame.language() == Language.CHINESE ? "M月d日" : "MMM d",
                        frame.language().locale())
                .format(day);
    }

    /** The smallest of 1, 2, 5, 10, … with which a few lines reach the top. */
    static long step(long top) {
        long ten = 1;
        while (true) {
            for (long factor : new long[] {1, 2, 5}) {
                if (Math.multiplyExact(ten * factor, (long) TICKS) >= top) {
                    return ten * factor;
                }
            }
            ten = Math.multiplyExact(ten, 10L);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
