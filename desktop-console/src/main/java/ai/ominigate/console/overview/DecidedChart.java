package ai.ominigate.console.overview;

import ai.ominigate.console.overview.PartsChart.Part;
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

/** What was decided each day, by rules and by people; a bar leads to all decisions of its kind. */
final class DecidedChart {

    private DecidedChart() {}

    static PartsChart of(List<AbuseOverview.Day> days, Text text, Consumer<Link> go) {
        PartsChart chart = new PartsChart(
                text.get("overview.decided"), text.get("overview.axis.days"), text.get("overview.axis.decisions"), go);
        chart.getStyleClass().add("deciders");
        String people = text.get("overview.decided.people");
        String rules = text.get("overview.decided.rules");
        return chart.with(people, parts(days, people, text, AbuseOverview.Day::human, link(false)))
                .with(rules, parts(days, rules, text, AbuseOverview.Day::automatic, link(true)));
    }

    private static List<Part> parts(
            List<AbuseOverview.Day> days, String name, Text text, ToLongFunction<AbuseOverview.Day> count, Link link) {
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(text.locale());
        return days.stream()
                .map(each -> {
                    String day = format.format(each.day());
                    long decided = count.applyAsLong(each);
                    String words = text.get("overview.flag-bar", day, Amounts.words(decided, text.locale()), name);
                    return new Part(day, decided, words, link);
                })
                .toList();
    }

    static Link link(boolean automatic) {
        return new Link("decisions", Map.of("automatic", Boolean.toString(automatic)));
    }
}
