package ai.ominigate.console.overview;

import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.ResourcePane;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.privacy.PrivacyOverview;
import ai.ominigate.model.system.Overview;
import ai.ominigate.model.system.OverviewHour;
import ai.ominigate.model.system.RestoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import javafx.application.Platform;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What goes on, in figures; each that somebody can do something about leads there. */
public final class OverviewView implements Desk {

    private static final Duration AGAIN = Duration.ofSeconds(60);

    private final Tools tools;
    private final Text text;
    private final Navigator navigator;
    private final OverviewApi api;
    private final Cards abuse = new Cards();
    private final Cards requests = new Cards();
    private final Cards policy = new Cards();
    private final VBox flags = sections();
    private final VBox decided = sections();
    private final VBox flow = sections();
    private List<DeskFigures.Figure> requestFigures = List.of();
    private @Nullable Instant oldestRequest;

    @FXML
    private VBox root;

    @FXML
    private ResourcePane<Overview> pane;

    private OverviewView(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.text = tools.text();
        this.navigator = navigator;
        this.api = tools.calls().api(OverviewApi.class);
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of("overview", "fth-home", KeyCode.O)
                .opens(
                        OverviewView.class,
                        tools,
                        "overview.title",
                        (own, navigator) -> new OverviewView(own, navigator));
    }

    @FXML
    private void initialize() {
        pane.show(tools.calls(), api::overview, text, tools.moments(), this::draw);
        tools.events().listen("approval.", _ -> askSoon(), this::askSoon);
    }

    /** Only who looks is told; who comes later asks anyway. */
    private void askSoon() {
        if (pane.isWatched()) {
            refresh();
        }
    }

    private Node draw(Overview overview) {
        Figures figures = Figures.of(overview);
        Cards cards = new Cards();
        cards.getChildren()
                .addAll(
                        card(
                                "overview.awaiting",
                                Amounts.words(overview.awaitingMe(), text.locale()),
                                new Link("approvals", Map.of("status", "OPEN"))),
                        card("overview.calls", Amounts.words(figures.calls(), text.locale()), null),
                        card("overview.failed", Amounts.words(figures.failed(), text.locale()), Link.to("health")),
                        card("overview.spent", Amounts.words(figures.spent(), text.locale()), null),
                        card("overview.refused", Amounts.words(figures.refused(), text.locale()), null));
        if (tools.rights().has("OVERSEE_REVEALS")) {
            cards.getChildren()
                    .add(card(
                            "overview.glass",
                            Amounts.words(overview.breakGlassToAcknowledge(), text.locale()),
                            new Link("emergencies", Map.of("acknowledged", "false"))));
        }
        RestoreState restore = overview.restore();
        cards.getChildren()
                .add(card(
                        "overview.restores",
                        restore.replayedAt() == null
                                ? text.get("overview.restores.none")
                                : tools.moments().relative(restore.replayedAt()),
                        restore.known() < restore.remembered(),
                        Link.to("health")));
        VBox all = sections();
        all.getChildren()
                .addAll(
                        cards,
                        abuse,
                        requests,
                        policy,
                        section("overview.hours", chart(overview.hours())),
                        flags,
                        decided,
                        flow,
                        section("overview.refusals", refusals(overview)));
        return all;
    }

    private static VBox sections() {
        VBox sections = new VBox();
        sections.getStyleClass().add("sections");
        return sections;
    }

    /** Asks what waits at each desk that whoever looks may see; what cannot be had is left out. */
    private void askDesks() {
        if (tools.rights().has("VIEW_CASES")) {
            tools.calls()
                    .read(
                            api.abuse(),
                            answer -> {
                                show(abuse, DeskFigures.of(answer));
                                // One chart at a time, as together they hold whoever types for too long.
                                Platform.runLater(() -> showFlags(answer));
                                Platform.runLater(() -> showDecided(answer));
                            },
                            _ -> {});
        }
        if (tools.rights().has("VIEW_REQUESTS")) {
            tools.calls()
                    .read(api.requests(), page -> showRequests(DeskFigures.of(page.items()), oldestRequest), _ -> {});
            tools.calls().read(api.privacy(), answer -> Platform.runLater(() -> showFlow(answer)), _ -> {});
        }
        if (tools.rights().has("VIEW_POLICY")) {
            tools.calls().read(api.retention(), page -> show(policy, DeskFigures.ofRetention(page.items())), _ -> {});
        }
    }

    private void show(Cards cards, List<DeskFigures.Figure> figures) {
        cards.getChildren().clear();
        for (DeskFigures.Figure each : figures) {
            String count = Amounts.words(each.count(), text.locale());
            String words = each.count() == each.of()
                    ? count
                    : text.get("overview.part", count, Amounts.words(each.of(), text.locale()));
            cards.getChildren().add(card(each.name(), words, each.bad() && each.count() > 0, each.link()));
        }
    }

