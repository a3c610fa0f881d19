package ai.ominigate.console.customers;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.reveal.MaskedValue;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Jump;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.customer.CustomerDetails;
import ai.ominigate.model.customer.CustomerKey;
import ai.ominigate.model.customer.FoundCustomer;
import ai.ominigate.model.customer.FoundCustomers;
import ai.ominigate.model.customer.KeyState;
import ai.ominigate.model.customer.KnownBy;
import ai.ominigate.model.customer.ModelUse;
import ai.ominigate.model.customer.SentNotice;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Looks accounts up by exactly what somebody was told, for a purpose, and shows one with what can be done about it. */
public final class CustomersView implements Desk {

    private static final String ID = "customers";

    private final Tools tools;
    private final Text text;
    private final CustomersViewModel model;
    private final Navigator navigator;
    private final Command find;
    private final Command openCase;
    private final Command decisionsOn;
    private final Command credit;
    private final Command requestsOf;
    private final Command casesOf;

    @FXML
    private VBox root;

    @FXML
    private TextField value;

    @FXML
    private ComboBox<KnownBy> by;

    @FXML
    private ComboBox<Purpose> purpose;

    @FXML
    private Button search;

    @FXML
    private ListView<FoundCustomer> found;

    @FXML
    private StackPane centre;

    @FXML
    private DetailPane detail;

    private CustomersView(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.text = tools.text();
        this.navigator = navigator;
        this.model = new CustomersViewModel(tools.calls(), tools.rights().has("VIEW_REQUESTS"));
        this.find = Command.always("customers.find", text.get("customers.find"), "F", () -> value.requestFocus());
        this.openCase = command("open-case", "DECIDE_ABUSE", _ -> true, () -> go("abuse"));
        this.decisionsOn = command("decisions", "VIEW_CASES", _ -> true, () -> goAbout("decisions"));
        this.credit = command("credit", "GIVE_CREDIT", _ -> true, () -> go("payments"));
        this.requestsOf = command("requests", "VIEW_REQUESTS", _ -> true, () -> go("requests"));
        this.casesOf = command("cases", "VIEW_CASES", now -> now.openFlags() > 0, () -> goAbout("abuse"));
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-user", KeyCode.C, "LOOK_UP_ACCOUNTS")
                .opens(
                        CustomersView.class,
                        tools,
                        "customers.title",
                        (own, navigator) -> new CustomersView(own, navigator));
    }

    /** Where the names of accounts lead that were pasted: everything that looks like one, but not an e-mail address. */
    public static Jump jump(Tools tools) {
        return new Jump(tools.beside(CustomersView.class).text().get("customers.one"), CustomersView::to);
    }

    private static Optional<Link> to(String pasted) {
        KnownBy kind = CustomersViewModel.kind(pasted);
        return kind == KnownBy.EMAIL
                ? Optional.empty()
                : Optional.of(
                        kind == KnownBy.ACCOUNT_ID
                                ? Link.to(ID, pasted.strip())
                                : new Link(ID, Map.of("value", pasted.strip())));
    }

    private Command command(String name, String right, Predicate<CustomerDetails> fits, Runnable action) {
        boolean may = tools.rights().has(right);
        BooleanBinding enabled = Bindings.createBooleanBinding(
                () -> {
                    CustomerDetails now = model.shownProperty().get();
                    return may && now != null && fits.test(now);
                },
                model.shownProperty());
        return Command.of("customers." + name, text.get("customers.do." + name), null, enabled, action)
                .unless(tools.calls().connection().lostProperty());
    }

    private void go(String place) {
        CustomerDetails now = model.shownProperty().get();
        if (now != null) {
            navigator.go(new Link(place, Map.of("account", now.id())));
        }
    }

    private void goAbout(String place) {
        CustomerDetails now = model.shownProperty().get();
        if (now != null) {
            navigator.go(new Link(place, Map.of("entity", "account:" + now.id())));
        }
    }

