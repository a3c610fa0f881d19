package ai.ominigate.console.requests;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.ChangeTable;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.Sign;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.reveal.MaskedValue;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.CorrectionDetails;
import ai.ominigate.model.privacy.DataFate;
import ai.ominigate.model.privacy.DataFound;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * One request: how far it is and what was written on the left, what is known in tabs in the middle, its days and what stands in
 * the way on the right. Where there is no room for three beside each other, the sides are tabs, too.
 */
public final class RequestView {

    /** Below so many characters' widths, three columns are too narrow to read. */
    private static final double ROOM = 68;

    private static final int BYTES_PER_KB = 1024;
    private static final List<String> BESIDE_NEXT = List.of("take", "letter", "note", "missing");
    private static final List<String> AMONG_MORE = List.of(
            "triage",
            "assign",
            "acknowledge",
            "ask-link",
            "ask-code",
            "check-code",
            "identify",
            "start",
            "clarify",
            "hear",
            "correct",
            "prepare",
            "revise",
            "propose",
            "extend",
            "hold",
            "link",
            "merge",
            "withdraw",
            "no-match",
            "refuse",
            "reopen",
            "passphrase",
            "revoke");

    private final Tools tools;
    private final Text text;
    private final RequestWords words;
    private final RequestModel model;
    private final RequestsViewModel desk;
    private final RequestForms forms;
    private final Navigator navigator;
    private final Runnable onBack;
    private boolean narrow;
    private RequestModel.Chosen chosen = RequestModel.Chosen.ALL;

    @FXML
    private VBox root;

    @FXML
    private Button back;

    @FXML
    private Label reference;

    @FXML
    private Label type;

    @FXML
    private StateBadge state;

    @FXML
    private StateBadge due;

    @FXML
    private HBox sender;

    @FXML
    private FlowPane actions;

    @FXML
    private Button next;

    @FXML
    private MenuButton more;

    @FXML
    private StackPane centre;

    @FXML
    private SplitPane panes;

    @FXML
    private ScrollPane leftScroll;

    @FXML
    private ScrollPane rightScroll;

    @FXML
    private VBox left;

    @FXML
    private VBox right;

    @FXML
    private TabPane tabs;

    private List<Tab> all = List.of();
    private final Tab conversation = new Tab();
    private final Tab days = new Tab();

    RequestView(
            Tools tools,
            RequestModel model,
            RequestsViewModel desk,
            RequestForms forms,
            Navigator navigator,
            Runnable onBack) {
        this.tools = tools;
        this.text = tools.text();
        this.words = new RequestWords(text, tools.moments());
        this.model = model;
        this.desk = desk;
        this.forms = forms;
        this.navigator = navigator;
        this.onBack = onBack;
    }

    @FXML
    private void initialize() {
        back.setGraphic(new FontIcon("fth-arrow-left"));
        back.setAccessibleText(text.get("requests.back"));
        back.setTooltip(new Tooltip(text.get("requests.back")));
        back.setOnAction(_ -> onBack.run());
        conversation.setId("conversation");
        conversation.setText(text.get("requests.tab.conversation"));
        days.setId("days");
        days.setText(text.get("requests.tab.days"));
        all = List.copyOf(tabs.getTabs());
        List<Node> beside = new ArrayList<>();
        BESIDE_NEXT.forEach(name -> beside.add(button(forms.command(name))));
        actions.getChildren().addAll(1, beside);
        next.setOnAction(_ -> forms.command("next").run());
        model.detailsProperty().subscribe(_ -> show());
        model.failureProperty().subscribe(_ -> show());
        model.approvalProperty().subscribe(_ -> show());
        model.data().valueProperty().subscribe(_ -> showTab());
        model.data().failureProperty().subscribe(_ -> showTab());
        model.correction().valueProperty().subscribe(_ -> showTab());
        model.correction().failureProperty().subscribe(_ -> showTab());
        tabs.getSelectionModel().selectedItemProperty().subscribe(_ -> openTab());
        tools.moments().utcProperty().subscribe(_ -> show());
        root.widthProperty().subscribe(_ -> arrange());
        reference.fontProperty().subscribe(_ -> arrange());
    }

