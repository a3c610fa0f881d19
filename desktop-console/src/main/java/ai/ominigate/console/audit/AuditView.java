package ai.ominigate.console.audit;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.ListTabs;
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
import ai.ominigate.model.audit.KeptCheckpoint;
import ai.ominigate.model.reveal.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.TabPane;
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
    private final Command verifyOne;
    private @Nullable ListTabs lists;

    @FXML
    private VBox root;

    @FXML
    private HBox deeds;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<AuditEntry> list;

    @FXML
    private ResourceList<AuditEntry> reveals;

    @FXML
    private ResourceList<KeptCheckpoint> checkpoints;

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
        this.verifyOne = Command.of(
                "audit.verify-one",
                text.get("audit.verify-one"),
                "V",
                Bindings.and(
                        may("VERIFY_AUDIT_LOG"),
                        model.checkpoints().selectedProperty().isNotNull()),
                this::verifyOne);
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
        showReveals();
        showCheckpoints();
        if (!tools.rights().has("VERIFY_AUDIT_LOG")) {
            tabs.getTabs().removeIf(tab -> "checkpoints".equals(tab.getId()));
        }
        lists = new ListTabs(
                tabs,
                Map.of("entries", model.list(), "reveals", model.reveals(), "checkpoints", model.checkpoints()),
                this::showDetail);
        tools.moments().utcProperty().subscribe(_ -> redraw());
        if (tools.rights().has("VIEW_STAFF")) {
            model.learnNames(this::redraw);
        }
    }

    private void redraw() {
        list.redraw();
        reveals.redraw();
        checkpoints.redraw();
    }

    private void showReveals() {
        reveals.show(
                        model.reveals(),
                        text,
                        tools.moments(),
                        text.get("audit.tab.reveals"),
                        text.get("audit.none.reveals"))
                .choose("purpose", text.get("audit.purpose"), text.each(Purpose.values(), "audit.purpose."))
                .choose("outcome", text.get("audit.outcome"), text.each(AuditOutcome.values(), "audit.outcome."))
                .type("actor", text.get("audit.actor"))
                .type("subject", text.get("audit.subject"))
                .time(text.get("audit.at"), 120, null, AuditEntry::at)
                .words(text.get("audit.actor"), 180, this::who)
                .words(text.get("audit.what"), 130, this::what)
                .words(text.get("audit.purpose"), 170, this::purpose)
                .state(text.get("audit.outcome"), 110, this::outcome)
                .id(text.get("audit.subject"), 130, AuditEntry::subject);
    }

    private void showCheckpoints() {
        checkpoints
                .show(
                        model.checkpoints(),
                        text,
                        tools.moments(),
                        text.get("audit.tab.checkpoints"),
                        text.get("audit.none.checkpoints"))
                .count(text.get("audit.speaks-for"), 90, KeptCheckpoint::size)
                .time(text.get("audit.signed-at"), 130, null, KeptCheckpoint::signedAt)
                .state(text.get("audit.signature"), 170, this::signature)
                .state(text.get("audit.kept"), 224, this::kept);
    }

    private Badge signature(KeptCheckpoint checkpoint) {
        return checkpoint.trusted()
                ? new Badge(Meaning.GOOD, text.get("audit.signature.good"))
                : new Badge(Meaning.BAD, text.get("audit.signature.bad"));
    }

    private Badge kept(KeptCheckpoint checkpoint) {
        return checkpoint.remembered()
                ? new Badge(Meaning.GOOD, text.get("audit.kept.outside"))
                : new Badge(Meaning.QUIET, text.get("audit.kept.database"));
    }

    /** What somebody saw, by the field's name; what else it was by the action's. */
    private String what(AuditEntry entry) {
        String field = entry.details().get("field");
        return field == null
                ? text.find("audit.what." + entry.action()).orElse(entry.action())
                : text.find("audit.field." + field).orElse(field);
    }

    private @Nullable String purpose(AuditEntry entry) {
        String purpose = entry.purpose();
        if (purpose == null) {
            return null;
        }
        String[] parts = purpose.split(" ", 2);
        String words = text.find("audit.purpose." + parts[0]).orElse(parts[0]);
        return parts.length == 1 ? words : text.get("audit.purpose.in", words, parts[1].split(":", 2)[0]);
    }

    private void showDetail() {
        switch (lists == null ? null : lists.selected()) {
            case AuditEntry entry -> show(entry);
            case KeptCheckpoint checkpoint -> show(checkpoint);
            case null, default ->
                detail.hint(text.get(
                        lists != null && lists.shown().equals("checkpoints")
                                ? "audit.hint.checkpoints"
                                : "audit.hint"));
        }
    }

    private void show(KeptCheckpoint checkpoint) {
        detail.show(
                text.get("audit.checkpoint", checkpoint.size()),
                new Facts(text, tools.moments())
                        .state(text.get("audit.signature"), signature(checkpoint))
                        .state(text.get("audit.kept"), kept(checkpoint))
                        .time(text.get("audit.signed-at"), checkpoint.signedAt())
                        .copied(text.get("audit.root"), checkpoint.root())
                        .copied(text.get("audit.key"), checkpoint.key()),
                DetailPane.buttons(verifyOne.button()));
    }

    private void verifyOne() {
        KeptCheckpoint checkpoint =
                Objects.requireNonNull(model.checkpoints().selectedProperty().get());
        working.set(true);
        tools.dialogs().toast(text.get("audit.verifying"));
        model.verify(checkpoint, this::tell, failure -> {
            working.set(false);
            tools.dialogs().failed(failure);
        });
    }

    private Badge outcome(AuditEntry entry) {
        return new Badge(
                entry.outcome() == AuditOutcome.DONE ? Meaning.GOOD : Meaning.BAD,
                text.get("audit.outcome." + entry.outcome()));
    }

    private String who(AuditEntry entry) {
        return model.name(entry.actor()).orElseGet(() -> roles(entry));
    }

    private String roles(AuditEntry entry) {
        return entry.roles().isEmpty()
                ? entry.actor()
                : entry.roles().stream()
                        .map(role -> text.find("role." + role).orElse(role))
                        .collect(Collectors.joining(", "));
    }

    private void show(AuditEntry entry) {
        Facts facts = new Facts(text, tools.moments())
                .state(text.get("audit.outcome"), outcome(entry))
                .time(text.get("audit.at"), entry.at())
                .words(text.get("audit.name"), model.name(entry.actor()).orElse(null))
                .words(text.get("audit.roles"), roles(entry))
                .words(text.get("audit.purpose"), purpose(entry))
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
        working.set(tools.save(model::bundle, BUNDLE, () -> working.set(false)));
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(verify, export, verifyOne);
    }

    @Override
    public void arrive(Link link) {
        Map<String, String> parameters = new LinkedHashMap<>(link.parameters());
        if (!parameters.isEmpty()) {
            // What other screens link to are entries.
            parameters.putIfAbsent("tab", "entries");
        }
        Objects.requireNonNull(lists).arrive(parameters);
    }

    @Override
    public void refresh() {
        Objects.requireNonNull(lists).list().refresh();
    }
}