    @FXML
    private void initialize() {
        value.setAccessibleText(text.get("customers.value"));
        value.setPromptText(text.get("customers.value.prompt"));
        value.setOnAction(_ -> ask());
        value.textProperty().subscribe(typed -> by.setValue(CustomersViewModel.kind(typed)));
        Fields.fill(by, List.of(KnownBy.values()), each -> text.get("customers.by." + each));
        by.setAccessibleText(text.get("customers.by"));
        Fields.fill(purpose, List.of(Purpose.values()), each -> text.get("customers.purpose." + each));
        purpose.setAccessibleText(text.get("customers.purpose"));
        by.setValue(KnownBy.EMAIL);
        search.setOnAction(_ -> ask());
        search.disableProperty()
                .bind(value.textProperty()
                        .isEmpty()
                        .or(purpose.valueProperty().isNull())
                        .or(model.busyProperty()));
        found.setAccessibleText(text.get("customers.found"));
        found.setCellFactory(_ -> new Cell());
        found.managedProperty().bind(found.visibleProperty());
        found.getSelectionModel().selectedItemProperty().subscribe(one -> {
            if (one != null
                    && (model.shownProperty().get() == null
                            || !model.shownProperty().get().id().equals(one.id()))) {
                model.open(one);
            }
        });
        model.foundProperty().subscribe(this::showFound);
        model.shownProperty().subscribe(_ -> show());
        model.failureProperty().subscribe(_ -> show());
        model.busyProperty().subscribe(_ -> show());
        model.requests().addListener((ListChangeListener<RequestSummary>) _ -> show());
        tools.moments().utcProperty().subscribe(_ -> show());
    }

    private final class Cell extends ListCell<FoundCustomer> {
        @Override
        protected void updateItem(@Nullable FoundCustomer one, boolean empty) {
            super.updateItem(one, empty);
            setText(empty || one == null ? null : one.name() + (one.email() == null ? "" : "\n" + one.email()));
        }
    }

    private void ask() {
        if (!search.isDisabled()) {
            model.search(by.getValue(), value.getText(), purpose.getValue());
        }
    }

    private void showFound(@Nullable FoundCustomers now) {
        // One alone is opened; a list to choose from is for several.
        found.setVisible(now != null && now.customers().size() > 1);
        found.getItems().setAll(now == null ? List.of() : now.customers());
        show();
    }

    // Detail

    private void show() {
        centre.getChildren().setAll(detail);
        CustomerDetails now = model.shownProperty().get();
        Failure failure = model.failureProperty().get();
        FoundCustomers result = model.foundProperty().get();
        if (failure != null) {
            ErrorPane error = new ErrorPane(failure, text, tools.moments(), now == null ? null : model::reload);
            error.setMaxHeight(Region.USE_PREF_SIZE);
            StackPane.setAlignment(error, Pos.TOP_CENTER);
            centre.getChildren().setAll(error);
        } else if (now != null) {
            show(now);
        } else if (model.busyProperty().get()) {
            detail.hint(text.get("customers.loading"));
        } else if (result != null && result.customers().isEmpty()) {
            detail.hint(text.get("customers.none"));
        } else if (result != null) {
            detail.hint(text.get(
                    result.more() ? "customers.choose.more" : "customers.choose",
                    result.customers().size()));
        } else {
            detail.hint(text.get("customers.hint"));
        }
    }

    private void show(CustomerDetails now) {
        List<Node> parts = new ArrayList<>();
        parts.add(new Facts(text, tools.moments())
                .state(text.get("customers.status"), status(now))
                .node(text.get("customers.name"), masked(now, now.name(), PersonalField.NAME))
                .node(
                        text.get("customers.email"),
                        now.email() == null
                                ? quiet(text.get("customers.email.none"))
                                : masked(now, now.email(), PersonalField.EMAIL))
                .money(text.get("customers.available"), now.balance().available())
                .money(text.get("customers.held"), now.balance().held())
                .money(text.get("customers.owed"), now.balance().owed())
                .money(text.get("customers.credited"), now.balance().credited())
                .money(text.get("customers.used"), now.balance().used())
                .time(text.get("customers.since"), now.createdAt())
                .copied(text.get("customers.id"), now.id())
                .copied(text.get("customers.stripe"), now.stripeCustomer()));
        parts.add(DetailPane.buttons(
                button(openCase), button(casesOf), button(decisionsOn), button(credit), button(requestsOf)));
        if (!now.limitedUse().isEmpty() || now.openFlags() > 0) {
            parts.add(warnings(now));
        }
        parts.add(use(now));
        parts.add(keys(now));
        if (tools.rights().has("VIEW_REQUESTS")) {
            parts.add(requests());
        }
        parts.add(policies(now));
        parts.add(notices(now));
        detail.show(text.get("customers.of", now.name()), parts.toArray(Node[]::new));
    }