    Parent root() {
        return root;
    }

    void focus() {
        if (next.isVisible()) {
            next.requestFocus();
        } else {
            back.requestFocus();
        }
    }

    /** Opens a tab by its id. */
    void open(String tab) {
        tabs.getTabs().stream()
                .filter(each -> tab.equals(each.getId()))
                .findFirst()
                .ifPresent(tabs.getSelectionModel()::select);
    }

    // Frame

    private void arrange() {
        double em = reference.getFont().getSize() / 1.429;
        boolean now = root.getWidth() > 0 && root.getWidth() < ROOM * em;
        if (now == narrow) {
            return;
        }
        narrow = now;
        panes.getItems().clear();
        if (narrow) {
            panes.getItems().add(tabs);
            conversation.setContent(leftScroll);
            days.setContent(rightScroll);
        } else {
            conversation.setContent(null);
            days.setContent(null);
            panes.getItems().addAll(leftScroll, tabs, rightScroll);
            panes.setDividerPositions(0.3, 0.7);
        }
        chooseTabs();
    }

    private void chooseTabs() {
        RequestDetails now = model.detailsProperty().get();
        RequestType asked = now == null ? null : now.summary().type();
        List<Tab> wanted = new ArrayList<>();
        if (narrow) {
            wanted.add(conversation);
            wanted.add(days);
        }
        for (Tab tab : all) {
            boolean fits = switch (tab.getId()) {
                case "correction" -> asked == RequestType.CORRECTION;
                case "plan" -> asked == RequestType.DELETION;
                case "export" -> asked == RequestType.ACCESS || asked == RequestType.PORTABILITY;
                default -> true;
            };
            if (fits) {
                wanted.add(tab);
            }
        }
        if (!tabs.getTabs().equals(wanted)) {
            tabs.getTabs().setAll(wanted);
        }
    }

    private void show() {
        RequestDetails now = model.detailsProperty().get();
        Failure failure = model.failureProperty().get();
        panes.setVisible(now != null);
        centre.getChildren().setAll(panes);
        actions.setVisible(now != null);
        if (failure != null) {
            ErrorPane error = new ErrorPane(failure, text, tools.moments(), model::reload);
            error.setMaxHeight(Region.USE_PREF_SIZE);
            StackPane.setAlignment(error, Pos.TOP_CENTER);
            centre.getChildren().add(error);
        }
        if (now == null) {
            reference.setText(text.get(failure == null ? "requests.loading" : "requests.one"));
            List.of(type, state, due, sender).forEach(each -> each.setVisible(false));
            return;
        }
        List.of(type, state, due, sender).forEach(each -> each.setVisible(true));
        head(now);
        chooseTabs();
        showLeft(now);
        showRight(now);
        openTab();
    }

    private void head(RequestDetails now) {
        RequestSummary summary = now.summary();
        Sign sign = words.typeSign(summary.type());
        reference.setText(summary.reference());
        type.setGraphic(new FontIcon(sign.icon()));
        type.setText(sign.words());
        state.show(words.state(summary));
        due.show(words.due(summary));
        sender.getChildren()
                .setAll(
                        summary.sender() == null
                                ? quiet(text.get("requests.sender.none"))
                                : new MaskedValue(
                                        tools,
                                        summary.sender(),
                                        "request:" + summary.id(),
                                        PersonalField.EMAIL,
                                        Purpose.PRIVACY_REQUEST,
                                        null));
        Command on = forms.next();
        next.setVisible(on != null);
        next.setManaged(on != null);
        if (on != null) {
            next.setText(on.words());
        }
        more.getItems()
                .setAll(AMONG_MORE.stream()
                        .map(forms::command)
                        .filter(command -> command.enabled().get())
                        .map(Command::item)
                        .toList());
        more.setVisible(!more.getItems().isEmpty());
    }

    private static Button button(Command command) {
        Button button = command.button();
        if (!command.keys().isEmpty()) {
            button.setTooltip(new Tooltip(command.keys()));
        }
        return button;
    }

    // Left: how far it is, and what was written

