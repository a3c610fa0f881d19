package ai.ominigate.console.overview;

import ai.ominigate.console.overview.PartsChart.Part;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.abuse.CaseFamily;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Flags of each hour, by what they are about: the five that there are most of, and the rest together. */
final class FlagChart {

    private static final int SERIES = 5;

    private FlagChart() {}

    static PartsChart of(List<AbuseOverview.Hour> hours, Text text, Moments moments, Consumer<Link> go) {
        PartsChart chart = new PartsChart(
                text.get("overview.flags"), text.get("overview.axis.flag-hours"), text.get("overview.axis.flags"), go);
        chart.getStyleClass().add("families");
        List<CaseFamily> largest = largest(hours);
        for (CaseFamily family : largest) {
            String name = text.get("overview.family." + family);
            Link link = new Link("abuse", Map.of("family", family.name()));
            chart.with(name, parts(hours, List.of(family), name, text, moments, link));
        }
        List<CaseFamily> rest = Stream.of(CaseFamily.values())
                .filter(each -> !largest.contains(each))
                .toList();
        if (sum(hours, rest) > 0) {
            String name = text.get("overview.family.other");
            chart.with(name, parts(hours, rest, name, text, moments, null));
        }
        return chart;
    }

    private static List<CaseFamily> largest(List<AbuseOverview.Hour> hours) {
        Map<CaseFamily, Long> sums = new EnumMap<>(CaseFamily.class);
        hours.forEach(hour -> hour.flags().forEach((family, flags) -> sums.merge(family, flags, Long::sum)));
        return sums.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.<CaseFamily, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(SERIES)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long sum(List<AbuseOverview.Hour> hours, List<CaseFamily> families) {
        return hours.stream().mapToLong(hour -> sum(hour, families)).sum();
    }

    private static long sum(AbuseOverview.Hour hour, List<CaseFamily> families) {
        return families.stream()
                .mapToLong(family -> hour.flags().getOrDefault(family, 0L))
                .sum();
    }

    private static List<Part> parts(
            List<AbuseOverview.Hour> hours,
            List<CaseFamily> families,
            String name,
            Text text,
            Moments moments,
            @Nullable Link link) {
        return hours.stream()
                .map(hour -> {
                    String at = moments.absolute(hour.hour());
                    long flags = sum(hour, families);
                    String words = text.get("overview.flag-bar", at, Amounts.words(flags, text.locale()), name);
                    return new Part(at, flags, words, link);
                })
                .toList();
    }
}
