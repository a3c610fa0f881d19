package ai.ominigate.console.reveal;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.reveal.BreakGlassDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** When the glass was broken, what was looked at meanwhile, and that a privacy officer has seen it. */
public final class EmergenciesView implements Desk {

    private final Tools tools;
    private final Text text;
    private final EmergenciesViewModel model;
    private final Command acknowledge;

    @FXML
    private VBox root;

    @FXML
    private ResourceList<BreakGlassDetails> list;

    @FXML
    private DetailPane detail;

    private EmergenciesView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new EmergenciesViewModel(tools.calls());
        String me = tools.me().staff().id();
        this.acknowledge = Command.of(
                        "reveal.acknowledge",
                        text.get("reveal.acknowledge"),
                        "Y",
                        Bindings.createBooleanBinding(
                                () -> EmergenciesViewModel.canAcknowledge(
                                        model.list().selectedProperty().get(), me),
                                model.list().selectedProperty()),
                        this::askAcknowledge)
                .unless(tools.calls().connection().lostProperty());
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of("emergencies", "fth-alert-triangle", KeyCode.B, "OVERSEE_REVEALS")
                .opens(EmergenciesView.class, tools, "reveal.emergencies", (own, _) -> new EmergenciesView(own));
    }

    @FXML
    private void initialize() {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put("false", text.get("reveal.acknowledged.false"));
        seen.put("true", text.get("reveal.acknowledged.true"));
        list.show(
                        model.list(),
                        text,
                        tools.moments(),
                        text.get("reveal.emergencies"),
                        text.get("reveal.emergencies.none"))
                .choose("acknowledged", text.get("reveal.state"), seen)
                .state(text.get("reveal.state"), 150, this::state)
                .words(text.get("reveal.by"), 140, row -> row.by().name())
                .words(text.get("reveal.what-for"), 200, row -> text.get("reveal.purpose." + row.purpose()))
                .time(text.get("reveal.began"), 120, null, BreakGlassDetails::startedAt)
                .count(text.get("reveal.looks"), 80, row -> (long) row.looks().size());
        model.list().selectedProperty().subscribe(this::show);
        tools.moments().utcProperty().subscribe(_ -> list.redraw());
        tools.events().listen("break-glass.", _ -> model.list().noteNews(), model.list()::noteNews);
    }

    private Badge state(BreakGlassDetails emergency) {
        return emergency.acknowledgedAt() == null
                ? new Badge(Meaning.WAITING, text.get("reveal.acknowledged.false"))
                : new Badge(Meaning.GOOD, text.get("reveal.acknowledged.true"));
    }

    private void show(@Nullable BreakGlassDetails emergency) {
        if (emergency == null) {
            detail.hint(text.get("reveal.emergencies.hint"));
            return;
        }
        detail.show(
                text.get("reveal.emergency.of", emergency.by().name()),
                new Facts(text, tools.moments())
                        .state(text.get("reveal.state"), state(emergency))
                        .words(text.get("reveal.what-for"), text.get("reveal.purpose." + emergency.purpose()))
                        .words(text.get("reveal.reason"), emergency.reason())
                        .time(text.get("reveal.began"), emergency.startedAt())
                        .time(text.get("reveal.ends"), emergency.endsAt())
                        .words(text.get("reveal.looks"), looks(emergency))
                        .words(
                                text.get("reveal.acknowledged.by"),
                                emergency.acknowledgedBy() == null
                                        ? null
                                        : emergency.acknowledgedBy().name())
                        .time(text.get("reveal.acknowledged.at"), emergency.acknowledgedAt()),
                DetailPane.buttons(acknowledge.button()));
    }

    private String looks(BreakGlassDetails emergency) {
        return emergency.looks().isEmpty()
                ? text.get("reveal.looks.none")
                : emergency.looks().stream()
                        .map(each -> text.get(
                                each.copied() ? "reveal.look.copied" : "reveal.look",
                                text.get("reveal.field." + each.field()),
                                Facts.shortened(each.subject()),
                                tools.moments().relative(each.at())))
                        .collect(Collectors.joining("\n"));
    }

    private void askAcknowledge() {
        BreakGlassDetails emergency =
                Objects.requireNonNull(model.list().selectedProperty().get());
        tools.dialogs()
                .confirm(
                        text.get("reveal.acknowledge"),
                        text.get("reveal.acknowledge.sentence", emergency.by().name()),
                        text.get("reveal.acknowledge"),
                        dialog -> model.acknowledge(
                                emergency,
                                () -> {
                                    dialog.close();
                                    tools.dialogs().toast(text.get("reveal.acknowledge.done"));
                                },
                                dialog::fail));
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(acknowledge);
    }

    @Override
    public void arrive(Link link) {
        model.list().follow(link.parameters());
        list.takeKeys();
    }

    @Override
    public void refresh() {
        model.list().refresh();
    }
}