    private void showLeft(RequestDetails now) {
        left.getChildren().setAll(heading("requests.progress"), stepper(now), heading("requests.conversation"));
        if (now.conversation().isEmpty()) {
            left.getChildren().add(quiet(text.get("requests.conversation.none")));
        }
        now.conversation().forEach(message -> left.getChildren().add(message(message)));
    }

    private VBox stepper(RequestDetails now) {
        VBox stepper = new VBox();
        stepper.getStyleClass().add("stepper");
        for (RequestModel.Milestone milestone : RequestModel.milestones(now)) {
            String icon = switch (milestone.reached()) {
                case DONE -> "fth-check-circle";
                case NEXT -> "fth-arrow-right-circle";
                case LATER -> "fth-circle";
            };
            Label label = Dialogs.wrapped(text.get("requests.event." + milestone.kind()));
            label.setGraphic(new FontIcon(icon));
            label.getStyleClass().addAll("step", milestone.reached().name().toLowerCase(java.util.Locale.ROOT));
            VBox step = new VBox(label);
            RequestDetails.Event event = milestone.event();
            if (event != null) {
                String when = tools.moments().relative(event.at());
                Label who = quiet(
                        event.by() == null
                                ? when
                                : text.get("requests.by", event.by().name(), when));
                who.getStyleClass().add("step-when");
                who.setTooltip(new Tooltip(tools.moments().absolute(event.at())));
                step.getChildren().add(who);
            }
            stepper.getChildren().add(step);
        }
        return stepper;
    }

    private VBox message(RequestDetails.Message message) {
        boolean gone = message.subject().isBlank() && message.text().isBlank();
        String from = message.ours()
                ? message.by() == null ? text.get("requests.us") : message.by().name()
                : message.from() != null ? message.from() : text.get(gone ? "requests.them" : "requests.sender.none");
        Label who =
                Dialogs.wrapped(text.get("requests.by", from, tools.moments().relative(message.at())));
        who.getStyleClass().add("field-name");
        who.setTooltip(new Tooltip(tools.moments().absolute(message.at())));
        Label subject = Dialogs.wrapped(message.subject());
        subject.getStyleClass().add("quiet");
        Label body = Dialogs.wrapped(message.text());
        body.getStyleClass().add("text");
        VBox box = gone ? new VBox(who, quiet(text.get("requests.message.gone"))) : new VBox(who, subject, body);
        box.getStyleClass().addAll("message", message.ours() ? "ours" : "theirs");
        if (message.doubtful()) {
            box.getChildren().add(1, new StateBadge(new Badge(Meaning.BAD, text.get("requests.doubtful"))));
        }
        message.files().forEach(file -> box.getChildren().add(file(message, file)));
        message.cut().stream().sorted().forEach(what -> box.getChildren().add(cut(message, what, body)));
        if (Boolean.TRUE.equals(message.returned())) {
            box.getChildren().add(new StateBadge(new Badge(Meaning.BAD, text.get("requests.returned"))));
        }
        if (message.ours() && Boolean.FALSE.equals(message.sent())) {
            box.getChildren().add(new StateBadge(new Badge(Meaning.WAITING, unsent(message))));
        }
        if (forms.letterThatWaits(model.now()).filter(message::equals).isPresent()) {
            box.getChildren().add(button(forms.command("take-back")));
        }
        return box;
    }

    private String unsent(RequestDetails.Message message) {
        return message.goesAt() != null
                        && message.goesAt().isAfter(tools.moments().now())
                ? text.get("requests.goes", tools.moments().exactTime(message.goesAt()))
                : text.get("requests.unsent");
    }

    private Node file(RequestDetails.Message message, RequestDetails.Message.File file) {
        if (!file.kept() || !tools.rights().has("PREPARE_REQUESTS")) {
            Label name = Dialogs.wrapped(file.kept() ? file.name() : text.get("requests.file.elsewhere", file.name()));
            name.setGraphic(new FontIcon("fth-paperclip"));
            return name;
        }
        Hyperlink save = new Hyperlink(text.get("requests.file", file.name(), size(file.bytes())));
        save.setGraphic(new FontIcon("fth-paperclip"));
        save.setWrapText(true);
        save.setMinHeight(Region.USE_PREF_SIZE);
        save.setTooltip(new Tooltip(text.get("requests.file.beware")));
        save.setOnAction(_ -> tools.save(
                () -> model.file(message.id(), file.number()),
                file.name().replaceAll("[^\\p{L}\\p{N}._-]", "_"),
                () -> {}));
        return save;
    }

