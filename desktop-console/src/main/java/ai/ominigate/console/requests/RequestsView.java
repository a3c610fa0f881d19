package ai.ominigate.console.requests;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Bulk;
import ai.ominigate.console.control.BulkModel;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Form;
import ai.ominigate.console.control.LazyTabs;
import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Jump;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.View;
import ai.ominigate.model.privacy.AssigneeFilter;
import ai.ominigate.model.privacy.DueDays;
import ai.ominigate.model.privacy.LegalHoldDetails;
import ai.ominigate.model.privacy.OpenRequest;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.privacy.VaultRecord;
import ai.ominigate.model.staff.Colleague;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.collections.MapChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The privacy desk: the queue with one request behind each row, and what is restricted, held and kept by law. */
public final class RequestsView implements Desk {

    private static final String ID = "requests";
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_WORDS = 4_000;
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_TOLD = 2_000;
    private static final int LONGEST_VALUE = 254;
    private static final int ROWS = 5;

    private final Tools tools;
    private final Text text;
    private final RequestWords words;
    private final RequestsViewModel model;
    private final RequestModel one;
    private final RequestForms forms;
    private final RequestView detail;
    private final Navigator navigator;
    private final BooleanProperty detailShows = new SimpleBooleanProperty();
    private final BooleanProperty exporting = new SimpleBooleanProperty();
    private final List<Command> commands = new ArrayList<>();

    @FXML
    private StackPane root;

    @FXML
    private VBox lists;

    @FXML
    private TabPane tabs;

    @FXML
    private FlowPane saved;

    @FXML
    private FlowPane actions;

    @FXML
    private FlowPane restrictionActions;

    @FXML
    private FlowPane holdActions;

    @FXML
    private ResourceList<RequestSummary> queue;

    @FXML
    private ResourceList<RestrictionDetails> restrictions;

    @FXML
    private ResourceList<LegalHoldDetails> holds;

    @FXML
    private ResourceList<VaultRecord> vault;

    private RequestsView(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.text = tools.text();
        this.navigator = navigator;
        this.words = new RequestWords(text, tools.moments());
        this.model = new RequestsViewModel(tools.calls(), tools.me());
        this.one = new RequestModel(tools.calls(), model.api(), model.queue());
        this.forms = new RequestForms(tools, one, model);
        this.detail = View.load(
                        RequestView.class,
                        text,
                        () -> new RequestView(tools, one, model, forms, navigator, this::goBack))
                .controller();
        define();
    }

    private void goBack() {
        navigator.go(Link.to(ID));
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-inbox", KeyCode.R, "VIEW_REQUESTS", "REQUEST_LEGAL_HOLD", "READ_LEGAL_VAULT")
                .opens(
                        RequestsView.class,
                        tools,
                        "requests.title",
                        (own, navigator) -> new RequestsView(own, navigator));
    }

    /** Where the number of a request leads that was pasted. */
    public static Jump jump(Tools tools) {
        return new Jump(
                tools.beside(RequestsView.class).text().get("requests.jump"),
                pasted -> RequestsViewModel.reference(pasted)
                        .map(reference -> new Link(ID, Map.of("reference", reference))));
    }

