package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.NetworkAccount;
import ai.ominigate.model.abuse.NetworkDetails;
import ai.ominigate.model.abuse.NetworkEvent;
import ai.ominigate.model.abuse.NetworkHour;
import ai.ominigate.model.abuse.NetworkKey;
import ai.ominigate.model.abuse.NetworkNote;
import ai.ominigate.model.abuse.NetworkOrigin;
import ai.ominigate.model.abuse.RelatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** A network: what came from it, what was decided about it, what lies around it, and a decision about it. */
public final class NetworkView implements Desk {

    private static final String ID = "network";
    private static final int CHOICES = 9;
    private static final int SHARED_FROM = 5;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private final Tools tools;
    private final Text text;
    private final Wording wording;
    private final Navigator navigator;
    private final Addresses addresses;
    private final NetworkViewModel model;
    private final DecisionModel decision;
    private final ObjectProperty<@Nullable DecisionDetails> picked = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable DecisionDetails> last = new SimpleObjectProperty<>();
    private final List<Command> commands = new ArrayList<>();
    private final Command lift;
    private Duration past = DAY;
    private DecisionPane decisionPane;

    @FXML
    private VBox root;

    @FXML
    private TextField address;

    @FXML
    private Button look;

    @FXML
    private SplitPane bench;

    @FXML
    private VBox content;

    @SuppressWarnings("NullAway.Init") // what FXML and initialize() fill in
    private NetworkView(Tools tools, Navigator navigator, Addresses addresses) {
        this.tools = tools;
        this.text = tools.text();
        this.wording = new Wording(text);
        this.navigator = navigator;
        this.addresses = addresses;
        this.model = new NetworkViewModel(tools.calls());
        this.decision = new DecisionModel(tools.calls(), tools.rights());
        var away = tools.calls().connection().lostProperty();
        lift = Command.of(
                        "abuse.lift",
                        text.get("abuse.lift"),
                        "L",
                        Bindings.createBooleanBinding(
                                () -> picked.get() != null
                                        && tools.rights().has("DECIDE_ABUSE")
                                        && DecisionsViewModel.canLift(picked.get()),
                                picked),
                        this::askLift)
                .unless(away);
        commands.add(Command.always("abuse.address", text.get("abuse.address"), "A", () -> focusAddress()));
        commands.add(Command.of(
                "abuse.widen",
                text.get("abuse.widen"),
                "W",
                Bindings.createBooleanBinding(this::canWiden, model.seenProperty()),
                this::widen));
        commands.add(Command.of(
                "abuse.decide",
                text.get("abuse.decide"),
                "D",
                decision.targetProperty().isNotNull(),
                () -> decisionPane.toChoices()));
        commands.add(Command.of(
                        "abuse.submit", text.get("abuse.submit"), "Shortcut+Enter", decision.complete(), this::submit)
                .unless(away));
        commands.add(lift);
        commands.add(Command.of("abuse.undo", text.get("abuse.undo"), "U", last.isNotNull(), this::undo)
                .unless(away));
        for (int i = 1; i <= CHOICES; i++) {
            int place = i;
            commands.add(digit(
                    "abuse.choose." + place,
                    text.get("abuse.choose", place),
                    place,
                    Bindings.createBooleanBinding(() -> decision.choices().size() >= place, decision.targetProperty()),
                    () -> {
                        decision.choose(place);
                        decisionPane.toReason();
                    }));
        }
    }

    private static Command digit(String id, String words, int digit, ObservableBooleanValue enabled, Runnable action) {
        KeyCombination key = new KeyCodeCombination(KeyCode.valueOf("DIGIT" + digit));
        return new Command(id, words, key, Integer.toString(digit), enabled, action);
    }

    /** Where it is. */
    public static Place place(Tools tools, Addresses addresses) {
        return Place.of(ID, "fth-globe", KeyCode.I, "DECIDE_ABUSE")
                .opens(
                        NetworkView.class,
                        tools,
                        "abuse.networks",
                        (own, navigator) -> new NetworkView(own, navigator, addresses));
    }