    /** Not all is here: what, and the way to the rest where there is one. */
    private Node cut(RequestDetails.Message message, String what, Label body) {
        if (what.equals("SHOWN") && tools.rights().has("PREPARE_REQUESTS")) {
            Hyperlink whole = new Hyperlink(text.get("requests.whole"));
            whole.setOnAction(
                    _ -> model.readWhole(message.id(), read -> body.setText(read.text()), tools.dialogs()::failed));
            return whole;
        }
        Label notice = Dialogs.wrapped(text.find("requests.cut." + what).orElse(what));
        notice.getStyleClass().addAll("notice", "waiting");
        return notice;
    }

    // Right: days, second person, what stands in the way

    private void showRight(RequestDetails now) {
        right.getChildren().setAll(clock(now), plan(now));
        if (!now.blockers().isEmpty()) {
            right.getChildren().add(blockers(now));
        }
        if (!now.missing().isEmpty()) {
            VBox missing = card("requests.card.missing");
            now.missing().forEach(each -> missing.getChildren().add(Dialogs.wrapped("•  " + each)));
            right.getChildren().add(missing);
        }
        right.getChildren().add(hold(now));
        right.getChildren().add(links(now));
        right.getChildren().add(notes(now));
    }

    private Node clock(RequestDetails now) {
        RequestSummary summary = now.summary();
        RequestDetails.Clock clock = now.clock();
        Facts facts = facts().words(text.get("requests.received"), words.day(clock.receivedOn()))
                .words(
                        text.get("requests.acknowledge-by"),
                        summary.acknowledgeBy() == null ? null : words.day(summary.acknowledgeBy()))
                .words(text.get("requests.target"), words.day(summary.target()))
                .words(text.get("requests.due.day"), summary.due() == null ? null : words.day(summary.due()))
                .words(text.get("requests.answer-by"), words.day(summary.answerBy()))
                .state(text.get("requests.left"), words.due(summary))
                .time(text.get("requests.stopped.at"), clock.stoppedAt())
                .words(
                        text.get("requests.stopped.why"),
                        clock.stoppedAt() == null
                                ? null
                                : text.get(
                                        summary.state() == RequestState.IDENTITY_PENDING
                                                ? "requests.stopped.identity"
                                                : "requests.stopped.answer"))
                .words(
                        text.get("requests.stopped.days"),
                        clock.stoppedDays() == 0
                                ? null
                                : tools.moments().words(java.time.Duration.ofDays(clock.stoppedDays())))
                .time(text.get("requests.extended.at"), clock.extendedAt())
                .words(
                        text.get("requests.extended.for"),
                        clock.extendedFor() == null ? null : text.get("requests.extension." + clock.extendedFor()))
                .words(text.get("requests.extend-by"), clock.extendBy() == null ? null : words.day(clock.extendBy()))
                .words(text.get("requests.regime"), text.get("requests.regime." + summary.regime()));
        return card("requests.card.clock", facts, button(forms.command("extend")));
    }