    private MaskedValue masked(CustomerDetails now, String value, PersonalField field) {
        return new MaskedValue(tools, value, "account:" + now.id(), field, model.purpose(), null);
    }

    private Badge status(CustomerDetails now) {
        Meaning meaning = switch (now.status()) {
            case ACTIVE -> Meaning.GOOD;
            case SUSPENDED -> Meaning.BAD;
            case CLOSED -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("customers.status." + now.status()));
    }

    private VBox warnings(CustomerDetails now) {
        VBox box = new VBox();
        box.getStyleClass().add("blocks");
        now.limitedUse().forEach(each -> box.getChildren().add(notice(text.get("customers.limited." + each))));
        if (now.openFlags() > 0) {
            box.getChildren().add(notice(text.get("customers.flags", now.openFlags())));
        }
        return box;
    }

    private static Label notice(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().addAll("notice", "waiting");
        return label;
    }

    private VBox use(CustomerDetails now) {
        VBox box = part("customers.use");
        box.getChildren()
                .add(new Facts(text, tools.moments())
                        .words(
                                text.get("customers.calls"),
                                Amounts.words(now.use().calls(), text.locale()))
                        .words(
                                text.get("customers.failed"),
                                Amounts.words(now.use().failedCalls(), text.locale()))
                        .money(text.get("customers.spent"), now.use().spent())
                        .time(text.get("customers.last-used"), now.use().lastUsedAt()));
        GridPane bars = new GridPane();
        bars.getStyleClass().add("facts");
        for (ModelUse model : now.use().models()) {
            ProgressBar bar = new ProgressBar(
                    (double) model.calls() / Math.max(1, now.use().calls()));
            String calls = Amounts.words(model.calls(), text.locale());
            bar.setAccessibleText(text.get("customers.model.calls", model.model(), calls));
            Label name = new Label(model.model());
            name.setMinWidth(Region.USE_PREF_SIZE);
            Label count = new Label(calls);
            count.setMinWidth(Region.USE_PREF_SIZE);
            bars.addRow(bars.getRowCount(), name, bar, count);
        }
        box.getChildren().add(bars);
        if (now.use().moreModels()) {
            box.getChildren().add(quiet(text.get("customers.more-models")));
        }
        return box;
    }

    private VBox keys(CustomerDetails now) {
        VBox box = part("customers.keys");
        if (now.keys().isEmpty()) {
            box.getChildren().add(quiet(text.get("customers.keys.none")));
        }
        boolean may = tools.rights().has("DECIDE_ABUSE");
        for (CustomerKey key : now.keys()) {
            Label hint = new Label(key.hint());
            hint.getStyleClass().add("copied");
            hint.setMinWidth(Region.USE_PREF_SIZE);
            Meaning meaning = switch (key.state()) {
                case ACTIVE -> Meaning.GOOD;
                case EXPIRED, REVOKED -> Meaning.QUIET;
            };
            StateBadge state = new StateBadge(new Badge(meaning, text.get("customers.key." + key.state())));
            Label used = quiet(
                    key.lastUsedAt() == null
                            ? text.get("customers.key.unused")
                            : text.get("customers.key.used", tools.moments().relative(key.lastUsedAt())));
            javafx.scene.layout.FlowPane row = new javafx.scene.layout.FlowPane(hint, state, used);
            row.getStyleClass().add("buttons");
            if (may && key.state() == KeyState.ACTIVE) {
                Button decide = new Button(text.get("customers.key.open-case"));
                decide.setId("open-case-" + key.id());
                decide.setMinWidth(Region.USE_PREF_SIZE);
                decide.setAccessibleText(text.get("customers.key.open-case.of", key.hint()));
                decide.setOnAction(_ -> navigator.go(new Link("abuse", Map.of("key", key.id()))));
                row.getChildren().add(decide);
            }
            box.getChildren().add(row);
        }
        if (now.moreKeys()) {
            box.getChildren().add(quiet(text.get("customers.keys.more")));
        }
        return box;
    }

