package ai.ominigate.console.overview;

import ai.ominigate.console.shell.Link;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.AbuseOverview;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import javafx.scene.chart.CategoryAxis;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.StackedBarChart;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;

/** What was decided each day, by rules and by people; a bar leads to all decisions of its kind. */
final class DecidedChart extends StackedBarChart<String, Number> {

    private final Text text;
    private final Consumer<Link> go;

    DecidedChart(List<AbuseOverview.Day> days, Text text, Consumer<Link> go) {
        super(new CategoryAxis(), new NumberAxis());
        this.text = text;
        this.go = go;
        setAnimated(false);
        getXAxis().setAnimated(false);
        getYAxis().setAnimated(false);
        getXAxis().setLabel(text.get("overview.axis.days"));
        getYAxis().setLabel(text.get("overview.axis.decisions"));
        setCategoryGap(2);
        getStyleClass().add("deciders");
        setAccessibleText(text.get("overview.decided"));
        getData().add(series(days, "overview.decided.people", AbuseOverview.Day::human, false));
        getData().add(series(days, "overview.decided.rules", AbuseOverview.Day::automatic, true));
    }

    private XYChart.Series<String, Number> series(
            List<AbuseOverview.Day> days, String name, ToLongFunction<AbuseOverview.Day> count, boolean automatic) {
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(text.locale());
        XYChart.Series<String, Number> series = new XYChart.Series<>();
        series.setName(text.get(name));
        for (AbuseOverview.Day each : days) {
            String day = format.format(each.day());
            long decided = count.applyAsLong(each);
            XYChart.Data<String, Number> bar = new XYChart.Data<>(day, decided);
            series.getData().add(bar);
            bar.nodeProperty().subscribe(node -> {
                if (node != null) {
                    Tooltip.install(
                            node,
                            new Tooltip(text.get(
                                    "overview.flag-bar",
                                    day,
                                    Amounts.words(decided, text.locale()),
                                    series.getName())));
                    node.setOnMouseClicked(_ -> go.accept(link(automatic)));
                }
            });
        }
        return series;
    }

    static Link link(boolean automatic) {
        return new Link("decisions", Map.of("automatic", Boolean.toString(automatic)));
    }
}