    private Node plan(RequestDetails now) {
        RequestDetails.Plan plan = now.plan();
        Facts facts = facts().words(
                        text.get("requests.assignee"), words.name(now.summary().assignee()))
                .words(
                        text.get("requests.prepared-by"),
                        plan.preparedBy() == null ? null : plan.preparedBy().name())
                .time(text.get("requests.prepared-at"), plan.preparedAt())
                .words(text.get("requests.told"), plan.answer())
                .words(
                        text.get("requests.proposed"),
                        now.summary().proposed() == null
                                ? null
                                : text.get("requests.proposed." + now.summary().proposed()))
                .words(
                        text.get("requests.approved-by"),
                        plan.approvedBy() == null ? null : plan.approvedBy().name())
                .time(text.get("requests.approved-at"), plan.approvedAt())
                .time(text.get("requests.call-off"), plan.callOffUntil());
        VBox card = card("requests.card.approvals", facts);
        ApprovalDetails approval = model.approvalProperty().get();
        if (approval != null) {
            card.getChildren().add(Dialogs.wrapped(approval.effect()));
            card.getChildren()
                    .add(facts().words(
                                    text.get("requests.asked-by"),
                                    approval.proposedBy().name())
                            .time(text.get("requests.proposed-at"), approval.proposedAt())
                            .words(text.get("requests.proposed-why"), approval.reason())
                            .time(text.get("requests.decide-by"), approval.expiresAt()));
            if (!approval.changes().isEmpty()) {
                card.getChildren().add(new ChangeTable(approval.changes(), text, tools.moments()));
            }
            card.getChildren().add(quiet(text.get("requests.approvers", approval.approvers())));
            if (approval.mayDecide()) {
                card.getChildren()
                        .add(DetailPane.buttons(button(forms.command("agree")), button(forms.command("disagree"))));
            }
        } else if (plan.proposal() != null) {
            card.getChildren().add(quiet(text.get("requests.needs-second")));
        }
        return card;
    }

    private Node blockers(RequestDetails now) {
        VBox card = card("requests.card.blockers");
        for (RequestDetails.Obstacle obstacle : now.blockers()) {
            Label words = Dialogs.wrapped(obstacle.words());
            words.getStyleClass().addAll("notice", "waiting");
            words.setGraphic(new FontIcon("fth-alert-triangle"));
            card.getChildren().add(words);
            String roles = this.words.roles(desk.rolesWith(obstacle.clearedBy()));
            if (!roles.isEmpty()) {
                card.getChildren().add(quiet(text.get("requests.cleared-by", roles)));
            }
            if (obstacle.code().equals("open_case")) {
                card.getChildren().add(button(forms.command("clear-cases")));
            } else if (obstacle.code().equals("open_balance")) {
                card.getChildren().add(button(forms.command("clear-money")));
            }
        }
        return card;
    }

    private Node hold(RequestDetails now) {
        VBox card = card("requests.card.account");
        String account = now.summary().account();
        if (account == null) {
            card.getChildren().add(quiet(text.get("requests.account.none")));
            return card;
        }
        card.getChildren()
                .add(facts().copied(text.get("requests.account.id"), account)
                        .words(text.get("requests.scope"), now.scope())
                        .state(
                                text.get("requests.hold"),
                                now.summary().held()
                                        ? new Badge(Meaning.WAITING, text.get("requests.hold.yes"))
                                        : new Badge(Meaning.QUIET, text.get("requests.hold.no"))));
        Button open = new Button(text.get("requests.account.open"));
        open.setId("open-account");
        open.setMinWidth(Region.USE_PREF_SIZE);
        open.setDisable(!tools.rights().has("LOOK_UP_ACCOUNTS"));
        open.setOnAction(_ -> navigator.go(new Link("customers", Map.of("id", account, "purpose", "PRIVACY_REQUEST"))));
        card.getChildren().add(DetailPane.buttons(open, button(forms.command("hold"))));
        return card;
    }

    private Node links(RequestDetails now) {
        VBox card = card("requests.card.links");
        if (now.links().isEmpty()) {
            card.getChildren().add(quiet(text.get("requests.links.none")));
        }
        for (RequestDetails.Link link : now.links()) {
            Hyperlink other = new Hyperlink(link.reference());
            other.setOnAction(_ -> navigator.go(Link.to("requests", link.request())));
            Label about = quiet(text.get(
                    "requests.linked",
                    text.get("requests.link." + link.kind()),
                    words.type(link.type()),
                    text.get("requests.state." + link.state())));
            card.getChildren().addAll(other, about);
        }
        return card;
    }

    private Node notes(RequestDetails now) {
        VBox card = card("requests.card.notes");
        List<RequestDetails.Event> notes = now.timeline().stream()
                .filter(event -> event.kind() == ai.ominigate.model.privacy.RequestEventKind.NOTED)
                .toList();
        if (notes.isEmpty()) {
            card.getChildren().add(quiet(text.get("requests.notes.none")));
        }
        notes.forEach(note -> {
            card.getChildren().add(Dialogs.wrapped(note.words() == null ? "" : note.words()));
            card.getChildren()
                    .add(quiet(text.get(
                            "requests.by",
                            words.name(note.by()),
                            tools.moments().relative(note.at()))));
        });
        return card;
    }

