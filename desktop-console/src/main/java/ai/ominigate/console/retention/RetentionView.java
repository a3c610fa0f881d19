package ai.ominigate.console.retention;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.ConflictRow;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.ListTabs;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.model.retention.WindowPreview;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The retention matrix and the receipts of purges, with what can be done about a class of data beside them. */
public final class RetentionView implements Desk {

    private static final String ID = "retention";
    private static final int LONGEST_REASON = 500;
    private static final int NUMBER_COLUMNS = 6;

    private final Tools tools;
    private final Text text;
    private final RetentionViewModel model;
    private final Command change;
    private final Command confirm;
    private final Command takeBack;
    private final Command purge;
    private final Command holds;
    private @Nullable ListTabs lists;

    @FXML
    private VBox root;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<RetentionRule> rules;

    @FXML
    private ResourceList<PurgeReceipt> purges;

    @FXML
    private DetailPane detail;

    private RetentionView(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new RetentionViewModel(tools.calls());
        this.change = command("retention.change", "W", _ -> true, this::askChange);
        this.confirm = command("retention.confirm", "F", RetentionViewModel::canConfirm, this::askConfirm);
        this.takeBack = command("retention.take-back", "U", rule -> rule.pending() != null, this::askTakeBack);
        this.purge = command("retention.purge", "Shortcut+Shift+P", _ -> true, this::askPurge);
        this.holds = Command.of(
                "retention.holds",
                text.get("retention.holds"),
                "H",
                new SimpleBooleanProperty(tools.rights().has("REQUEST_LEGAL_HOLD")),
                () -> navigator.go(new Link("requests", Map.of("tab", "holds"))));
    }

    private Command command(String id, String keys, Predicate<RetentionRule> fits, Runnable action) {
        boolean may = tools.rights().has("EDIT_POLICY");
        BooleanBinding possible = Bindings.createBooleanBinding(
                () -> {
                    RetentionRule rule = model.rules().selectedProperty().get();
                    return may && rule != null && fits.test(rule);
                },
                model.rules().selectedProperty());
        return Command.of(id, text.get(id), keys, possible, action)
                .unless(tools.calls().connection().lostProperty());
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-clock", KeyCode.E, "VIEW_POLICY")
                .opens(
                        RetentionView.class,
                        tools,
                        "retention.title",
                        (own, navigator) -> new RetentionView(own, navigator));
    }

    @FXML
    private void initialize() {
        showRules();
        showPurges();
        lists = new ListTabs(tabs, Map.of("rules", model.rules(), "purges", model.purges()), this::showDetail);
        tools.moments().utcProperty().subscribe(_ -> {
            rules.redraw();
            purges.redraw();
        });
        tools.events().listen("retention.", _ -> noteNews(), this::noteNews);
    }

    private void showRules() {
        rules.show(
                        model.rules(),
                        text,
                        tools.moments(),
                        text.get("retention.tab.rules"),
                        text.get("retention.none.rules"))
                .words(text.get("retention.class"), 190, this::name)
                .words(text.get("retention.window"), 96, rule -> words(rule.window()))
                .state(text.get("retention.state"), 140, this::state)
                .time(text.get("retention.oldest"), 110, null, RetentionRule::oldest)
                .time(
                        text.get("retention.last-purge"),
                        110,
                        null,
                        rule -> rule.lastPurge() == null
                                ? null
                                : rule.lastPurge().startedAt())
                .count(
                        text.get("retention.removed"),
                        126,
                        rule -> rule.lastPurge() == null
                                ? null
                                : rule.lastPurge().deleted())
                .count(text.get("retention.due.head"), 96, RetentionRule::due)
                .count(text.get("retention.held.head"), 70, RetentionRule::held)
                .words(
                        text.get("retention.limits"),
                        150,
                        rule -> text.get("retention.from-to", words(rule.shortest()), words(rule.longest())))
                .words(text.get("retention.basis"), 240, RetentionRule::legalBasis)
                .bad(RetentionRule::overdue)
                .wide();
    }

    private void showPurges() {
        purges.show(
                        model.purges(),
                        text,
                        tools.moments(),
                        text.get("retention.tab.purges"),
                        text.get("retention.none.purges"))
                .choose("dataClass", text.get("retention.class"), text.each(DataClass.values(), "retention.class."))
                .time(text.get("retention.started"), 130, "startedAt", PurgeReceipt::startedAt)
                .words(text.get("retention.class"), 180, row -> text.get("retention.class." + row.dataClass()))
                .state(text.get("retention.state"), 120, this::state)
                .count(text.get("retention.removed"), 110, PurgeReceipt::deleted)
                .time(text.get("retention.cutoff"), 130, null, PurgeReceipt::cutoff);
    }