    private void showFlags(AbuseOverview answer) {
        flags.getChildren().clear();
        if (answer.hours().stream().anyMatch(hour -> !hour.flags().isEmpty())) {
            flags.getChildren()
                    .add(section("overview.flags", FlagChart.of(answer.hours(), text, tools.moments(), navigator::go)));
        }
    }

    private void showDecided(AbuseOverview answer) {
        decided.getChildren().clear();
        if (answer.days().stream().anyMatch(day -> day.automatic() + day.human() > 0)) {
            decided.getChildren().add(section("overview.decided", DecidedChart.of(answer.days(), text, navigator::go)));
        }
    }

    private void showFlow(PrivacyOverview answer) {
        flow.getChildren().clear();
        if (answer.days().stream().anyMatch(day -> day.received() + day.ended() > 0)) {
            flow.getChildren().add(section("overview.flow", new FlowChart(answer.days(), text, navigator::go)));
        }
        showRequests(requestFigures, answer.oldestUnassigned());
    }

    /** Both answers are about the same desk; whichever comes first. */
    private void showRequests(List<DeskFigures.Figure> figures, @Nullable Instant oldest) {
        requestFigures = figures;
        oldestRequest = oldest;
        show(requests, figures);
        if (oldest != null) {
            requests.getChildren()
                    .add(card(
                            "overview.oldest",
                            tools.moments().relative(oldest),
                            new Link("requests", Map.of("assignee", "NOBODY"))));
        }
    }

    private Node card(String name, String figure, @Nullable Link link) {
        return card(name, figure, false, link);
    }

    private Node card(String name, String figure, boolean bad, @Nullable Link link) {
        Label number = new Label(figure);
        number.getStyleClass().add("figure");
        if (bad) {
            number.getStyleClass().add("bad");
            number.setGraphic(new FontIcon("fth-alert-circle"));
        }
        Label words = new Label(text.get(name));
        words.getStyleClass().add("quiet");
        VBox content = new VBox(number, words);
        if (link == null
                || navigator.places().stream().noneMatch(each -> each.id().equals(link.place()))) {
            content.getStyleClass().add("card-of-figure");
            content.setMaxWidth(Double.MAX_VALUE);
            return content;
        }
        Button button = new Button();
        button.setGraphic(content);
        button.setId(name.replace('.', '-'));
        button.setAccessibleText(text.get("overview.card", text.get(name), figure));
        button.getStyleClass().add("card-of-figure");
        button.setMaxSize(Double.MAX_VALUE, Double.MAX_VALUE);
        button.setOnAction(_ -> navigator.go(link));
        return button;
    }

    private Node section(String title, Node content) {
        Label heading = Dialogs.wrapped(text.get(title));
        heading.getStyleClass().add("heading");
        VBox section = new VBox(heading, content);
        section.getStyleClass().add("section");
        return section;
    }

    private Node chart(List<OverviewHour> hours) {
        if (hours.isEmpty()) {
            return Dialogs.wrapped(text.get("overview.hours.none"));
        }
        String served = text.get("overview.served");
        String failed = text.get("overview.failed");
        return new PartsChart(
                        text.get("overview.hours"),
                        text.get("overview.axis.hours"),
                        text.get("overview.axis.calls"),
                        navigator::go)
                .with(served, parts(hours, served, hour -> hour.calls() - hour.failedCalls()))
                .with(failed, parts(hours, failed, OverviewHour::failedCalls));
    }

    private List<PartsChart.Part> parts(List<OverviewHour> hours, String name, ToLongFunction<OverviewHour> count) {
        return hours.stream()
                .map(hour -> {
                    String at = tools.moments().clockTime(hour.from());
                    long calls = count.applyAsLong(hour);
                    String words = text.get(
                            "overview.bar",
                            at,
                            Amounts.words(calls, text.locale()),
                            name,
                            Amounts.words(hour.spent(), text.locale()));
                    return new PartsChart.Part(at, calls, words, null);
                })
                .toList();
    }

    private Node refusals(Overview overview) {
        if (overview.refused().isEmpty()) {
            return Dialogs.wrapped(
                    text.get("overview.refusals.none", tools.moments().relative(overview.refusedSince())));
        }
        Facts facts = new Facts(text, tools.moments());
        overview.refused().forEach(each -> facts.words(each.code(), Amounts.words(each.calls(), text.locale())));
        facts.time(text.get("overview.since"), overview.refusedSince());
        return facts;
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public void arrive(Link link) {
        refresh();
    }

    @Override
    public void refresh() {
        pane.refreshEvery(AGAIN, this::askDesks);
    }

    @Override
    public void leave() {
        pane.leave();
    }
}