    private void define() {
        ObservableBooleanValue prepare =
                new SimpleBooleanProperty(tools.rights().has("PREPARE_REQUESTS"));
        ObservableBooleanValue view = new SimpleBooleanProperty(tools.rights().has("VIEW_REQUESTS"));
        ObservableBooleanValue lost = tools.calls().connection().lostProperty();
        commands.add(Command.of("requests.back", text.get("requests.back"), "Esc", detailShows, this::goBack));
        commands.add(
                Command.of("requests.claim", text.get("requests.do.take"), "A", canClaim(prepare), this::claimOrTake)
                        .unless(lost));
        commands.add(Command.of("requests.open", text.get("requests.open"), "Shortcut+Shift+N", prepare, this::askOpen)
                .unless(lost));
        commands.add(
                Command.of("requests.save-filter", text.get("requests.save-filter"), null, view, this::askSaveFilter)
                        .unless(lost));
        commands.add(Command.of(
                        "requests.export",
                        text.get("requests.export"),
                        "Shift+E",
                        Bindings.and(view, exporting.not()),
                        () -> exporting.set(
                                tools.save(model::export, "ominigate-requests.csv", () -> exporting.set(false))))
                .unless(lost));
        commands.add(Command.of(
                        "requests.forget-filter",
                        text.get("requests.forget-filter"),
                        null,
                        canForget(),
                        this::forgetFilter)
                .unless(lost));
        commands.add(Command.of(
                        "requests.lift",
                        text.get("requests.lift"),
                        null,
                        selected(
                                model.restrictions(),
                                "PREPARE_REQUESTS",
                                row -> row.endsAt() == null && row.liftedBy() == null),
                        this::askLift)
                .unless(lost));
        commands.add(Command.of(
                        "requests.lift-hold",
                        text.get("requests.lift-hold"),
                        null,
                        selected(model.holds(), "SET_LEGAL_HOLD", row -> row.liftedAt() == null),
                        this::askLiftHold)
                .unless(lost));
        commands.add(Command.of(
                        "requests.assign-marked",
                        text.get("requests.assign-marked"),
                        "Shift+A",
                        Bindings.and(prepare, Bindings.isNotEmpty(model.queue().marked())),
                        this::askAssignMarked)
                .unless(lost));
        commands.addAll(forms.commands());
    }

    /** Gives all that are marked to one colleague. */
    private void askAssignMarked() {
        BulkModel<RequestSummary> marked = new BulkModel<>(
                List.copyOf(model.queue().marked().values()),
                row -> row.state().isOpen() ? null : text.get("requests.assign-marked.over"));
        Form form = new Form()
                .choose("to", text.get("requests.assignee"), model.assignees(), Colleague::name, null)
                .area("reason", text.get("requests.reason"), 2, LONGEST_REASON, true);
        new Bulk<>(tools.dialogs(), text, tools.moments(), marked, RequestSummary::reference)
                .ask(
                        text.get("requests.assign-marked"),
                        text.get("requests.assign-marked.verb"),
                        form.node(),
                        form.complete(),
                        (row, done, failed) -> model.assignOne(
                                row, form.chosen("to", Colleague.class).id(), form.text("reason"), done, failed),
                        () -> {
                            model.queue().unmark();
                            model.countFilters();
                        });
    }

    private BooleanBinding canClaim(ObservableBooleanValue may) {
        return Bindings.createBooleanBinding(
                () -> {
                    RequestSummary row = model.queue().selectedProperty().get();
                    return detailShows.get()
                            ? forms.command("take").enabled().get()
                            : may.get() && row != null && row.state().isOpen();
                },
                model.queue().selectedProperty(),
                detailShows,
                forms.command("take").enabled());
    }

    private BooleanBinding canForget() {
        return Bindings.createBooleanBinding(
                () -> shownFilter().isPresent(), model.filters(), model.queue().filters());
    }

    private <T> BooleanBinding selected(ListModel<T> list, String right, Predicate<T> fits) {
        boolean may = tools.rights().has(right);
        return Bindings.createBooleanBinding(
                () -> {
                    T row = list.selectedProperty().get();
                    return may && row != null && fits.test(row);
                },
                list.selectedProperty());
    }

    @FXML
    private void initialize() {
        detail.root().visibleProperty().bind(detailShows);
        detailShows.subscribe(this::bringDetail);
        lists.visibleProperty().bind(Bindings.not(detailShows));
        showQueue();
        showRestrictions();
        showHolds();
        showVault();
        tabs.getTabs().removeIf(tab -> !mayOpen(tab));
        LazyTabs.of(tabs);
        tabs.getSelectionModel().selectedItemProperty().subscribe(this::openTab);
        model.filters().addListener((ListChangeListener<RequestFilterDetails>) _ -> showSaved());
        model.queue().filters().addListener((MapChangeListener<String, String>) _ -> showSaved());
        tools.moments()
                .utcProperty()
                .subscribe(_ -> List.of(queue, restrictions, holds, vault).forEach(ResourceList::redraw));
        tools.events()
                .listen(
                        "request.",
                        event -> {
                            model.queue().noteNews();
                            if (("request:" + one.idProperty().get()).equals(event.subject())) {
                                one.reload();
                            }
                        },
                        this::missed);
    }

