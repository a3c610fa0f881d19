package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Bulk;
import ai.ominigate.console.control.BulkModel;
import ai.ominigate.console.control.ConflictRow;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.control.SlaLabel;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseFilter;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ClaimFilter;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.DueFilter;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.FilterDetails;
import ai.ominigate.model.staff.Colleague;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.collections.MapChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The abuse desk: the queue, the case that somebody works on, and beside it the decision. */
public final class AbuseView implements Desk {

    /** What is written in dialogs is so many lines high. */
    private static final int LINES = 3;

    private static final String ID = "abuse";
    private static final double WHOLE = 100;
    private static final int CHOICES = 9;
    private static final int LONGEST_NOTE = 2_000;
    private static final String DECIDE = "DECIDE_ABUSE";

    private final Tools tools;
    private final Text text;
    private final Wording wording;
    private final Navigator navigator;
    private final CasesViewModel model;
    private final DecisionModel decision;
    private final ObjectProperty<@Nullable Taken> taken = new SimpleObjectProperty<>();

    private final Command open;
    private final Command claim;
    private final Command assign;
    private final Command note;
    private final Command snooze;
    private final Command review;
    private final Command hold;
    private final Command extend;
    private final Command release;
    private final Command close;
    private final Command reopen;
    private final Command merge;
    private final Command renew;
    private final Command network;
    private final Command skip;
    private final Command back;
    private final Command decide;
    private final Command submit;
    private final Command claimMarked;
    private final Command undo;
    private final Command saveView;
    private final Command forgetView;
    private final List<Command> commands = new ArrayList<>();

    private CasePane casePane;
    private DecisionPane decisionPane;

    @FXML
    private VBox root;

    @FXML
    private VBox queuePane;

    @FXML
    private FlowPane views;

    @FXML
    private ResourceList<CaseSummary> cases;

    @FXML
    private StackPane desk;

    @FXML
    private VBox work;

    @FXML
    private Button toQueue;

    @FXML
    private Label remaining;

    @FXML
    private SplitPane bench;

    /** What was decided last, and about which case, so that it can be taken back. */
    private record Taken(DecisionDetails decided, @Nullable CaseSummary about) {}

