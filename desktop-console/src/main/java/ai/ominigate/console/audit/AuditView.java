package ai.ominigate.console.audit;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditOutcome;
import ai.ominigate.model.audit.AuditReport;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The audit log: who did what, whether it is what was written, and a bundle for auditors. */
public final class AuditView implements Desk {

    private static final String BUNDLE = "ominigate-audit-log.zip";

    private final Tools tools;
    private final Text text;
    private final AuditViewModel model;
    private final BooleanProperty working = new SimpleBooleanProperty(this, "working");
    private final Command verify;
    private final Command export;

    @FXML
    private VBox root;

    @FXML
    private HBox deeds;

    @FXML
    private ResourceList<AuditEntry> list;

    @FXML
    private DetailPane detail;

    private AuditView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new AuditViewModel(tools.calls());
        this.verify =
                Command.of("audit.verify", text.get("audit.verify"), "Shift+V", may("VERIFY_AUDIT_LOG"), this::verify);
        this.export =
                Command.of("audit.export", text.get("audit.export"), "Shift+E", may("EXPORT_AUDIT_LOG"), this::export);
    }

    private ObservableBooleanValue may(String right) {
        return Bindings.and(new SimpleBooleanProperty(tools.rights().has(right)), working.not());
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of("audit", "fth-book-open", KeyCode.A, "READ_AUDIT_LOG")
                .opens(AuditView.class, tools, "audit.title", (own, _) -> new AuditView(own));
    }

    @FXML
    private void initialize() {
        for (Command each : List.of(verify, export)) {
            // While one is at work, they are there and cannot be pressed; who never may does not see them.
            if (each.enabled().get()) {
                deeds.getChildren().add(each.button());
            }
        }
        list.show(model.list(), text, tools.moments(), text.get("audit.title"), text.get("audit.none"))
                .choose("outcome", text.get("audit.outcome"), text.each(AuditOutcome.values(), "audit.outcome."))
                .type("action", text.get("audit.action"))
                .type("actor", text.get("audit.actor"))
                .type("subject", text.get("audit.subject"))
                .type("purpose", text.get("audit.purpose"))
                .count(text.get("audit.seq"), 70, AuditEntry::seq)
                .time(text.get("audit.at"), 120, null, AuditEntry::at)
                .words(text.get("audit.action"), 200, AuditEntry::action)
                .state(text.get("audit.outcome"), 110, this::outcome)
                .words(text.get("audit.who"), 180, this::who);
        model.list().selectedProperty().subscribe(this::show);
        tools.moments().utcProperty().subscribe(_ -> list.redraw());
    }

    private Badge outcome(AuditEntry entry) {
        return new Badge(
                entry.outcome() == AuditOutcome.DONE ? Meaning.GOOD : Meaning.BAD,
                text.get("audit.outcome." + entry.outcome()));
    }

    private String who(AuditEntry entry) {
        return entry.roles().isEmpty()
                ? entry.actor()
                : entry.roles().stream()
                        .map(role -> text.find("role." + role).orElse(role))
                        .collect(Collectors.joining(", "));
    }

    private void show(@Nullable AuditEntry entry) {
        if (entry == null) {
            detail.hint(text.get("audit.hint"));
            return;
        }
        Facts facts = new Facts(text, tools.moments())
                .state(text.get("audit.outcome"), outcome(entry))
                .time(text.get("audit.at"), entry.at())
                .words(text.get("audit.roles"), who(entry))
                .words(text.get("audit.purpose"), entry.purpose())
                .words(text.get("audit.details"), text.get("audit.details." + entry.detailsState()));
        new TreeMap<>(entry.details()).forEach(facts::words);
        facts.copied(text.get("audit.actor"), entry.actor())
                .copied(text.get("audit.subject"), entry.subject())
                .copied(text.get("audit.request"), entry.request())
                .copied(text.get("audit.hash"), entry.hash());
        detail.show(text.get("audit.entry", Amounts.words(entry.seq(), text.locale()), entry.action()), facts);
    }

    private void verify() {
        working.set(true);
        tools.dialogs().toast(text.get("audit.verifying"));
        model.verify(this::tell, failure -> {
            working.set(false);
            tools.dialogs().failed(failure);
        });
    }

    private void tell(AuditReport report) {
        working.set(false);
        Badge verdict = report.ok()
                ? new Badge(Meaning.GOOD, text.get("audit.verified"))
                : new Badge(Meaning.BAD, text.get("audit.broken", String.valueOf(report.firstBad())));
        Facts facts = new Facts(text, tools.moments())
                .words(text.get("audit.problem"), report.problem())
                .words(text.get("audit.entries"), Amounts.words(report.entries(), text.locale()))
                .words(text.get("audit.signed"), Amounts.words(report.signed(), text.locale()))
                .words(text.get("audit.checkpoints"), Amounts.words(report.checkpoints(), text.locale()))
                .words(text.get("audit.erased"), Amounts.words(report.erased(), text.locale()));
        Dialog dialog = tools.dialogs().dialog(text.get("audit.report"), Dialogs.form(new StateBadge(verdict), facts));
        tools.dialogs().show(dialog.leave(text.get("audit.close")));
    }

    private void export() {
        Path file = tools.saving().choose(BUNDLE);
        if (file == null) {
            return;
        }
        working.set(true);
        model.export(
                file,
                () -> {
                    working.set(false);
                    tools.dialogs().toast(text.get("audit.exported", file.toString()));
                },
                failure -> {
                    working.set(false);
                    tools.dialogs().failed(failure);
                },
                failure -> {
                    working.set(false);
                    tools.dialogs()
                            .show(tools.dialogs()
                                    .dialog(
                                            text.get("audit.not-written"),
                                            Dialogs.wrapped(text.get("audit.not-written.next", file.toString())))
                                    .leave(text.get("audit.close")));
                });
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(verify, export);
    }

    @Override
    public void arrive(Link link) {
        model.list().follow(link.parameters());
        list.toRows();
    }

    @Override
    public void refresh() {
        model.list().refresh();
    }
}