    private void missed() {
        model.queue().noteNews();
        model.countFilters();
        one.reload();
    }

    private boolean mayOpen(Tab tab) {
        return tools.rights()
                .has(
                        switch (tab.getId()) {
                            case "holds" -> "REQUEST_LEGAL_HOLD";
                            case "vault" -> "READ_LEGAL_VAULT";
                            default -> "VIEW_REQUESTS";
                        });
    }

    private void openTab(@Nullable Tab tab) {
        if (tab != null) {
            list(tab).open();
        }
    }

    private ListModel<?> list(@Nullable Tab tab) {
        return switch (tab == null ? "" : tab.getId()) {
            case "restrictions" -> model.restrictions();
            case "holds" -> model.holds();
            case "vault" -> model.vault();
            default -> model.queue();
        };
    }

    /** Nothing of it is in the window before a request is opened: the queue would come later. */
    private void bringDetail(boolean shows) {
        if (shows && detail.root().getParent() == null) {
            root.getChildren().add(detail.root());
            detail.root().applyCss();
        }
    }

    private void showQueue() {
        Map<String, String> ended = new LinkedHashMap<>();
        ended.put("true", text.get("requests.yes"));
        queue.show(
                        model.queue(),
                        text,
                        tools.moments(),
                        text.get("requests.tab.queue"),
                        text.get("requests.none.queue"))
                .markable(button("requests.assign-marked"))
                .choose("state", text.get("requests.state"), words.values(RequestState.values(), "requests.state."))
                .choose("type", text.get("requests.type"), words.values(RequestType.values(), "requests.type."))
                .choose("due", text.get("requests.due"), words.values(DueDays.values(), "requests.due."))
                .choose(
                        "assignee",
                        text.get("requests.assignee"),
                        words.values(AssigneeFilter.values(), "requests.assignee."))
                .choose("regime", text.get("requests.regime"), words.values(Regime.values(), "requests.regime."))
                .choose(
                        "channel",
                        text.get("requests.channel"),
                        words.values(RequestChannel.values(), "requests.channel."))
                .choose("untyped", text.get("requests.untyped"), words.yesAndNo())
                .choose("failing", text.get("requests.failing"), words.yesAndNo())
                .choose("awaiting", text.get("requests.awaiting"), words.yesAndNo())
                .choose("ended", text.get("requests.ended"), ended)
                .type("account", text.get("requests.account.id"))
                .type("reference", text.get("requests.reference"))
                .words(text.get("requests.number"), 100, RequestSummary::reference)
                .sorted("number")
                .sign(text.get("requests.type"), 118, row -> words.typeSign(row.type()))
                .words(text.get("requests.subject"), 124, RequestSummary::sender)
                .state(text.get("requests.state"), 176, words::state)
                .sorted("state")
                .state(text.get("requests.due"), 172, words::due)
                .sorted("answerBy")
                .signs(text.get("requests.flags"), 78, words::flags)
                .words(text.get("requests.assignee"), 80, row -> words.name(row.assignee()))
                .words(text.get("requests.identity"), 70, row -> row.identity().name())
                .time(text.get("requests.received"), 92, "receivedAt", RequestSummary::receivedAt)
                .words(text.get("requests.via"), 56, row -> text.get("requests.channel." + row.channel()))
                .words(text.get("requests.regime"), 50, row -> text.get("requests.regime." + row.regime()))
                .wide()
                .onOpen(this::openSelected);
        actions.getChildren().setAll(button("requests.claim"), button("requests.open"), button("requests.export"));
        Button save = button("requests.save-filter");
        save.getStyleClass().add("flat");
        saved.getChildren().add(save);
    }

