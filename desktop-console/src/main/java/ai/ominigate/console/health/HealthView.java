package ai.ominigate.console.health;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourcePane;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.system.NodeHealth;
import ai.ominigate.model.system.QueueHealth;
import ai.ominigate.model.system.RestoreState;
import ai.ominigate.model.system.SystemHealth;
import ai.ominigate.model.system.UpstreamHealth;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** How the system does; looks again by itself while somebody looks. */
public final class HealthView implements Desk {

    private static final Duration AGAIN = Duration.ofSeconds(15);
    private static final double MILLIS = 1_000;

    /** What waits longer for others is in trouble. */
    private static final Duration LATE = Duration.ofMinutes(10);

    /** As the alert of the log has it. */
    private static final long MOST_UNSIGNED = 1_000;

    private static final double NEARLY_FULL = 0.1;
    private static final double GIBI = 1024.0 * 1024 * 1024;

    private final Tools tools;
    private final Text text;
    private final HealthApi api;

    @FXML
    private VBox root;

    @FXML
    private ResourcePane<SystemHealth> pane;

    private HealthView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.api = tools.calls().api(HealthApi.class);
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of("health", "fth-activity", KeyCode.H)
                .opens(HealthView.class, tools, "health.title", (own, _) -> new HealthView(own));
    }

    @FXML
    private void initialize() {
        pane.show(tools.calls(), api::health, text, tools.moments(), this::draw);
    }

    private Node draw(SystemHealth health) {
        VBox all = new VBox(verdict(health));
        all.getStyleClass().add("sections");
        health.problems().forEach(each -> all.getChildren().add(notice(each, "bad")));
        health.warnings().forEach(each -> all.getChildren().add(notice(each, "waiting")));
        all.getChildren().add(section("health.node", node(health)));
        all.getChildren().add(section("health.outside", outside(health)));
        all.getChildren().add(section("health.nodes", nodes(health.nodes())));
        all.getChildren().add(section("health.upstreams", upstreams(health.upstreams())));
        all.getChildren().add(section("health.files", files(health)));
        return all;
    }

    private Node verdict(SystemHealth health) {
        Badge badge = !health.problems().isEmpty()
                ? new Badge(Meaning.BAD, text.get("health.not-ready"))
                : !health.warnings().isEmpty()
                        ? new Badge(Meaning.WAITING, text.get("health.warned"))
                        : new Badge(Meaning.GOOD, text.get("health.ready"));
        return new StateBadge(badge);
    }

    private static Node notice(String sentence, String meaning) {
        Label label = Dialogs.wrapped(sentence);
        label.setGraphic(new FontIcon(meaning.equals("bad") ? "fth-alert-circle" : "fth-clock"));
        label.getStyleClass().addAll("notice", meaning);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    private Node section(String title, Node content) {
        Label heading = new Label(text.get(title));
        heading.getStyleClass().add("heading");
        VBox section = new VBox(heading, content);
        section.getStyleClass().add("section");
        return section;
    }

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private Facts node(SystemHealth health) {
        double free =
                (double) health.disk().freeBytes() / Math.max(1, health.disk().totalBytes());
        return facts().state(
                        text.get("health.database"),
                        health.databaseMillis() == null
                                ? new Badge(Meaning.BAD, text.get("health.database.away"))
                                : new Badge(
                                        Meaning.GOOD,
                                        text.get("health.database.millis", number(health.databaseMillis()))))
                .state(
                        text.get("health.limits"),
                        new Badge(
                                switch (health.sharedLimits()) {
                                    case SHARED -> Meaning.GOOD;
                                    case NOT_SET -> Meaning.QUIET;
                                    case AWAY -> Meaning.BAD;
                                },
                                text.get("health.limits." + health.sharedLimits())))
                .state(
                        text.get("health.journal"),
                        new Badge(
                                health.journal().lagSeconds() > AGAIN.toSeconds() ? Meaning.WAITING : Meaning.GOOD,
                                text.get(
                                        "health.journal.state",
                                        Amounts.words(health.journal().waitingEvents(), text.locale()),
                                        number(health.journal().lagSeconds()))))
                .state(
                        text.get("health.disk"),
                        new Badge(
                                free < NEARLY_FULL ? Meaning.BAD : Meaning.GOOD,
                                text.get(
                                        "health.disk.free",
                                        number(health.disk().freeBytes() / GIBI),
                                        number(health.disk().totalBytes() / GIBI))))
                .state(text.get("health.forgotten"), forgotten(health.restore()))
                .time(text.get("health.checked"), health.checkedAt())
                .words(text.get("health.version"), health.version())
                .copied(text.get("health.node"), health.node());
    }

    /** What is between the system and others: mail, Stripe, and the log that others can check. */
    private Facts outside(SystemHealth health) {
        Double mailbox = health.mailboxSeconds();
        return facts().state(text.get("health.letters"), queue(health.letters()))
                .state(
                        text.get("health.mailbox"),
                        mailbox == null
                                ? new Badge(Meaning.QUIET, text.get("health.mailbox.none"))
                                : new Badge(
                                        mailbox > LATE.toSeconds() ? Meaning.BAD : Meaning.GOOD,
                                        text.get(
                                                "health.mailbox.read",
                                                tools.moments().words(ofSeconds(mailbox)))))
                .state(
                        text.get("health.stripe"),
                        health.paymentNews() == null
                                ? new Badge(Meaning.QUIET, text.get("health.stripe.none"))
                                : queue(health.paymentNews()))
                .state(
                        text.get("health.audit"),
                        new Badge(
                                health.unsignedEntries() > MOST_UNSIGNED ? Meaning.BAD : Meaning.GOOD,
                                text.get(
                                        "health.audit.unsigned",
                                        Amounts.words(health.unsignedEntries(), text.locale()))));
    }

    private Badge queue(QueueHealth queue) {
        Meaning meaning = queue.oldestSeconds() > LATE.toSeconds() ? Meaning.BAD : Meaning.GOOD;
        return queue.waiting() == 0
                ? new Badge(Meaning.GOOD, text.get("health.queue.none"))
                : new Badge(
                        meaning,
                        text.get(
                                "health.queue",
                                Amounts.words(queue.waiting(), text.locale()),
                                tools.moments().words(ofSeconds(queue.oldestSeconds()))));
    }

    private static Duration ofSeconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    /** Whether the database knows of all people who were forgotten; null where it does not answer. */
    private @Nullable Badge forgotten(@Nullable RestoreState restore) {
        if (restore == null) {
            return null;
        }
        String known = text.get(
                "health.forgotten.known",
                Amounts.words(restore.known(), text.locale()),
                Amounts.words(restore.remembered(), text.locale()));
        return new Badge(
                restore.known() < restore.remembered() ? Meaning.BAD : Meaning.GOOD,
                restore.replayedAt() == null
                        ? known
                        : text.get(
                                "health.forgotten.again",
                                known,
                                tools.moments().relative(restore.replayedAt()),
                                Amounts.words(restore.replayed(), text.locale())));
    }

    private String number(double value) {
        NumberFormat format = NumberFormat.getNumberInstance(text.locale());
        format.setMaximumFractionDigits(1);
        return format.format(value);
    }

    private Node nodes(@Nullable List<NodeHealth> nodes) {
        if (nodes == null) {
            return Dialogs.wrapped(text.get("health.nodes.unknown"));
        }
        Facts facts = facts();
        nodes.forEach(each -> facts.state(
                Facts.shortened(each.id()),
                new Badge(
                        switch (each.state()) {
                            case ACTIVE -> Meaning.GOOD;
                            case SILENT -> Meaning.WAITING;
                            case LOST -> Meaning.BAD;
                            case STOPPED -> Meaning.QUIET;
                        },
                        text.get(
                                "health.node.heard",
                                text.get("health.node." + each.state()),
                                tools.moments().relative(each.heardAt())))));
        return facts;
    }

    private Node upstreams(List<UpstreamHealth> upstreams) {
        if (upstreams.isEmpty()) {
            return Dialogs.wrapped(text.get("health.upstreams.none"));
        }
        Facts facts = facts();
        upstreams.forEach(each -> facts.state(
                each.provider() + " · " + each.model(),
                new Badge(
                        switch (each.breaker()) {
                            case CLOSED -> Meaning.GOOD;
                            case HALF_OPEN -> Meaning.WAITING;
                            case OPEN -> Meaning.BAD;
                        },
                        text.get("health.breaker." + each.breaker()))));
        return facts;
    }

    private Node files(SystemHealth health) {
        if (health.networkFiles().isEmpty()) {
            return Dialogs.wrapped(text.get("health.files.none"));
        }
        Facts facts = facts();
        health.networkFiles()
                .forEach(each -> facts.state(
                        each.file(),
                        new Badge(
                                each.used() ? Meaning.GOOD : Meaning.BAD,
                                each.ageDays() == null
                                        ? text.get("health.files.unreadable")
                                        : text.get("health.files.age", number(each.ageDays())))));
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
        pane.refreshEvery(AGAIN, () -> {});
    }

    @Override
    public void leave() {
        pane.leave();
    }
}