    private String name(RetentionRule rule) {
        return text.get("retention.class." + rule.dataClass());
    }

    private Badge state(RetentionRule rule) {
        if (rule.overdue()) {
            return new Badge(Meaning.BAD, text.get("retention.overdue"));
        }
        if (rule.pending() != null) {
            return new Badge(Meaning.INFORMATION, text.get("retention.pending"));
        }
        return rule.state() == RetentionState.CONFIRMED
                ? new Badge(Meaning.GOOD, text.get("retention.confirmed"))
                : new Badge(Meaning.WAITING, text.get("retention.draft"));
    }

    private Badge state(PurgeReceipt receipt) {
        return receipt.finishedAt() == null
                ? new Badge(Meaning.WAITING, text.get("retention.running"))
                : new Badge(Meaning.GOOD, text.get("retention.done"));
    }

    private String words(Period window) {
        long number = RetentionViewModel.number(window);
        return switch (RetentionViewModel.unit(window)) {
            case DAYS -> text.get("retention.days", number);
            case MONTHS -> text.get("retention.months", number);
            case YEARS -> text.get("retention.years", number);
        };
    }

    private void noteNews() {
        model.rules().noteNews();
        model.purges().noteNews();
    }

    // Detail

    private void showDetail() {
        model.forgetPreview();
        switch (lists == null ? null : lists.selected()) {
            case RetentionRule rule -> show(rule);
            case PurgeReceipt receipt -> show(receipt);
            case null, default -> detail.hint(text.get("retention.hint"));
        }
    }

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private void show(RetentionRule rule) {
        // Made anew: JavaFX keeps every name that a node was ever given by a label (Label.setLabelFor).
        Label due = Dialogs.wrapped(text.get("retention.counting"));
        PurgeReceipt last = rule.lastPurge();
        Facts facts = facts().state(text.get("retention.state"), state(rule))
                .words(text.get("retention.window"), words(rule.window()));
        if (rule.pending() != null) {
            facts.words(
                            text.get("retention.pending.window"),
                            words(rule.pending().window()))
                    .time(text.get("retention.pending.from"), rule.pending().effectiveAt());
        }
        facts.words(text.get("retention.counted"), rule.countedFrom())
                .words(text.get("retention.basis"), rule.legalBasis())
                .words(
                        text.get("retention.limits"),
                        text.get("retention.from-to", words(rule.shortest()), words(rule.longest())))
                .time(text.get("retention.confirmed.at"), rule.confirmedAt())
                .time(text.get("retention.oldest"), rule.oldest())
                .node(text.get("retention.due"), due)
                .words(text.get("retention.held"), rule.held() == 0 ? null : Amounts.words(rule.held(), text.locale()));
        if (last != null) {
            facts.time(text.get("retention.last-purge"), last.finishedAt())
                    .words(text.get("retention.removed"), Amounts.words(last.deleted(), text.locale()))
                    .copied(text.get("retention.digest"), last.digest());
        }
        VBox ages = new VBox();
        ages.getStyleClass().add("section");
        detail.show(
                name(rule),
                facts,
                DetailPane.buttons(
                        change.button(), confirm.button(), takeBack.button(), purge.button(), holds.button()),
                ages);
        model.ages(rule, found -> showAges(rule, found, ages));
        model.preview(
                rule,
                rule.window(),
                preview -> due.setText(text.get("retention.rows", preview.rows())),
                _ -> due.setText(text.get("retention.not-counted")));
    }

    /** How old the oldest was that each purge left, so that one sees whether it keeps to the window. */
    private void showAges(RetentionRule rule, List<RetentionViewModel.Age> found, VBox into) {
        if (lists == null || lists.selected() != rule || found.size() < 2) {
            return;
        }
        Label heading = Dialogs.wrapped(text.get("retention.ages"));
        heading.getStyleClass().add("field-name");
        AgeChart chart = new AgeChart(found, RetentionViewModel.days(rule.window()), text, tools.moments());
        into.getChildren().setAll(heading, chart);
    }