    private void showRestrictions() {
        restrictions
                .show(
                        model.restrictions(),
                        text,
                        tools.moments(),
                        text.get("requests.tab.restrictions"),
                        text.get("requests.none.restrictions"))
                .type("account", text.get("requests.account.id"))
                .time(text.get("requests.since"), 130, null, RestrictionDetails::since)
                .words(text.get("requests.type"), 130, row -> words.type(row.kind()))
                .id(text.get("requests.account.id"), 150, RestrictionDetails::account)
                .state(text.get("requests.state"), 150, this::restriction)
                .time(text.get("requests.ends"), 140, null, RestrictionDetails::endsAt)
                .words(
                        text.get("requests.lifted-by"),
                        130,
                        row -> row.liftedBy() == null ? null : row.liftedBy().name());
        restrictionActions.getChildren().setAll(button("requests.lift"));
    }

    private Badge restriction(RestrictionDetails row) {
        Instant ends = row.endsAt();
        if (ends == null) {
            return new Badge(Meaning.WAITING, text.get("requests.lasts"));
        }
        return ends.isAfter(tools.moments().now())
                ? new Badge(Meaning.INFORMATION, text.get("requests.ending"))
                : new Badge(Meaning.QUIET, text.get("requests.over"));
    }

    private void showHolds() {
        holds.show(
                        model.holds(),
                        text,
                        tools.moments(),
                        text.get("requests.tab.holds"),
                        text.get("requests.none.holds"))
                .type("account", text.get("requests.account.id"))
                .time(text.get("requests.since"), 130, null, LegalHoldDetails::setAt)
                .words(text.get("requests.matter"), 260, LegalHoldDetails::matter)
                .id(text.get("requests.account.id"), 150, LegalHoldDetails::account)
                .state(
                        text.get("requests.state"),
                        120,
                        row -> row.liftedAt() == null
                                ? new Badge(Meaning.WAITING, text.get("requests.lasts"))
                                : new Badge(Meaning.QUIET, text.get("requests.over")))
                .words(
                        text.get("requests.asked-by"),
                        130,
                        row -> row.proposedBy().name())
                .words(
                        text.get("requests.agreed-by"),
                        130,
                        row -> row.agreedBy().name());
        holdActions.getChildren().setAll(button("requests.lift-hold"));
    }

    private void showVault() {
        vault.show(
                        model.vault(),
                        text,
                        tools.moments(),
                        text.get("requests.tab.vault"),
                        text.get("requests.none.vault"))
                .type("account", text.get("requests.account.id"))
                .words(text.get("requests.day"), 110, row -> words.day(row.occurredOn()))
                .words(
                        text.get("requests.kind"),
                        110,
                        row -> text.find("requests.kind." + row.kind()).orElse(row.kind()))
                .money(text.get("requests.amount"), 110, VaultRecord::amount)
                .id(text.get("requests.account.id"), 150, VaultRecord::account)
                .id(text.get("requests.stripe"), 130, VaultRecord::stripeCustomer)
                .id(text.get("requests.payment"), 140, VaultRecord::reference)
                .words(text.get("requests.statute"), 140, VaultRecord::statute)
                .words(text.get("requests.keep-until"), 120, row -> words.day(row.keepUntil()));
    }

    private Button button(String id) {
        Command command = commands.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        Button button = command.button();
        if (!command.keys().isEmpty()) {
            button.setTooltip(new Tooltip(command.keys()));
        }
        return button;
    }

    // Saved filters