    @FXML
    private void initialize() {
        decisionPane = new DecisionPane(tools, decision, this::submit);
        decisionPane.setMinWidth(280);
        bench.getItems().add(decisionPane);
        bench.setDividerPositions(0.66);
        address.setAccessibleText(text.get("abuse.address"));
        address.setOnAction(_ -> lookAtTyped());
        look.setOnAction(_ -> lookAtTyped());
        look.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> !Addresses.isAddress(address.getText()), address.textProperty()));
        model.seenProperty().subscribe(this::show);
        tools.events().listen("decision.", _ -> {}, this::refresh);
    }

    private void focusAddress() {
        address.requestFocus();
        address.selectAll();
    }

    private void lookAtTyped() {
        if (Addresses.isAddress(address.getText())) {
            model.look(address.getText(), null);
        }
    }

    private boolean canWiden() {
        NetworkDetails details = model.details();
        return details != null && wider(details) != 0;
    }

    private static int wider(NetworkDetails details) {
        int now = NetworkViewModel.bits(details);
        return NetworkViewModel.sizes(details).stream()
                .filter(each -> each < now)
                .findFirst()
                .orElse(0);
    }

    private void widen() {
        NetworkDetails details = model.details();
        if (details != null) {
            model.widen(wider(details));
        }
    }

    // What shows

    private void show(NetworkViewModel.Seen seen) {
        picked.set(null);
        content.getChildren().clear();
        switch (seen) {
            case NetworkViewModel.Seen.Nothing() -> {
                decision.aim(null);
                content.getChildren().setAll(quiet(text.get("abuse.network.hint")));
            }
            case NetworkViewModel.Seen.Loading() ->
                content.getChildren().setAll(quiet(text.get("abuse.network.loading")));
            case NetworkViewModel.Seen.Failed(Failure failure) -> {
                decision.aim(null);
                content.getChildren().setAll(new ErrorPane(failure, text, tools.moments(), model::again));
            }
            case NetworkViewModel.Seen.Ready(NetworkDetails details) -> {
                address.setText(details.network());
                decision.aim(details.ours() ? null : new Target.OfNetwork(details.network()));
                show(details);
            }
        }
    }

    private static Label quiet(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("quiet");
        return label;
    }

    private static Label section(String title) {
        Label label = new Label(title);
        label.getStyleClass().addAll("field-name", "part");
        return label;
    }

    private void show(NetworkDetails details) {
        Label title = Dialogs.wrapped(details.network());
        title.setId("network");
        title.getStyleClass().add("heading");
        title.setGraphic(new FontIcon("fth-globe"));
        content.getChildren().setAll(title, badges(details), origin(details.origin()), sizes(details));
        long accounts = details.accounts().size();
        if (accounts >= SHARED_FROM) {
            Label shared = Dialogs.wrapped(text.get("abuse.impact.shared", accounts));
            shared.setMaxWidth(Double.MAX_VALUE);
            shared.setGraphic(new FontIcon("fth-users"));
            shared.getStyleClass().addAll("notice", "waiting");
            content.getChildren().add(shared);
        }
        content.getChildren()
                .addAll(
                        activity(details),
                        section(text.get("abuse.decisions")),
                        decisions(details),
                        section(text.get("abuse.accounts")),
                        accounts(details),
                        section(text.get("abuse.keys")),
                        keys(details),
                        section(text.get("abuse.related.networks")),
                        related(details),
                        section(text.get("abuse.requests")),
                        events(details),
                        section(text.get("abuse.notes")),
                        notes(details));
    }

    private Node badges(NetworkDetails details) {
        FlowPane badges = new FlowPane();
        badges.getStyleClass().add("buttons");
        boolean open = details.reach().equals("PUBLIC");
        badges.getChildren()
                .add(new StateBadge(new Badge(
                        open ? Meaning.INFORMATION : Meaning.WAITING,
                        text.get(open ? "abuse.reach.public" : "abuse.reach.other"))));
        if (details.ours()) {
            badges.getChildren().add(new StateBadge(new Badge(Meaning.GOOD, text.get("abuse.reach.ours"))));
        }
        boolean blocked = details.decisions().stream().anyMatch(each -> each.state() == DecisionState.IN_FORCE);
        badges.getChildren()
                .add(new StateBadge(
                        blocked
                                ? new Badge(Meaning.BAD, text.get("abuse.network.decided"))
                                : new Badge(Meaning.QUIET, text.get("abuse.network.undecided"))));
        return badges;
    }

    /** Whose it is; what no file on the server speaks of is said to be unknown, not left out. */
    private Node origin(@Nullable NetworkOrigin origin) {
        String nothing = text.get("abuse.origin.none");
        return new Facts(text, tools.moments())
                .words(
                        text.get("abuse.kind.COUNTRY"),
                        origin == null || origin.country() == null
                                ? nothing
                                : text.get(
                                        "abuse.origin.country",
                                        Locale.of("", origin.country()).getDisplayCountry(text.locale()),
                                        origin.country()))
                .words(
                        text.get("abuse.kind.ASN"),
                        origin == null || origin.system() == null ? nothing : "AS" + origin.system())
                .words(text.get("abuse.origin.tor"), yesOrNo(origin == null ? null : origin.torExit()))
                .words(text.get("abuse.origin.hosting"), yesOrNo(origin == null ? null : origin.hosting()))
                .time(text.get("abuse.origin.as-of"), origin == null ? null : origin.asOf());
    }

    private String yesOrNo(@Nullable Boolean known) {
        return text.get(known == null ? "abuse.origin.none" : known ? "abuse.origin.yes" : "abuse.origin.no");
    }

    private Node sizes(NetworkDetails details) {
        FlowPane sizes = new FlowPane();
        sizes.getStyleClass().add("buttons");
        for (int bits : NetworkViewModel.sizes(details)) {
            ToggleButton size = new ToggleButton("/" + bits);
            size.setId("bits-" + bits);
            size.getStyleClass().add("view");
            size.setMinWidth(ToggleButton.USE_PREF_SIZE);
            size.setSelected(bits == NetworkViewModel.bits(details));
            size.setAccessibleText(text.get("abuse.network.size", bits));
            size.setOnAction(_ -> model.widen(bits));
            sizes.getChildren().add(size);
        }
        return sizes;
    }

    private Node activity(NetworkDetails details) {
        VBox box = new VBox();
        box.getStyleClass().add("form");
        FlowPane lengths = new FlowPane();
        lengths.getStyleClass().add("buttons");
        Stream.of(DAY, WEEK).forEach(each -> {
            ToggleButton button = new ToggleButton(tools.moments().words(each));
            button.setId("past-" + each);
            button.getStyleClass().add("view");
            button.setSelected(each.equals(past));
            button.setOnAction(_ -> {
                past = each;
                show(details);
            });
            lengths.getChildren().add(button);
        });
        List<NetworkHour> hours =
                NetworkViewModel.hours(details, tools.moments().now(), past);
        box.getChildren().setAll(lengths, new Bars(hours, text, tools.moments()));
        return box;
    }

    private Node decisions(NetworkDetails details) {
        Sheet<DecisionDetails> sheet = new Sheet<DecisionDetails>(
                        text.get("abuse.decisions"), text.get("abuse.network.decisions.none"))
                .words(text.get("abuse.what"), 140, row -> text.get("abuse.action." + row.action()))
                .state(text.get("abuse.status"), 140, wording::state)
                .words(text.get("abuse.entity"), 130, row -> Wording.bare(row.entity()))
                .time(text.get("abuse.decided-at"), 110, tools.moments(), DecisionDetails::decidedAt)
                .time(text.get("abuse.ends"), 100, tools.moments(), DecisionDetails::until)
                .number(text.get("abuse.hits"), 72, row -> Amounts.words(row.hits(), text.locale()))
                .words(
                        text.get("abuse.nodes"),
                        70,
                        row -> row.enforced() == null
                                ? null
                                : text.get(
                                        "abuse.nodes.of",
                                        row.enforced().nodes(),
                                        row.enforced().of()))
                .words(text.get("abuse.why"), 160, DecisionDetails::reason)
                .rows(details.decisions());
        sheet.setId("network-decisions");
        sheet.getSelectionModel().selectedItemProperty().subscribe(picked::set);
        details.decisions().stream()
                .filter(DecisionsViewModel::canLift)
                .findFirst()
                .ifPresent(sheet.getSelectionModel()::select);
        Button button = new Button(lift.words());
        button.setId("abuse-lift");
        button.disableProperty().bind(Bindings.not(lift.enabled()));
        button.setOnAction(_ -> lift.run());
        VBox box = new VBox(sheet);
        box.getStyleClass().add("form");
        if (!details.decisions().isEmpty()) {
            box.getChildren().add(button);
        }
        return box;
    }

    private Node accounts(NetworkDetails details) {
        Sheet<NetworkAccount> sheet = new Sheet<NetworkAccount>(
                        text.get("abuse.accounts"), text.get("abuse.accounts.none"))
                .words(text.get("abuse.kind.ACCOUNT"), 130, row -> shortened(row.account()))
                .words(text.get("abuse.pays"), 70, row -> text.get(row.paying() ? "abuse.pays.yes" : "abuse.pays.no"))
                .number(text.get("abuse.accounts.calls"), 92, row -> Amounts.words(row.calls(), text.locale()))
                .number(text.get("abuse.accounts.visits"), 92, row -> Amounts.words(row.visits(), text.locale()))
                .time(text.get("abuse.first-seen"), 110, tools.moments(), NetworkAccount::firstAt)
                .time(text.get("abuse.last-seen"), 110, tools.moments(), NetworkAccount::lastAt)
                .rows(details.accounts());
        sheet.setId("network-accounts");
        return sheet;
    }

    private Node keys(NetworkDetails details) {
        return new Sheet<NetworkKey>(text.get("abuse.keys"), text.get("abuse.keys.none"))
                .words(text.get("abuse.kind.KEY"), 130, row -> shortened(row.key()))
                .words(text.get("abuse.kind.ACCOUNT"), 130, row -> shortened(row.account()))
                .words(text.get("abuse.pays"), 70, row -> text.get(row.paying() ? "abuse.pays.yes" : "abuse.pays.no"))
                .number(text.get("abuse.impact.calls"), 92, row -> Amounts.words(row.calls(), text.locale()))
                .time(text.get("abuse.first-seen"), 110, tools.moments(), NetworkKey::firstAt)
                .time(text.get("abuse.last-seen"), 110, tools.moments(), NetworkKey::lastAt)
                .rows(details.keys());
    }

    private static @Nullable String shortened(@Nullable String id) {
        return id == null || id.length() < 16 ? id : id.substring(0, 8) + "…" + id.substring(id.length() - 4);
    }

    private Node related(NetworkDetails details) {
        return new Sheet<RelatedNetwork>(text.get("abuse.related.networks"), text.get("abuse.related.networks.none"))
                .words(text.get("abuse.kind.NETWORK"), 190, RelatedNetwork::network)
                .number(text.get("abuse.impact.calls"), 90, row -> Amounts.words(row.calls(), text.locale()))
                .number(text.get("abuse.refused"), 90, row -> Amounts.words(row.refused(), text.locale()))
                .number(text.get("abuse.parties"), 98, row -> Amounts.words(row.parties(), text.locale()))
                .rows(details.related());
    }

    private Node events(NetworkDetails details) {
        return new Sheet<NetworkEvent>(text.get("abuse.requests"), text.get("abuse.requests.none"))
                .time(text.get("abuse.evidence.at"), 110, tools.moments(), NetworkEvent::at)
                .words(text.get("abuse.evidence.address"), 130, NetworkEvent::address)
                .words(text.get("abuse.evidence.route"), 220, row -> row.method() + " " + row.route())
                .number(text.get("abuse.evidence.status"), 72, row -> Integer.toString(row.status()))
                .words(text.get("abuse.kind.KEY"), 130, row -> shortened(row.key()))
                .rows(details.events());
    }

    private Node notes(NetworkDetails details) {
        VBox lines = new VBox();
        lines.getStyleClass().add("words");
        if (details.notes().isEmpty()) {
            lines.getChildren().add(quiet(text.get("abuse.notes.none")));
        }
        for (NetworkNote note : details.notes()) {
            Label who = Dialogs.wrapped(note.by().name());
            who.getStyleClass().add("field-name");
            Button open = new Button(text.get("abuse.to-case"));
            open.getStyleClass().add("flat");
            open.setOnAction(_ -> navigator.go(Link.to("abuse", note.caseId())));
            VBox line = new VBox(
                    who, Dialogs.wrapped(note.words()), quiet(tools.moments().relative(note.at())), open);
            line.getStyleClass().add("happened");
            lines.getChildren().add(line);
        }
        return lines;
    }

    // Deeds

    private void submit() {
        if (decision.complete().get()) {
            decision.submit(this::decided, decisionPane::fail);
        }
    }

    private void decided(DecisionDetails decided) {
        decisionPane.fail(null);
        boolean waits = decided.state() == DecisionState.PROPOSED;
        String words = text.get(
                waits ? "abuse.decided.proposed" : "abuse.decided",
                text.get("abuse.action." + decided.action()),
                Wording.bare(decided.entity()));
        if (waits) {
            tools.dialogs().toast(words);
        } else {
            last.set(decided);
            tools.dialogs().toast(words, text.get("abuse.undo"), this::undo);
        }
        model.again();
    }

    private void undo() {
        DecisionDetails decided = last.get();
        if (decided != null) {
            last.set(null);
            decision.lift(decided, _ -> lifted(), tools.dialogs()::failed);
        }
    }

    private void askLift() {
        DecisionDetails one = picked.get();
        if (one != null) {
            tools.dialogs()
                    .confirm(
                            text.get("abuse.lift"),
                            text.get("abuse.lift.sentence", Wording.bare(one.entity())),
                            text.get("abuse.lift"),
                            dialog -> decision.lift(
                                    one,
                                    _ -> {
                                        dialog.close();
                                        lifted();
                                    },
                                    dialog::fail));
        }
    }

    private void lifted() {
        tools.dialogs().toast(text.get("abuse.lift.done"));
        model.again();
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
        String inCase = link.parameters().get("case");
        String number = link.parameters().get("number");
        if (inCase != null) {
            model.lookAtCase(inCase);
        } else if (number != null) {
            addresses.of(number).ifPresent(known -> model.look(known, null));
        }
        if (model.seenProperty().get() instanceof NetworkViewModel.Seen.Nothing) {
            focusAddress();
        }
    }

    /** An address in clear does not stay on the screen. */
    @Override
    public void leave() {
        address.clear();
        model.forget();
    }

    @Override
    public void refresh() {
        model.again();
    }
}