    private void show(PurgeReceipt receipt) {
        detail.show(
                text.get("retention.class." + receipt.dataClass()),
                facts().state(text.get("retention.state"), state(receipt))
                        .words(text.get("retention.removed"), Amounts.words(receipt.deleted(), text.locale()))
                        .time(text.get("retention.cutoff"), receipt.cutoff())
                        .time(text.get("retention.started"), receipt.startedAt())
                        .time(text.get("retention.finished"), receipt.finishedAt())
                        .time(text.get("retention.remaining"), receipt.oldestRemaining())
                        .copied(text.get("retention.digest"), receipt.digest())
                        .copied(text.get("retention.id"), receipt.id()));
    }

    // Commands

    private RetentionRule selected() {
        return Objects.requireNonNull(model.rules().selectedProperty().get());
    }

    private void askChange() {
        RetentionRule rule = selected();
        TextField number = new TextField(Long.toString(RetentionViewModel.number(rule.window())));
        number.setId("number");
        number.setPrefColumnCount(NUMBER_COLUMNS);
        ComboBox<RetentionViewModel.Unit> unit = units(RetentionViewModel.unit(rule.window()));
        TextField policyVersion = new TextField();
        policyVersion.setId("policyVersion");
        TextArea reason = Fields.area("reason", 3);
        Label count = Dialogs.wrapped(text.get("retention.change.type"));
        count.setId("count");
        SimpleBooleanProperty counted = new SimpleBooleanProperty();
        Runnable recount = () -> count(rule, number.getText(), unit.getValue(), count, counted);
        number.textProperty().subscribe((_, _) -> recount.run());
        unit.valueProperty().subscribe((_, _) -> recount.run());
        HBox window = new HBox(number, unit);
        window.getStyleClass().add("row");
        VBox form = Dialogs.form(
                Dialogs.wrapped(text.get("retention.change.sentence", words(rule.shortest()), words(rule.longest()))),
                Dialogs.field(text.get("retention.change.window"), window),
                count);
        number.setAccessibleText(text.get("retention.change.window"));
        unit.setAccessibleText(text.get("retention.change.unit"));
        if (rule.state() == RetentionState.CONFIRMED) {
            form.getChildren().add(Dialogs.field(text.get("retention.change.version"), policyVersion));
        }
        form.getChildren().add(Dialogs.field(text.get("retention.reason"), reason));
        Dialog dialog = tools.dialogs()
                .dialog(text.get("retention.change.of", name(rule)), form)
                .startAt(number)
                .onClosed(model::forgetPreview);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> counted.get()
                        && !reason.getText().isBlank()
                        && reason.getText().length() <= LONGEST_REASON
                        && policyVersion.getText().strip().matches("\\d{0,6}"),
                counted,
                reason.textProperty(),
                policyVersion.textProperty());
        tools.dialogs().show(dialog.verb(text.get("retention.change.verb"), complete, () -> {
            Period wanted =
                    RetentionViewModel.window(number.getText(), unit.getValue()).orElseThrow();
            String version = policyVersion.getText().strip();
            change(rule, wanted, reason.getText().strip(), version.isEmpty() ? null : Integer.valueOf(version), dialog);
        }));
    }

    private void change(RetentionRule rule, Period wanted, String reason, @Nullable Integer version, Dialog dialog) {
        dialog.busyProperty().set(true);
        model.change(rule, wanted, reason, version, _ -> proposed(dialog), failure -> {
            RetentionRule now = current(failure);
            if (now == null) {
                dialog.fail(failure);
            } else {
                dialog.busyProperty().set(false);
                tools.dialogs()
                        .conflict(
                                List.of(new ConflictRow(
                                        text.get("retention.window"),
                                        words(wanted),
                                        words(now.window()),
                                        words(wanted))),
                                text.get("retention.change.verb"),
                                () -> change(now, wanted, reason, version, dialog));
            }
        });
    }

    /** What somebody else made of it meanwhile; null if that is not what went wrong. */
    private @Nullable RetentionRule current(Failure failure) {
        if (failure instanceof Failure.Conflict conflict && conflict.current() != null) {
            try {
                return tools.calls().json().treeToValue(conflict.current(), RetentionRule.class);
            } catch (JsonProcessingException e) {
                return null;
            }
        }
        return null;
    }

    private void count(
            RetentionRule rule,
            String typed,
            RetentionViewModel.Unit unit,
            Label count,
            SimpleBooleanProperty counted) {
        counted.set(false);
        model.forgetPreview();
        RetentionViewModel.window(typed, unit)
                .ifPresentOrElse(
                        window -> {
                            count.setText(text.get("retention.counting"));
                            model.preview(
                                    rule,
                                    window,
                                    preview -> {
                                        count.setText(said(preview));
                                        counted.set(!window.equals(rule.window()));
                                    },
                                    failure -> count.setText(
                                            failure instanceof Failure.Invalid invalid && invalid.detail() != null
                                                    ? invalid.detail()
                                                    : text.get("retention.not-counted")));
                        },
                        () -> count.setText(text.get("retention.change.type")));
    }

    private String said(WindowPreview preview) {
        return text.get(
                preview.shortens() ? "retention.change.shorter" : "retention.change.longer",
                preview.rows(),
                preview.held());
    }

    private ComboBox<RetentionViewModel.Unit> units(RetentionViewModel.Unit first) {
        ComboBox<RetentionViewModel.Unit> unit = Fields.choice(
                "unit", List.of(RetentionViewModel.Unit.values()), each -> text.get("retention.unit." + each));
        unit.setValue(first);
        return unit;
    }

    private void askConfirm() {
        RetentionRule rule = selected();
        tools.dialogs()
                .reason(
                        text.get("retention.confirm.of", name(rule)),
                        text.get("retention.confirm.sentence", words(rule.window())),
                        text.get("retention.confirm.verb"),
                        (reason, dialog) -> confirm(rule, reason, dialog));
    }

    private void confirm(RetentionRule rule, String reason, Dialog dialog) {
        model.confirm(
                rule,
                reason,
                _ -> proposed(dialog),
                failure ->
                        refused(failure, rule, "retention.confirm.verb", dialog, now -> confirm(now, reason, dialog)));
    }

    /** Shows what somebody else made of the rule meanwhile, if that is why it was refused, and goes on with that if asked. */
    private void refused(
            Failure failure, RetentionRule seen, String verb, Dialog dialog, Consumer<RetentionRule> again) {
        RetentionRule now = current(failure);
        if (now == null) {
            dialog.fail(failure);
            return;
        }
        dialog.busyProperty().set(false);
        tools.dialogs()
                .conflict(
                        List.of(
                                new ConflictRow(
                                        text.get("retention.window"),
                                        words(seen.window()),
                                        words(now.window()),
                                        words(now.window())),
                                new ConflictRow(
                                        text.get("retention.state"),
                                        state(seen).words(),
                                        state(now).words(),
                                        state(now).words())),
                        text.get(verb),
                        () -> again.accept(now));
    }

    private void proposed(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("retention.proposed"));
    }

    private void askTakeBack() {
        RetentionRule rule = selected();
        tools.dialogs()
                .confirm(
                        text.get("retention.take-back.of", name(rule)),
                        text.get("retention.take-back.sentence", words(rule.window())),
                        text.get("retention.take-back.verb"),
                        dialog -> takeBack(rule, dialog));
    }

    private void takeBack(RetentionRule rule, Dialog dialog) {
        model.takeBack(
                rule,
                () -> {
                    dialog.close();
                    tools.dialogs().toast(text.get("retention.take-back.done"));
                },
                failure -> refused(failure, rule, "retention.take-back.verb", dialog, now -> takeBack(now, dialog)));
    }

    private void askPurge() {
        RetentionRule rule = selected();
        tools.dialogs()
                .confirmTyped(
                        text.get("retention.purge.of", name(rule)),
                        text.get("retention.purge.sentence", words(rule.window())),
                        rule.dataClass().name(),
                        text.get("retention.purge.verb"),
                        dialog -> model.purge(
                                rule,
                                now -> {
                                    dialog.close();
                                    tools.dialogs()
                                            .toast(text.get(
                                                    "retention.purge.done",
                                                    now.lastPurge() == null
                                                            ? 0
                                                            : now.lastPurge().deleted()));
                                },
                                dialog::fail));
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(change, confirm, takeBack, purge, holds);
    }

    @Override
    public void arrive(Link link) {
        Objects.requireNonNull(lists).arrive(link.parameters());
    }

    @Override
    public void leave() {
        model.forgetPreview();
    }

    @Override
    public void refresh() {
        Objects.requireNonNull(lists).list().refresh();
    }
}