    private void showSaved() {
        List<ToggleButton> buttons = new ArrayList<>();
        for (RequestFilterDetails each : model.filters()) {
            ToggleButton button = new ToggleButton(
                    text.get("requests.filter.count", words.filter(each), Amounts.words(each.count(), text.locale())));
            button.setId("saved-" + each.id());
            button.getStyleClass().addAll("saved");
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setSelected(model.shows(each));
            button.setOnAction(_ -> {
                model.show(each);
                showSaved();
                queue.toRows();
            });
            buttons.add(button);
        }
        saved.getChildren().removeIf(ToggleButton.class::isInstance);
        saved.getChildren().addAll(0, buttons);
    }

    private Optional<RequestFilterDetails> shownFilter() {
        return model.filters().stream()
                .filter(each -> each.own() && !each.builtIn() && model.shows(each))
                .findFirst();
    }

    private void askSaveFilter() {
        Form form = new Form()
                .say(text.get("requests.save-filter.sentence"))
                .line("name", text.get("requests.save-filter.name"), LONGEST_NAME, true)
                .choose(
                        "shared",
                        text.get("requests.save-filter.who"),
                        List.of(false, true),
                        each -> text.get(each ? "requests.save-filter.all" : "requests.save-filter.me"),
                        null);
        Dialog dialog = dialog("requests.save-filter", form);
        tools.dialogs().show(dialog.verb(text.get("requests.save-filter.verb"), form.complete(), () -> {
            dialog.busyProperty().set(true);
            model.saveFilter(form.text("name"), form.chosen("shared", Boolean.class), dialog::close, dialog::fail);
        }));
    }

    private void forgetFilter() {
        shownFilter()
                .ifPresent(filter -> tools.dialogs()
                        .confirm(
                                text.get("requests.forget-filter"),
                                text.get("requests.forget-filter.sentence", filter.name()),
                                text.get("requests.forget-filter.verb"),
                                dialog -> model.forgetFilter(filter, dialog::close, dialog::fail)));
    }

    private Dialog dialog(String title, Form form) {
        Dialog dialog = tools.dialogs().dialog(text.get(title), form.node());
        return form.first() == null ? dialog : dialog.startAt(form.first());
    }

    // Commands

    private void openSelected() {
        RequestSummary row = model.queue().selectedProperty().get();
        if (row != null) {
            navigator.go(Link.to(ID, row.id()));
        }
    }

    private void claimOrTake() {
        if (detailShows.get()) {
            forms.command("take").run();
        } else {
            claim();
        }
    }

    private void claim() {
        RequestSummary row = model.queue().selectedProperty().get();
        if (row == null) {
            return;
        }
        String before = row.assignee() == null ? null : row.assignee().id();
        model.assign(
                row,
                tools.me().staff().id(),
                text.get("requests.take.reason"),
                changed -> tools.dialogs()
                        .toast(
                                text.get("requests.taken", changed.reference()),
                                text.get("requests.undo"),
                                () -> model.assign(
                                        changed,
                                        before,
                                        text.get("requests.take.undone"),
                                        _ -> queue.toRows(),
                                        tools.dialogs()::failed)),
                tools.dialogs()::failed);
    }

    private void askOpen() {
        Form form = new Form()
                .say(text.get("requests.open.sentence"))
                .choose(
                        "type",
                        text.get("requests.type"),
                        List.of(RequestType.values()),
                        each -> text.get("requests.type." + each),
                        null)
                .choose(
                        "channel",
                        text.get("requests.channel"),
                        List.of(RequestChannel.LETTER, RequestChannel.PHONE),
                        each -> text.get("requests.channel." + each),
                        null)
                .choose(
                        "regime",
                        text.get("requests.regime"),
                        List.of(Regime.values()),
                        each -> text.get("requests.regime." + each),
                        Regime.UNKNOWN)
                .line("received", text.get("requests.open.received"), 10, true)
                .with(
                        "received",
                        tools.moments()
                                .now()
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString())
                .line("sender", text.get("requests.open.sender"), LONGEST_VALUE, false)
                .choose(
                        "language",
                        text.get("requests.language"),
                        List.of("en", "zh-CN"),
                        each -> java.util.Locale.forLanguageTag(each).getDisplayLanguage(text.locale()),
                        null)
                .line("account", text.get("requests.account.id"), LONGEST_VALUE, false)
                .area("words", text.get("requests.open.words"), ROWS, LONGEST_WORDS, true);
        form.needs(Bindings.createBooleanBinding(
                () -> day(form.text("received")).isPresent(),
                form.input("received").textProperty()));
        Dialog dialog = dialog("requests.open", form);
        tools.dialogs().show(dialog.verb(text.get("requests.open.verb"), form.complete(), () -> {
            dialog.busyProperty().set(true);
            model.open(
                    wish(form),
                    opened -> {
                        dialog.close();
                        tools.dialogs().toast(text.get("requests.opened", opened.reference()));
                        navigator.go(Link.to(ID, opened.id()));
                    },
                    dialog::fail);
        }));
    }

