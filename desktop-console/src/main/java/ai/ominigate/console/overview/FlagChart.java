package ai.ominigate.console.overview;

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
import javafx.scene.chart.CategoryAxis;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.StackedBarChart;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** Flags of each hour, by what they are about: the five that there are most of, and the rest together. */
final class FlagChart extends StackedBarChart<String, Number> {

    private static final int SERIES = 5;

    private final Text text;
    private final Moments moments;
    private final Consumer<Link> go;

    FlagChart(List<AbuseOverview.Hour> hours, Text text, Moments moments, Consumer<Link> go) {
        super(new CategoryAxis(), new NumberAxis());
        this.text = text;
        this.moments = moments;
        this.go = go;
        setAnimated(false);
        getXAxis().setAnimated(false);
        getYAxis().setAnimated(false);
        getXAxis().setLabel(text.get("overview.axis.flag-hours"));
        getYAxis().setLabel(text.get("overview.axis.flags"));
        setCategoryGap(2);
        getStyleClass().add("families");
        setAccessibleText(text.get("overview.flags"));
        List<CaseFamily> largest = largest(hours);
        largest.forEach(family -> getData().add(series(hours, List.of(family), family)));
        List<CaseFamily> rest = java.util.stream.Stream.of(CaseFamily.values())
                .filter(each -> !largest.contains(each))
                .toList();
        if (sum(hours, rest) > 0) {
            getData().add(series(hours, rest, null));
        }
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

    private XYChart.Series<String, Number> series(
            List<AbuseOverview.Hour> hours, List<CaseFamily> families, @Nullable CaseFamily one) {
        XYChart.Series<String, Number> series = new XYChart.Series<>();
        series.setName(text.get(one == null ? "overview.family.other" : "overview.family." + one));
        for (AbuseOverview.Hour hour : hours) {
            long flags = sum(hour, families);
            XYChart.Data<String, Number> bar = new XYChart.Data<>(moments.absolute(hour.hour()), flags);
            series.getData().add(bar);
            bar.nodeProperty().subscribe(node -> {
                if (node != null) {
                    Tooltip.install(
                            node,
                            new Tooltip(text.get(
                                    "overview.flag-bar",
                                    moments.absolute(hour.hour()),
                                    Amounts.words(flags, text.locale()),
                                    series.getName())));
                    if (one != null) {
                        node.setOnMouseClicked(_ -> go.accept(new Link("abuse", Map.of("family", one.name()))));
                    }
                }
            });
        }
        return series;
    }
}