    // Centre

    private void openTab() {
        Tab tab = tabs.getSelectionModel().getSelectedItem();
        if (tab == null || model.detailsProperty().get() == null) {
            return;
        }
        // Looking at data is written down, so it is asked for when somebody looks, and once.
        if (needsData(tab) && isUnasked(model.data())) {
            model.lookAtData();
        }
        if ("correction".equals(tab.getId())
                && model.correction().valueProperty().get() == null) {
            model.lookAtCorrection();
        }
        showTab();
    }

    private static boolean isUnasked(RequestModel.Part<?> part) {
        return part.valueProperty().get() == null && part.failureProperty().get() == null;
    }

    private static boolean needsData(Tab tab) {
        return "data".equals(tab.getId()) || "plan".equals(tab.getId());
    }

    private void showTab() {
        Tab tab = tabs.getSelectionModel().getSelectedItem();
        RequestDetails now = model.detailsProperty().get();
        if (tab == null || now == null || tab == conversation || tab == days) {
            return;
        }
        VBox content = new VBox();
        content.getStyleClass().add("detail-content");
        content.getChildren()
                .addAll(
                        switch (tab.getId()) {
                            case "identity" -> identity(now);
                            case "data" -> part(model.data(), model::lookAtData, this::dataFound);
                            case "plan" -> part(model.data(), model::lookAtData, this::deletionPlan);
                            case "correction" -> part(model.correction(), model::lookAtCorrection, this::correction);
                            case "legs" -> legs(now);
                            case "export" -> export(now);
                            default -> timeline(now);
                        });
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("edge-to-edge");
        tab.setContent(scroll);
    }

    private <T> List<Node> part(
            RequestModel.Part<T> part, Runnable again, java.util.function.Function<T, List<Node>> shown) {
        Failure failure = part.failureProperty().get();
        T value = part.valueProperty().get();
        if (failure != null) {
            return List.of(new ErrorPane(failure, text, tools.moments(), again));
        }
        return value == null ? List.of(quiet(text.get("requests.loading"))) : shown.apply(value);
    }

    private List<Node> identity(RequestDetails now) {
        RequestDetails.Identity identity = now.identity();
        boolean enough = identity.level().compareTo(identity.needed()) >= 0;
        Facts facts = facts().state(
                        text.get("requests.identity"),
                        new Badge(
                                enough ? Meaning.GOOD : Meaning.WAITING,
                                text.get(enough ? "requests.identity.enough" : "requests.identity.more")))
                .words(text.get("requests.level"), text.get("requests.level." + identity.level()))
                .words(text.get("requests.level.needed"), text.get("requests.level." + identity.needed()))
                .time(text.get("requests.level.since"), identity.since())
                .words(
                        text.get("requests.channel"),
                        text.get("requests.channel." + now.summary().channel()));
        FlowPane buttons = DetailPane.buttons(
                button(forms.command("ask-link")),
                button(forms.command("ask-code")),
                button(forms.command("check-code")),
                button(forms.command("identify")));
        List<Node> nodes = new ArrayList<>(List.of(facts, buttons, heading("requests.identity.tries")));
        List<RequestDetails.Event> tries = now.timeline().stream()
                .filter(event -> event.kind().name().startsWith("IDENTI"))
                .toList();
        if (tries.isEmpty()) {
            nodes.add(quiet(text.get("requests.identity.no-tries")));
        }
        tries.forEach(event -> nodes.add(event(event)));
        return nodes;
    }