    private OpenRequest wish(Form form) {
        Instant now = tools.moments().now();
        Instant typed = day(form.text("received"))
                .orElseThrow()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return new OpenRequest(
                form.chosen("type", RequestType.class),
                form.chosen("channel", RequestChannel.class),
                form.chosen("regime", Regime.class),
                typed.isAfter(now) ? now : typed,
                form.textOrNull("sender"),
                form.chosen("language", String.class),
                form.textOrNull("account"),
                form.text("words"));
    }

    private static Optional<LocalDate> day(String typed) {
        try {
            return Optional.of(LocalDate.parse(typed));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void askLift() {
        RestrictionDetails row =
                Objects.requireNonNull(model.restrictions().selectedProperty().get());
        Form form = new Form()
                .say(text.get("requests.lift.sentence"))
                .notice(Meaning.INFORMATION, text.get("requests.seen"))
                .area("words", text.get("requests.words"), ROWS, LONGEST_TOLD, true)
                .area("reason", text.get("requests.reason"), ROWS, LONGEST_REASON, true);
        Dialog dialog = dialog("requests.lift", form);
        tools.dialogs().show(dialog.verb(text.get("requests.lift.verb"), form.complete(), () -> {
            dialog.busyProperty().set(true);
            model.lift(row, form.text("words"), form.text("reason"), _ -> asked(dialog), dialog::fail);
        }));
    }

    private void askLiftHold() {
        LegalHoldDetails row =
                Objects.requireNonNull(model.holds().selectedProperty().get());
        tools.dialogs()
                .reason(
                        text.get("requests.lift-hold"),
                        text.get("requests.lift-hold.sentence", row.matter()),
                        text.get("requests.lift.verb"),
                        (reason, dialog) -> model.lift(row, reason, _ -> asked(dialog), dialog::fail));
    }

    private void asked(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("requests.second-asked"));
    }

    // Desk

    private void show(String id, @Nullable String tab) {
        one.open(id);
        detailShows.set(true);
        if (tab != null) {
            detail.open(tab);
        }
        detail.focus();
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    @Override
    public void arrive(Link link) {
        model.countFilters();
        Map<String, String> parameters = new LinkedHashMap<>(link.parameters());
        String tab = parameters.remove("tab");
        String id = parameters.remove("id");
        if (id != null) {
            show(id, tab);
            return;
        }
        String reference = parameters.get("reference");
        if (reference != null) {
            model.find(reference, found -> show(found.id(), tab), tools.dialogs()::failed);
        }
        detailShows.set(false);
        one.close();
        if (tab != null) {
            tabs.getTabs().stream()
                    .filter(each -> tab.equals(each.getId()))
                    .findFirst()
                    .ifPresent(tabs.getSelectionModel()::select);
        }
        ListModel<?> list = list(tabs.getSelectionModel().getSelectedItem());
        if (!parameters.isEmpty()) {
            list.filterBy(parameters);
        }
        list.open();
        queue.toRows();
    }

    @Override
    public void refresh() {
        model.countFilters();
        if (detailShows.get()) {
            one.reload();
        } else {
            list(tabs.getSelectionModel().getSelectedItem()).refresh();
        }
    }
}