    @SuppressWarnings("NullAway.Init") // what FXML and initialize() fill in
    private AbuseView(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.text = tools.text();
        this.wording = new Wording(text);
        this.navigator = navigator;
        this.model = new CasesViewModel(tools.calls());
        this.decision = new DecisionModel(tools.calls(), tools.rights());
        open = Command.of(
                        "abuse.open",
                        text.get("abuse.open"),
                        "B",
                        new SimpleBooleanProperty(tools.rights().has(DECIDE)),
                        () -> askOpen(EntityKind.NETWORK, ""))
                .unless(tools.calls().connection().lostProperty());
        claim = deed("claim", "C", each -> !CasesViewModel.isDone(each) && !model.isMine(each), this::claim);
        assign = deed("assign", "A", each -> !CasesViewModel.isDone(each), this::askAssign);
        note = deed("note", "N", each -> !each.reduced(), this::askNote);
        snooze = deed("snooze", "S", each -> !CasesViewModel.isDone(each), this::askSnooze);
        review = deed(
                "review",
                "V",
                each -> each.status() == CaseStatus.CLAIMED,
                each -> act(each, model.review(each), "abuse.review.done", null));
        hold = deed("hold", "H", model::isMine, this::askHold);
        extend = deed("extend", null, model::isMine, each -> act(each, model.extend(each), "abuse.extend.done", null));
        release =
                deed("release", "L", model::isMine, each -> act(each, model.release(each), "abuse.release.done", null));
        close = deed("close", "Shift+C", each -> !CasesViewModel.isDone(each), this::askClose);
        reopen = deed("reopen", "O", each -> each.status() == CaseStatus.CLOSED, this::askReopen);
        merge = deed("merge", "M", each -> !CasesViewModel.isDone(each), this::askMerge);
        renew = deed("renew", null, each -> !CasesViewModel.isDone(each), this::askRenew);
        network = command("network", "I", each -> each.kind() == EntityKind.NETWORK, this::toNetwork)
                .unless(new SimpleBooleanProperty(!tools.rights().has("REVEAL_NETWORK")));
        skip = command("skip", "X", _ -> model.details() != null, this::askSkip);
        back = command("back", null, _ -> model.details() != null, _ -> backToQueue());
        decide = deed("decide", "D", each -> !CasesViewModel.isDone(each), this::toDecision);
        submit = Command.of(
                        "abuse.submit", text.get("abuse.submit"), "Shortcut+Enter", decision.complete(), this::submit)
                .unless(tools.calls().connection().lostProperty());
        undo = Command.of("abuse.undo", text.get("abuse.undo"), "U", taken.isNotNull(), this::undo)
                .unless(tools.calls().connection().lostProperty());
        claimMarked = Command.of(
                        "abuse.claim-marked",
                        text.get("abuse.claim-marked"),
                        "Shift+A",
                        Bindings.and(
                                new SimpleBooleanProperty(tools.rights().has(DECIDE)),
                                Bindings.isNotEmpty(model.queue().marked())),
                        this::askClaimMarked)
                .unless(tools.calls().connection().lostProperty());
        saveView = Command.of(
                "abuse.view-save",
                text.get("abuse.view-save"),
                null,
                Bindings.isNotEmpty(model.queue().filters()),
                this::askSaveView);
        forgetView =
                Command.of("abuse.view-forget", text.get("abuse.view-forget"), null, ownView(), this::askForgetView);
        commands.addAll(List.of(
                open,
                claim,
                claimMarked,
                assign,
                note,
                decide,
                submit,
                undo,
                snooze,
                review,
                hold,
                extend,
                release,
                close,
                reopen,
                merge,
                renew,
                network,
                skip,
                back,
                saveView,
                forgetView));
        for (int i = 1; i <= CHOICES; i++) {
            int place = i;
            commands.add(digit(
                    "abuse.choose." + place,
                    text.get("abuse.choose", place),
                    place,
                    canChoose(place),
                    () -> choose(place)));
        }
    }

    private static Command digit(String id, String words, int digit, ObservableBooleanValue enabled, Runnable action) {
        KeyCombination key = new KeyCodeCombination(KeyCode.valueOf("DIGIT" + digit));
        return new Command(id, words, key, Integer.toString(digit), enabled, action);
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-shield", KeyCode.Q, "VIEW_CASES")
                .opens(AbuseView.class, tools, "abuse.title", (own, navigator) -> new AbuseView(own, navigator));
    }

    private Command deed(
            String name, @Nullable String keys, Predicate<CaseSummary> when, Consumer<CaseSummary> action) {
        return command(name, keys, each -> tools.rights().has(DECIDE) && when.test(each), action)
                .unless(tools.calls().connection().lostProperty());
    }

    private Command command(
            String name, @Nullable String keys, Predicate<CaseSummary> when, Consumer<CaseSummary> action) {
        BooleanBinding possible = Bindings.createBooleanBinding(
                () -> {
                    CaseSummary subject = model.subject();
                    return subject != null && when.test(subject);
                },
                model.queue().selectedProperty(),
                model.openedProperty());
        return Command.of("abuse." + name, text.get("abuse." + name), keys, possible, () -> {
            CaseSummary subject = model.subject();
            if (subject != null) {
                action.accept(subject);
            }
        });
    }

    private BooleanBinding canChoose(int place) {
        return Bindings.createBooleanBinding(
                () -> model.details() != null && decision.choices().size() >= place,
                model.openedProperty(),
                decision.targetProperty());
    }

    private BooleanBinding ownView() {
        return Bindings.createBooleanBinding(
                () -> {
                    FilterDetails view = model.view();
                    return view != null && view.own() && !view.builtIn();
                },
                model.queue().filters(),
                model.filters());
    }