    private VBox requests() {
        VBox box = part("customers.requests");
        if (model.requests().isEmpty()) {
            box.getChildren().add(quiet(text.get("customers.requests.none")));
        }
        model.requests().forEach(each -> {
            Hyperlink link = new Hyperlink(each.reference());
            link.setOnAction(_ -> navigator.go(Link.to("requests", each.id())));
            link.setTooltip(new Tooltip(tools.moments().absolute(each.receivedAt())));
            box.getChildren().add(link);
        });
        model.restrictions()
                .forEach(each -> box.getChildren()
                        .add(quiet(text.get(
                                "customers.restricted",
                                text.get("customers.kind." + each.kind()),
                                tools.moments().relative(each.since())))));
        return box;
    }

    private VBox policies(CustomerDetails now) {
        VBox box = part("customers.policies");
        if (now.policies().isEmpty()) {
            box.getChildren().add(quiet(text.get("customers.policies.none")));
        }
        DateTimeFormatter day =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(text.locale());
        Facts facts = new Facts(text, tools.moments());
        now.policies()
                .forEach(each -> facts.time(
                        text.get("customers.policy", Integer.toString(each.number()), day.format(each.lastUpdated())),
                        each.firstUseAt()));
        box.getChildren().add(facts);
        return box;
    }

    private VBox notices(CustomerDetails now) {
        VBox box = part("customers.notices");
        if (now.notices().isEmpty()) {
            box.getChildren().add(quiet(text.get("customers.notices.none")));
        }
        GridPane rows = new GridPane();
        rows.getStyleClass().add("facts");
        for (SentNotice each : now.notices()) {
            Label name = Dialogs.wrapped(
                    text.find("customers.notice." + each.template()).orElse(each.template()));
            Label when = quiet(tools.moments().relative(each.writtenAt()));
            when.setTooltip(new Tooltip(tools.moments().absolute(each.writtenAt())));
            rows.addRow(rows.getRowCount(), name, new StateBadge(sent(each)), when);
        }
        box.getChildren().add(rows);
        return box;
    }

    private Badge sent(SentNotice notice) {
        if (notice.sentAt() != null) {
            return new Badge(Meaning.GOOD, text.get("customers.sent"));
        }
        return notice.givenUp()
                ? new Badge(Meaning.BAD, text.get("customers.sent.given-up"))
                : new Badge(Meaning.WAITING, text.get("customers.sent.not-yet"));
    }

    private VBox part(String title) {
        Label heading = Dialogs.wrapped(text.get(title));
        heading.getStyleClass().add("heading");
        VBox box = new VBox(heading);
        box.getStyleClass().add("blocks");
        return box;
    }

    private static Label quiet(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("quiet");
        return label;
    }

    private static Button button(Command command) {
        Button button = command.button();
        button.visibleProperty().bind(command.enabled());
        button.managedProperty().bind(button.visibleProperty());
        return button;
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(find, openCase, casesOf, decisionsOn, credit, requestsOf);
    }

    @Override
    public void arrive(Link link) {
        String account = link.parameters().get("id");
        String why = link.parameters().get("purpose");
        String typed = account == null ? link.parameters().get("value") : account;
        if (typed != null) {
            value.setText(typed);
        }
        if (account != null && why != null) {
            purpose.setValue(Purpose.valueOf(why));
            model.open(account, Purpose.valueOf(why));
        } else {
            // What for is asked of whoever comes by a pasted name, too.
            (typed == null ? value : purpose).requestFocus();
        }
    }

    @Override
    public void leave() {
        model.clear();
    }

    @Override
    public void refresh() {
        model.reload();
    }
}
