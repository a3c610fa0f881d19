package ai.ominigate.console.overview;

import ai.ominigate.console.shell.Link;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What waits at the desks, in figures, each with the view of a desk that has just that. */
final class DeskFigures {

    private DeskFigures() {}

    /**
     * One of them.
     *
     * @param name the word's key
     * @param of what it is a part of; the same where it is no part
     * @param bad whether it is bad news unless it is nothing
     */
    record Figure(String name, long count, long of, boolean bad, Link link) {
        private Figure(String name, long count, boolean bad, Link link) {
            this(name, count, count, bad, link);
        }
    }

    static List<Figure> of(AbuseOverview abuse) {
        return List.of(
                new Figure(
                        "overview.urgent",
                        abuse.open().getOrDefault("1", 0L),
                        true,
                        new Link("abuse", Map.of("priority", "1"))),
                new Figure(
                        "overview.soon",
                        abuse.open().getOrDefault("2", 0L),
                        false,
                        new Link("abuse", Map.of("priority", "2"))),
                new Figure(
                        "overview.unclaimed", abuse.unclaimed(), false, new Link("abuse", Map.of("claim", "NOBODY"))),
                new Figure(
                        "overview.cases-overdue", abuse.overdue(), true, new Link("abuse", Map.of("due", "OVERDUE"))),
                new Figure(
                        "overview.appeals",
                        abuse.appealsOpen(),
                        false,
                        new Link("decisions", Map.of("tab", "appeals", "status", "OPEN"))),
                new Figure(
                        "overview.ending",
                        abuse.endingSoon(),
                        false,
                        new Link("decisions", Map.of("endsWithin", "PT24H"))),
                decided(abuse, "overview.by-rules", AbuseOverview.Day::automatic, true),
                decided(abuse, "overview.by-people", AbuseOverview.Day::human, false));
    }

    private static Figure decided(
            AbuseOverview abuse, String name, ToLongFunction<AbuseOverview.Day> count, boolean automatic) {
        return new Figure(name, abuse.days().stream().mapToLong(count).sum(), false, DecidedChart.link(automatic));
    }

    /** Of requests, by the views that everybody has. */
    static List<Figure> of(List<RequestFilterDetails> views) {
        List<Figure> figures = new ArrayList<>();
        for (RequestFilterDetails view : views) {
            switch (view.id()) {
                case "overdue" ->
                    figures.add(new Figure(
                            "overview.requests-overdue",
                            view.count(),
                            true,
                            new Link("requests", Map.of("due", "OVERDUE"))));
                case "due-soon" ->
                    figures.add(new Figure(
                            "overview.requests-soon",
                            view.count(),
                            false,
                            new Link("requests", Map.of("due", "SOON"))));
                case "unassigned" ->
                    figures.add(new Figure(
                            "overview.requests-unassigned",
                            view.count(),
                            false,
                            new Link("requests", Map.of("assignee", "NOBODY"))));
                default -> {}
            }
        }
        return figures;
    }

    /** Of retention: how many windows are final, and how many purges do not do their work. */
    static List<Figure> ofRetention(List<RetentionRule> rules) {
        long confirmed = rules.stream()
                .filter(each -> each.state() == RetentionState.CONFIRMED)
                .count();
        return List.of(
                new Figure("overview.windows", confirmed, rules.size(), false, Link.to("retention")),
                new Figure(
                        "overview.purges-overdue",
                        rules.stream().filter(RetentionRule::overdue).count(),
                        true,
                        Link.to("retention")));
    }
}
