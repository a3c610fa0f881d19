package ai.ominigate.console.reveal;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Form;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.shell.Aside;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.reveal.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Breaking the glass, and for how long it stays broken: the top bar says so to whoever did it. */
public final class GlassAside {

    private static final Duration EVERY = Duration.ofSeconds(20);

    private final Tools tools;
    private final Text text;
    private final EmergenciesViewModel model;
    private final Label left = new Label();
    private Tasks.@Nullable Running next;

    private GlassAside(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new EmergenciesViewModel(tools.calls());
        left.setId("emergency");
        left.setGraphic(new FontIcon("fth-alert-triangle"));
        left.getStyleClass().addAll("badge", "bad");
        left.setMinWidth(Region.USE_PREF_SIZE);
        left.managedProperty().bind(left.visibleProperty());
        model.endsAtProperty().subscribe(_ -> tell());
    }

    /** What shows while the glass is broken, with the command that breaks it. */
    public static Aside of(Tools tools) {
        GlassAside made = new GlassAside(tools.beside(GlassAside.class));
        Command begin = Command.of(
                        "reveal.emergency",
                        made.text.get("reveal.emergency"),
                        null,
                        new SimpleBooleanProperty(tools.rights().has("BREAK_GLASS")),
                        made::ask)
                .unless(tools.calls().connection().lostProperty());
        return new Aside(begin, made.left);
    }

    private void tell() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        Instant endsAt = model.endsAtProperty().get();
        Duration rest = endsAt == null
                ? Duration.ZERO
                : Duration.between(tools.moments().now(), endsAt);
        left.setVisible(rest.isPositive());
        if (rest.isPositive()) {
            left.setText(text.get("reveal.emergency.left", tools.moments().words(rest)));
            next = tools.calls().tasks().later(rest.compareTo(EVERY) < 0 ? rest : EVERY, this::tell);
        } else if (endsAt != null) {
            model.over();
        }
    }

    private void ask() {
        Form form = new Form()
                .notice(Meaning.BAD, text.get("reveal.emergency.sentence"))
                .choose(
                        "purpose",
                        text.get("reveal.what-for"),
                        List.of(Purpose.values()),
                        each -> text.get("reveal.purpose." + each),
                        Purpose.SECURITY_INCIDENT)
                .area("reason", text.get("reveal.emergency.reason"), 3, EmergenciesViewModel.LONGEST_REASON, true);
        form.needs(Bindings.createBooleanBinding(
                () -> EmergenciesViewModel.isReason(form.input("reason").getText()),
                form.input("reason").textProperty()));
        Dialog dialog = tools.dialogs().dialog(text.get("reveal.emergency"), form.node());
        dialog.startAt(form.input("reason"));
        tools.dialogs().show(dialog.dangerousVerb(text.get("reveal.emergency"), form.complete(), () -> {
            dialog.busyProperty().set(true);
            model.begin(
                    form.chosen("purpose", Purpose.class),
                    form.text("reason"),
                    () -> {
                        dialog.close();
                        tools.dialogs().toast(text.get("reveal.emergency.begun"));
                    },
                    dialog::fail);
        }));
    }
}