    private List<Node> dataFound(DataFound found) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(Dialogs.wrapped(
                text.get("requests.data.rows", found.rows(), found.tables().size())));
        for (DataFound.Table table : found.tables()) {
            Label name = new Label(table.file());
            name.getStyleClass().add("field-name");
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            Label count = new Label(Amounts.words(table.rows(), text.locale()));
            count.setMinWidth(Region.USE_PREF_SIZE);
            HBox head = new HBox(name, space, count);
            head.getStyleClass().add("row");
            VBox block = new VBox(head);
            block.getStyleClass().add("block");
            String example = String.join(
                    "  ·  ",
                    table.example().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(each -> each.getKey() + " " + each.getValue())
                            .toList());
            if (!example.isEmpty()) {
                block.getChildren().add(quiet(example));
            }
            nodes.add(block);
        }
        return nodes;
    }

    private List<Node> deletionPlan(DataFound found) {
        List<Node> nodes = new ArrayList<>();
        for (DataFate fate : DataFate.values()) {
            List<DataFound.Table> tables = found.tables().stream()
                    .filter(table -> table.fate() == fate)
                    .toList();
            if (tables.isEmpty()) {
                continue;
            }
            Meaning meaning = switch (fate) {
                case DELETED -> Meaning.GOOD;
                case UNLINKED -> Meaning.INFORMATION;
                case KEPT -> Meaning.WAITING;
            };
            nodes.add(new StateBadge(new Badge(meaning, text.get("requests.fate." + fate))));
            Facts facts = facts();
            for (DataFound.Table table : tables) {
                String rows = text.get("requests.rows", table.rows());
                facts.words(table.file(), table.why() == null ? rows : text.get("requests.why", rows, table.why()));
            }
            nodes.add(facts);
        }
        return nodes;
    }

    private List<Node> correction(CorrectionDetails found) {
        return List.of(new CorrectionPane(found, text, tools.moments()), button(forms.command("correct")));
    }

    private List<Node> legs(RequestDetails now) {
        List<Node> nodes = new ArrayList<>();
        if (now.legs().isEmpty()) {
            nodes.add(quiet(text.get("requests.legs.none")));
        }
        LegStage stage = null;
        for (RequestDetails.Leg leg : now.legs()) {
            if (leg.stage() != stage) {
                stage = leg.stage();
                nodes.add(heading("requests.stage." + stage));
            }
            nodes.add(leg(leg));
        }
        boolean erased = now.summary().type() == RequestType.DELETION
                && now.legs().stream().anyMatch(leg -> leg.state() == LegState.SUCCEEDED);
        if (erased) {
            Button paper = new Button(text.get("requests.proof.paper"));
            paper.setId("proof-paper");
            paper.setMinWidth(Region.USE_PREF_SIZE);
            paper.setOnAction(_ -> save(now, true));
            Button signed = new Button(text.get("requests.proof.signed"));
            signed.setId("proof-signed");
            signed.setMinWidth(Region.USE_PREF_SIZE);
            signed.setOnAction(_ -> save(now, false));
            nodes.add(DetailPane.buttons(paper, signed));
        }
        return nodes;
    }

    private VBox leg(RequestDetails.Leg leg) {
        Label name = Dialogs.wrapped(leg.name());
        name.getStyleClass().add("field-name");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(name, space, new StateBadge(words.leg(leg)));
        head.getStyleClass().add("row");
        head.setAlignment(Pos.CENTER_LEFT);
        Facts facts = facts().words(text.get("requests.leg.why"), leg.reason())
                .words(text.get("requests.leg.attempts"), leg.attempts() > 1 ? Integer.toString(leg.attempts()) : null)
                .time(text.get("requests.leg.settled"), leg.settledAt())
                .time(text.get("requests.leg.next"), leg.nextTryAt())
                .time(text.get("requests.leg.until"), leg.until());
        if (leg.receipt() != null) {
            facts.words(text.get("requests.leg.receipt"), receipt(leg.receipt()));
        }
        VBox block = new VBox(head, facts);
        block.getStyleClass().add("block");
        if (leg.state() == LegState.FAILED && forms.command("retry").enabled().get()) {
            Button again = new Button(text.get("requests.do.retry"));
            again.setId("retry-" + leg.name());
            again.setMinWidth(Region.USE_PREF_SIZE);
            again.setOnAction(_ -> forms.retry(leg.name()));
            block.getChildren().add(again);
        }
        return block;
    }

    private static String receipt(Map<String, Object> receipt) {
        return String.join(
                "\n",
                receipt.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .toList());
    }

    private List<Node> export(RequestDetails now) {
        List<RequestDetails.Leg> made = now.legs().stream()
                .filter(leg -> leg.receipt() != null
                        && (leg.receipt().containsKey("sha256") || leg.receipt().containsKey("downloads")))
                .toList();
        if (made.isEmpty()) {
            return List.of(quiet(text.get("requests.export.none")));
        }
        Facts facts = facts();
        made.forEach(leg -> {
            Map<String, Object> receipt = Objects.requireNonNull(leg.receipt());
            if (receipt.containsKey("sha256")) {
                facts.time(text.get("requests.export.built"), leg.settledAt())
                        .copied(text.get("requests.export.checksum"), String.valueOf(receipt.get("sha256")))
                        .words(text.get("requests.export.files"), String.valueOf(receipt.get("files")))
                        .words(text.get("requests.export.records"), String.valueOf(receipt.get("records")))
                        .words(text.get("requests.export.size"), size(receipt.get("bytes")));
            } else {
                facts.words(text.get("requests.export.until"), String.valueOf(receipt.get("until")))
                        .words(text.get("requests.export.downloads"), String.valueOf(receipt.get("downloads")));
            }
        });
        return List.of(facts, button(forms.command("revoke")));
    }

    private String size(@Nullable Object bytes) {
        return bytes instanceof Number number
                ? text.get("requests.kilobytes", Math.max(1, number.longValue() / BYTES_PER_KB))
                : "";
    }

    /** All that happened under its day, the latest first. */
    private List<Node> timeline(RequestDetails now) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(choice());
        String shown = "";
        for (RequestDetails.Event each : RequestModel.timeline(now, chosen)) {
            String day = tools.moments().day(each.at());
            if (!day.equals(shown)) {
                Label heading = new Label(day);
                heading.getStyleClass().add("heading");
                nodes.add(heading);
                shown = day;
            }
            nodes.add(event(each));
        }
        if (shown.isEmpty()) {
            nodes.add(quiet(text.get("requests.timeline.none")));
        }
        return nodes;
    }

    private HBox choice() {
        ComboBox<RequestModel.Chosen> choice = new ComboBox<>();
        choice.setId("timeline-choice");
        choice.getItems().setAll(RequestModel.Chosen.values());
        choice.setConverter(new StringConverter<>() {
            @Override
            public String toString(RequestModel.Chosen each) {
                return each == null ? "" : text.get("requests.timeline." + each);
            }

            @Override
            public RequestModel.Chosen fromString(String words) {
                throw new UnsupportedOperationException("nobody types here");
            }
        });
        choice.setAccessibleText(text.get("requests.timeline.choice"));
        choice.setValue(chosen);
        choice.valueProperty().subscribe(value -> {
            if (value != chosen) {
                chosen = value;
                showTab();
                Node again = root.lookup("#timeline-choice");
                if (again != null) {
                    again.requestFocus();
                }
            }
        });
        Label name = new Label(text.get("requests.timeline.choice"));
        name.setLabelFor(choice);
        HBox row = new HBox(name, choice);
        row.getStyleClass().add("row");
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private VBox event(RequestDetails.Event event) {
        Label what = Dialogs.wrapped(text.get("requests.event." + event.kind()));
        what.getStyleClass().add("field-name");
        String when =
                tools.moments().relative(event.at()) + " · " + tools.moments().absolute(event.at());
        VBox box = new VBox(
                what,
                quiet(
                        event.by() == null
                                ? when
                                : text.get("requests.by", event.by().name(), when)));
        if (event.words() != null) {
            box.getChildren().add(Dialogs.wrapped(event.words()));
        }
        box.getStyleClass().add("block");
        return box;
    }

    // Files

    private void save(RequestDetails now, boolean paper) {
        tools.save(() -> model.proof(paper), now.summary().reference() + (paper ? ".pdf" : ".json"), () -> {});
    }

    // Parts

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private VBox card(String title, Node... parts) {
        VBox card = new VBox(heading(title));
        card.getStyleClass().add("card");
        card.getChildren().addAll(parts);
        return card;
    }

    private Label heading(String key) {
        Label heading = Dialogs.wrapped(text.get(key));
        heading.getStyleClass().add("heading");
        return heading;
    }

    private static Label quiet(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("quiet");
        return label;
    }
}