    @FXML
    private void initialize() {
        casePane = new CasePane(tools, this::buttons, model::open);
        decisionPane = new DecisionPane(tools, decision, this::submit);
        casePane.setMinWidth(320);
        decisionPane.setMinWidth(280);
        bench.getItems().setAll(casePane);
        toQueue.setOnAction(_ -> backToQueue());
        // Not in the window before a case is opened: the queue would come later.
        desk.getChildren().remove(work);
        showQueue();
        model.openedProperty().subscribe(this::show);
        model.filters().addListener((ListChangeListener<FilterDetails>) _ -> showViews());
        model.queue().filters().addListener((MapChangeListener<String, String>) _ -> showViews());
        decision.reasonProperty().subscribe(words -> model.tellTyping(!words.isBlank()));
        tools.moments().utcProperty().subscribe(_ -> cases.redraw());
        tools.events().listen("case.", event -> heard(event.subject()), this::missed);
        root.addEventHandler(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE && work.isVisible()) {
                key.consume();
                backToQueue();
            }
        });
    }

    private void showQueue() {
        cases.show(model.queue(), text, tools.moments(), text.get("abuse.queue"), text.get("abuse.queue.none"))
                .markable(claimMarked.button())
                .choose("status", text.get("abuse.status"), text.each(CaseStatus.values(), "abuse.status."))
                .choose("priority", text.get("abuse.priority"), priorities())
                .choose("family", text.get("abuse.family"), text.each(CaseFamily.values(), "abuse.family."))
                .choose("kind", text.get("abuse.kind"), text.each(EntityKind.values(), "abuse.kind."))
                .choose("claim", text.get("abuse.claimed-by"), text.each(ClaimFilter.values(), "abuse.claim."))
                .choose("due", text.get("abuse.due"), text.each(DueFilter.values(), "abuse.due."))
                .type("entity", text.get("abuse.id"))
                .choose("closed", text.get("abuse.closed"), Map.of("true", text.get("abuse.closed.true")))
                .state(text.get("abuse.priority.head"), 76, row -> wording.priority(row.priority()))
                .sorted("priority")
                .node(text.get("abuse.score"), 92, this::bar, row -> Integer.toString(row.score()))
                .sorted("score")
                .node(text.get("abuse.entity"), 208, this::entity, wording::heard)
                .state(text.get("abuse.status"), 176, row -> wording.status(row.status()))
                .state(text.get("abuse.sla"), 208, this::sla)
                .sorted("dueAt")
                .words(text.get("abuse.claimed-by"), 96, this::claimedBy)
                .words(text.get("abuse.families"), 124, row -> wording.families(row.families()))
                .time(text.get("abuse.last-seen"), 122, "lastSeen", CaseSummary::lastSeen)
                .count(text.get("abuse.events"), 72, CaseSummary::events)
                .count(text.get("abuse.accounts"), 88, CaseSummary::accounts)
                .time(text.get("abuse.first-seen"), 122, null, CaseSummary::firstSeen)
                .time(text.get("abuse.evidence.expires"), 124, "evidenceUntil", CaseSummary::evidenceUntil)
                .wide()
                .hint(row -> row.signals().isEmpty()
                        ? null
                        : row.signals().stream().map(wording::signal).collect(Collectors.joining("\n")))
                .onOpen(this::openSelected);
    }

    private Map<String, String> priorities() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String each : List.of("1", "2", "3")) {
            all.put(each, text.get("abuse.priority." + each));
        }
        return all;
    }

    private Node bar(CaseSummary row) {
        ProgressBar bar = new ProgressBar(Math.min(1, row.score() / WHOLE));
        bar.getStyleClass().add("score-bar");
        bar.setAccessibleText(text.get("abuse.score"));
        Label number = new Label(Integer.toString(row.score()));
        number.setMinWidth(Label.USE_PREF_SIZE);
        HBox box = new HBox(bar, number);
        box.getStyleClass().add("score");
        return box;
    }

    private Node entity(CaseSummary row) {
        FontIcon icon = new FontIcon(Wording.icon(row.kind()));
        String bare = Wording.bare(row.entity());
        Label name = new Label(row.kind() == EntityKind.NETWORK || bare.length() < 16 ? bare : shortened(bare), icon);
        name.getStyleClass().add("copied");
        return name;
    }

    private static String shortened(String id) {
        return id.substring(0, 8) + "…" + id.substring(id.length() - 4);
    }

    private @Nullable String claimedBy(CaseSummary row) {
        return row.claim() == null ? null : row.claim().by().name();
    }

    private @Nullable Badge sla(CaseSummary row) {
        return CasesViewModel.isDone(row) || row.status() == CaseStatus.SNOOZED
                ? null
                : SlaLabel.badge(row.openedAt(), row.dueAt(), text, tools.moments());
    }

    // Views of the queue

    private void showViews() {
        FilterDetails now = model.view();
        views.getChildren().clear();
        for (FilterDetails each : model.filters()) {
            String name = each.builtIn() ? text.find("abuse.view." + each.id()).orElse(each.name()) : each.name();
            ToggleButton button = new ToggleButton(text.get("abuse.view.count", name, each.count()));
            button.setId("view-" + each.id());
            button.getStyleClass().add("view");
            button.setMinWidth(ToggleButton.USE_PREF_SIZE);
            button.setSelected(now != null && now.id().equals(each.id()));
            button.setOnAction(_ -> {
                model.queue().filterBy(CasesViewModel.parameters(each.filter()));
                showViews();
            });
            views.getChildren().add(button);
        }
    }

    private void askSaveView() {
        TextField name = new TextField();
        name.setId("name");
        CheckBox shared = new CheckBox(text.get("abuse.view-save.shared"));
        shared.setId("shared");
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.view-save"),
                        Dialogs.form(Dialogs.field(text.get("abuse.view-save.name"), name), shared))
                .startAt(name);
        tools.dialogs()
                .show(dialog.verb(
                        text.get("abuse.view-save.verb"), name.textProperty().isNotEmpty(), () -> {
                            dialog.busyProperty().set(true);
                            model.saveView(
                                    name.getText().strip(), shared.isSelected(), filter(), dialog::close, dialog::fail);
                        }));
    }

    private CaseFilter filter() {
        Map<String, String> now = model.queue().filters();
        return new CaseFilter(
                now.containsKey("status") ? CaseStatus.valueOf(now.get("status")) : null,
                now.containsKey("priority") ? Integer.valueOf(now.get("priority")) : null,
                now.containsKey("family") ? CaseFamily.valueOf(now.get("family")) : null,
                now.containsKey("kind") ? EntityKind.valueOf(now.get("kind")) : null,
                now.containsKey("claim") ? ClaimFilter.valueOf(now.get("claim")) : null,
                now.containsKey("due") ? DueFilter.valueOf(now.get("due")) : null,
                now.containsKey("escalated") ? Boolean.valueOf(now.get("escalated")) : null);
    }

    private void askForgetView() {
        FilterDetails view = model.view();
        if (view != null) {
            tools.dialogs()
                    .confirm(
                            text.get("abuse.view-forget"),
                            text.get("abuse.view-forget.sentence", view.name()),
                            text.get("abuse.view-forget.verb"),
                            dialog -> model.forgetView(view, dialog::close, dialog::fail));
        }
    }

    // The case that is open

    private void openSelected() {
        CaseSummary row = model.queue().selectedProperty().get();
        if (row != null) {
            model.open(row.id());
        }
    }

    /** In a step of its own, as the case and the decision together take too long. */
    private void bringDecision() {
        bench.getItems().add(decisionPane);
        bench.setDividerPositions(0.66);
        decisionPane.applyCss();
    }

    private void show(CasesViewModel.Opened opened) {
        boolean open = !(opened instanceof CasesViewModel.Opened.None);
        boolean was = work.isVisible();
        queuePane.setVisible(!open);
        if (open && work.getParent() == null) {
            desk.getChildren().add(work);
            work.applyCss();
            tools.calls().tasks().land("the decision beside the case", this::bringDecision);
        }
        work.setVisible(open);
        casePane.show(opened, model::reopenQuietly);
        CaseDetails details = model.details();
        if (details == null) {
            decision.aim(null);
        } else {
            CaseSummary summary = details.summary();
            decision.aim(
                    CasesViewModel.isDone(summary)
                            ? null
                            : new Target.OfCase(summary.id(), summary.version(), summary.kind()));
            remaining.setText(text.get("abuse.remaining", model.remaining()));
        }
        if (open && !was) {
            toQueue.requestFocus();
        }
    }

    /** What is done often beside each other; the rest one press away. */
    private List<Node> buttons(CaseSummary summary) {
        List<Node> buttons = Stream.of(claim, assign, note, snooze, network, skip)
                .filter(each -> each.enabled().get())
                .<Node>map(Command::button)
                .collect(Collectors.toCollection(ArrayList::new));
        MenuButton more = new MenuButton(text.get("abuse.more"));
        more.setId("abuse-more");
        more.setMinWidth(MenuButton.USE_PREF_SIZE);
        Stream.of(review, hold, extend, release, close, reopen, merge, renew)
                .filter(each -> each.enabled().get())
                .map(Command::item)
                .forEach(more.getItems()::add);
        if (!more.getItems().isEmpty()) {
            buttons.add(more);
        }
        return buttons;
    }

    private void backToQueue() {
        model.close();
        model.countFilters();
        cases.toRows();
    }

    private void heard(String subject) {
        CaseDetails details = model.details();
        if (details != null && subject.equals("case:" + details.summary().id())) {
            model.reopenQuietly();
        }
        model.queue().noteNews();
        model.countFilters();
    }

    private void missed() {
        model.queue().noteNews();
        model.countFilters();
        model.reopenQuietly();
    }

    // Deeds

    private void act(CaseSummary seen, CasesViewModel.Deed deed, String done, @Nullable Dialog dialog) {
        model.act(
                seen,
                deed,
                _ -> {
                    if (dialog != null) {
                        dialog.close();
                    }
                    tools.dialogs().toast(text.get(done));
                },
                failure -> refused(seen, deed, done, dialog, failure));
    }

    private void refused(
            CaseSummary seen, CasesViewModel.Deed deed, String done, @Nullable Dialog dialog, Failure failure) {
        CaseSummary now = model.current(failure);
        if (now != null) {
            if (dialog != null) {
                dialog.close();
            }
            tools.dialogs()
                    .conflict(differences(seen, now), text.get("abuse.anyway"), () -> act(now, deed, done, null));
        } else if (dialog != null) {
            dialog.fail(failure);
        } else {
            tools.dialogs().failed(failure);
        }
    }

    private List<ConflictRow> differences(CaseSummary seen, CaseSummary now) {
        return List.of(
                row(
                        "abuse.status",
                        wording.status(seen.status()).words(),
                        wording.status(now.status()).words()),
                row("abuse.claimed-by", known(claimedBy(seen)), known(claimedBy(now))),
                row("abuse.score", Integer.toString(seen.score()), Integer.toString(now.score())),
                row("abuse.families", wording.families(seen.families()), wording.families(now.families())));
    }

    private ConflictRow row(String key, String yours, String theirs) {
        return new ConflictRow(text.get(key), yours, theirs, theirs);
    }

    private String known(@Nullable String name) {
        return name == null ? text.get("abuse.nobody") : name;
    }

    private void claim(CaseSummary each) {
        if (each.claim() == null) {
            act(each, model.claim(each, false), "abuse.claim.done", null);
        } else {
            tools.dialogs()
                    .confirm(
                            text.get("abuse.claim.take"),
                            text.get(
                                    "abuse.claim.take.sentence",
                                    each.claim().by().name()),
                            text.get("abuse.claim.take"),
                            dialog -> act(each, model.claim(each, true), "abuse.claim.done", dialog));
        }
    }

    /** Opens a case about what is typed, and the case itself. */
    private void askOpen(EntityKind kind, String about) {
        ComboBox<EntityKind> what = wording.box(
                "kind", new EntityKind[] {EntityKind.NETWORK, EntityKind.ACCOUNT, EntityKind.KEY}, "abuse.kind.");
        what.setValue(kind);
        TextField typed = new TextField(about);
        typed.setId("about");
        typed.getStyleClass().add("copied");
        ComboBox<CaseFamily> family = wording.box("family", CaseFamily.values(), "abuse.family.");
        family.setValue(CaseFamily.TRAFFIC);
        TextArea words = Fields.area("words", LINES);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> CasesViewModel.opening(what.getValue(), typed.getText(), family.getValue(), words.getText())
                        .isPresent(),
                what.valueProperty(),
                typed.textProperty(),
                words.textProperty());
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.open"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.open.sentence")),
                                Dialogs.field(text.get("abuse.open.kind"), what),
                                Dialogs.field(text.get("abuse.open.about"), typed),
                                Dialogs.field(text.get("abuse.family"), family),
                                Dialogs.field(text.get("abuse.open.words"), words)))
                .startAt(about.isEmpty() ? typed : words);
        tools.dialogs()
                .show(dialog.verb(
                        text.get("abuse.open.verb"),
                        complete,
                        () -> CasesViewModel.opening(
                                        what.getValue(), typed.getText(), family.getValue(), words.getText())
                                .ifPresent(wish -> {
                                    dialog.busyProperty().set(true);
                                    model.openByHand(
                                            wish,
                                            opened -> {
                                                dialog.close();
                                                tools.dialogs().toast(text.get("abuse.open.done"));
                                                model.open(opened.id());
                                            },
                                            dialog::fail);
                                })));
    }

    /** Goes on to the next one; why is written down for whoever takes this one up. */
    private void askSkip(CaseSummary each) {
        if (CasesViewModel.isDone(each) || !tools.rights().has(DECIDE)) {
            model.goOn();
            return;
        }
        tools.dialogs()
                .reason(
                        text.get("abuse.skip"),
                        text.get("abuse.skip.sentence"),
                        text.get("abuse.skip.verb"),
                        (words, dialog) -> model.skip(
                                each,
                                text.get("abuse.skip.note", words),
                                () -> {
                                    dialog.close();
                                    tools.dialogs().toast(text.get("abuse.skip.done"));
                                },
                                dialog::fail));
    }

    private void askClaimMarked() {
        BulkModel<CaseSummary> marked = new BulkModel<>(
                List.copyOf(model.queue().marked().values()),
                each -> CasesViewModel.isDone(each)
                        ? text.get("abuse.claim-marked.done")
                        : model.isMine(each) ? text.get("abuse.claim-marked.mine") : null);
        new Bulk<>(
                        tools.dialogs(),
                        text,
                        tools.moments(),
                        marked,
                        each -> Wording.bare(each.entity()) + " · "
                                + wording.status(each.status()).words())
                .ask(
                        text.get("abuse.claim-marked"),
                        text.get("abuse.claim-marked.verb"),
                        null,
                        new SimpleBooleanProperty(marked.possible() > 0),
                        model::claimOne,
                        () -> {
                            model.queue().unmark();
                            model.countFilters();
                        });
    }

    private void askAssign(CaseSummary each) {
        ComboBox<Colleague> to = Fields.choice("colleague", List.of(), Colleague::name);
        Label sentence = Dialogs.wrapped(text.get("abuse.assign.sentence"));
        TextArea words = Fields.area("words", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.assign"),
                        Dialogs.form(
                                sentence,
                                Dialogs.field(text.get("abuse.assign.to"), to),
                                Dialogs.field(text.get("abuse.assign.note"), words)))
                .startAt(to);
        model.colleagues(
                known -> {
                    to.getItems().setAll(known);
                    to.getSelectionModel().selectFirst();
                    if (known.isEmpty()) {
                        sentence.setText(text.get("abuse.assign.nobody"));
                    }
                },
                dialog::fail);
        tools.dialogs()
                .show(dialog.verb(
                        text.get("abuse.assign.verb"), to.valueProperty().isNotNull(), () -> {
                            dialog.busyProperty().set(true);
                            String more = words.getText().isBlank()
                                    ? null
                                    : words.getText().strip();
                            handOver(each, to.getValue(), more, dialog);
                        }));
    }

    /** Only whoever has a case can give it to somebody: so it is taken first where that is not so. */
    private void handOver(CaseSummary each, Colleague to, @Nullable String more, Dialog dialog) {
        if (model.isMine(each)) {
            act(each, model.handOver(each, to, more), "abuse.assign.done", dialog);
        } else {
            model.act(
                    each,
                    model.claim(each, true),
                    mine -> act(mine, model.handOver(mine, to, more), "abuse.assign.done", dialog),
                    dialog::fail);
        }
    }

    private void askNote(CaseSummary each) {
        tools.dialogs()
                .reason(
                        text.get("abuse.note"),
                        text.get("abuse.note.sentence"),
                        text.get("abuse.note.verb"),
                        (words, dialog) -> act(each, model.note(each, words), "abuse.note.done", dialog));
    }

    private void askSnooze(CaseSummary each) {
        tools.dialogs()
                .confirm(
                        text.get("abuse.snooze"),
                        text.get("abuse.snooze.sentence"),
                        text.get("abuse.snooze.verb"),
                        dialog -> act(each, model.snooze(each), "abuse.snooze.done", dialog));
    }

    private void askHold(CaseSummary each) {
        tools.dialogs()
                .reason(
                        text.get("abuse.hold"),
                        text.get("abuse.hold.sentence"),
                        text.get("abuse.hold.verb"),
                        (words, dialog) -> act(each, model.hold(each, words), "abuse.hold.done", dialog));
    }

    private void askReopen(CaseSummary each) {
        tools.dialogs()
                .reason(
                        text.get("abuse.reopen"),
                        text.get("abuse.reopen.sentence"),
                        text.get("abuse.reopen.verb"),
                        (words, dialog) -> act(each, model.reopen(each, words), "abuse.reopen.done", dialog));
    }

    private void askRenew(CaseSummary each) {
        tools.dialogs()
                .reason(
                        text.get("abuse.renew"),
                        text.get("abuse.renew.sentence"),
                        text.get("abuse.renew.verb"),
                        (words, dialog) -> act(each, model.renew(each, words), "abuse.renew.done", dialog));
    }

    private void askClose(CaseSummary each) {
        ComboBox<CaseDisposition> disposition =
                wording.box("disposition", CaseDisposition.values(), "abuse.disposition.");
        disposition.setValue(CaseDisposition.CONFIRMED);
        ComboBox<CaseReason> reason = wording.box("code", CaseReason.values(), "abuse.reason.");
        reason.setValue(CaseReason.ABUSE_STOPPED);
        TextArea words = Fields.area("words", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.close"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.close.sentence")),
                                Dialogs.field(text.get("abuse.decide.disposition"), disposition),
                                Dialogs.field(text.get("abuse.decide.code"), reason),
                                Dialogs.field(text.get("abuse.decide.note"), words)))
                .startAt(disposition);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> words.getText().length() <= LONGEST_NOTE
                        && (reason.getValue() != CaseReason.OTHER
                                || !words.getText().isBlank()),
                reason.valueProperty(),
                words.textProperty());
        tools.dialogs().show(dialog.verb(text.get("abuse.close.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            String more = words.getText().isBlank() ? null : words.getText().strip();
            act(each, model.close(each, disposition.getValue(), reason.getValue(), more), "abuse.close.done", dialog);
        }));
    }

    private void askMerge(CaseSummary each) {
        TextField into = new TextField();
        into.setId("into");
        into.getStyleClass().add("copied");
        CaseDetails details = model.details();
        if (details != null && !details.related().isEmpty()) {
            into.setText(details.related().getFirst().id());
        }
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.merge"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.merge.sentence")),
                                Dialogs.field(text.get("abuse.merge.into"), into)))
                .startAt(into);
        tools.dialogs()
                .show(dialog.verb(
                        text.get("abuse.merge.verb"), into.textProperty().isNotEmpty(), () -> {
                            dialog.busyProperty().set(true);
                            model.merge(
                                    each,
                                    into.getText().strip(),
                                    other -> {
                                        dialog.close();
                                        tools.dialogs().toast(text.get("abuse.merge.done"));
                                        model.open(other.id());
                                    },
                                    dialog::fail);
                        }));
    }

    private void toNetwork(CaseSummary each) {
        navigator.go(new Link("network", Map.of("case", each.id())));
    }

    // Decisions

    private void toDecision(CaseSummary each) {
        if (model.details() == null) {
            model.open(each.id());
        } else {
            decisionPane.toChoices();
        }
    }

    private void choose(int place) {
        decision.choose(place);
        decisionPane.toReason();
    }

    private void submit() {
        if (!decision.complete().get()) {
            return;
        }
        CaseSummary about = model.subject();
        decision.submit(decided -> decided(decided, about), failure -> {
            decisionPane.fail(failure);
            if (failure instanceof Failure.Conflict) {
                // The draft stays; it is about the case as it is now.
                model.reopenQuietly();
            }
        });
    }

    private void decided(DecisionDetails decided, @Nullable CaseSummary about) {
        decisionPane.fail(null);
        taken.set(decided.state() == DecisionState.PROPOSED ? null : new Taken(decided, about));
        String words = text.get(
                decided.state() == DecisionState.PROPOSED ? "abuse.decided.proposed" : "abuse.decided",
                text.get("abuse.action." + decided.action()),
                Wording.bare(decided.entity()));
        if (decided.state() == DecisionState.PROPOSED) {
            tools.dialogs().toast(words);
        } else {
            tools.dialogs().toast(words, text.get("abuse.undo"), this::undo);
        }
        model.countFilters();
        CaseSummary now = model.subject();
        if (now != null && about != null && now.id().equals(about.id())) {
            model.goOn();
            toQueue.requestFocus();
        }
    }

    private void undo() {
        Taken last = taken.get();
        if (last == null) {
            return;
        }
        taken.set(null);
        if (last.decided().state() == DecisionState.IN_FORCE) {
            decision.lift(last.decided(), _ -> undone(), tools.dialogs()::failed);
        } else if (last.about() != null) {
            model.reopen(last.about().id(), text.get("abuse.undo.reason"), _ -> undone(), tools.dialogs()::failed);
        }
    }

    private void undone() {
        tools.dialogs().toast(text.get("abuse.undone"));
        model.reopenQuietly();
        model.queue().noteNews();
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return commands;
    }

    @Override
    public void arrive(Link link) {
        Map<String, String> parameters = new LinkedHashMap<>(link.parameters());
        String id = parameters.remove("id");
        String account = parameters.remove("account");
        String key = parameters.remove("key");
        if (!parameters.isEmpty()) {
            model.queue().filterBy(parameters);
        }
        model.start();
        model.queue().open();
        String about = key == null ? account : key;
        if (about != null) {
            model.close();
            askOpen(key == null ? EntityKind.ACCOUNT : EntityKind.KEY, about);
        }
        if (id != null) {
            model.queue().select(id);
            model.open(id);
        } else if (about == null) {
            cases.takeKeys();
        }
    }

    @Override
    public void refresh() {
        model.queue().refresh();
        model.countFilters();
        model.reopenQuietly();
    }
}
