package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.LazyTabs;
import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.Meanwhile;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.control.SlaLabel;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.ReplayedFlag;
import ai.ominigate.model.abuse.RuleDetails;
import ai.ominigate.model.abuse.RulePrecision;
import ai.ominigate.model.abuse.RuleReplay;
import ai.ominigate.model.staff.Colleague;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What was decided, the allow-list, appeals and rules: four lists in tabs, with what can be done about a row beside them. */
public final class DecisionsView implements Desk {

    /** What is written in dialogs is so many lines high. */
    private static final int LINES = 3;

    private static final String ID = "decisions";
    private static final int LONGEST = 200;
    private static final int LONGEST_APPEAL = 8_000;

    private final Tools tools;
    private final Text text;
    private final Wording wording;
    private final DecisionsViewModel model;
    private final Meanwhile<DecisionDetails> seenDecision;
    private final Meanwhile<AppealDetails> seenAppeal;
    private final Meanwhile<RuleDetails> seenRule;
    private final StringProperty shown = new SimpleStringProperty(ID);

    private final Command lift;
    private final Command allow;
    private final Command appeal;
    private final Command uphold;
    private final Command overturn;
    private final Command answer;
    private final Command replay;
    private final Command change;
    private final Command toCase;

    @FXML
    private VBox root;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<DecisionDetails> decisions;

    @FXML
    private ResourceList<DecisionDetails> allowed;

    @FXML
    private ResourceList<AppealDetails> appeals;

    @FXML
    private ResourceList<RuleDetails> rules;

    @FXML
    private DetailPane detail;

    @SuppressWarnings("NullAway.Init") // what FXML fills in
    private DecisionsView(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.text = tools.text();
        this.wording = new Wording(text);
        this.model = new DecisionsViewModel(tools.calls());
        this.seenDecision = new Meanwhile<>(tools.calls(), tools.dialogs(), DecisionDetails.class)
                .field(text.get("abuse.status"), row -> wording.state(row).words())
                .field(
                        text.get("abuse.ends"),
                        row -> row.until() == null ? null : tools.moments().absolute(row.until()))
                .field(
                        text.get("abuse.ended-by"),
                        row -> row.endedBy() == null ? null : row.endedBy().name());
        this.seenAppeal = new Meanwhile<>(tools.calls(), tools.dialogs(), AppealDetails.class)
                .field(text.get("abuse.status"), row -> wording.status(row).words())
                .field(
                        text.get("abuse.settled-by"),
                        row -> row.settledBy() == null ? null : row.settledBy().name())
                .field(text.get("abuse.why"), AppealDetails::reason);
        this.seenRule = new Meanwhile<>(tools.calls(), tools.dialogs(), RuleDetails.class)
                .field(text.get("abuse.status"), row -> ruleState(row).words())
                .field(text.get("abuse.score.threshold"), row -> wording.number(row.threshold()))
                .field(text.get("abuse.score.points"), row -> Integer.toString(row.points()))
                .field(text.get("abuse.why"), RuleDetails::reason);
        lift = command("lift", "L", DecisionDetails.class, this::mayLift, this::askLift);
        allow = Command.of(
                        "abuse.allow",
                        text.get("abuse.allow"),
                        "A",
                        Bindings.createBooleanBinding(() -> tools.rights().has("MANAGE_ALLOW_LIST")),
                        this::askAllow)
                .unless(tools.calls().connection().lostProperty());
        appeal = command(
                "appeal",
                "P",
                DecisionDetails.class,
                each -> tools.rights().has("DECIDE_ABUSE") && DecisionsViewModel.canAppeal(each),
                this::askAppeal);
        uphold = command("uphold", "U", AppealDetails.class, this::maySettle, this::askUphold);
        overturn = command("overturn", "O", AppealDetails.class, this::maySettle, this::askOverturn);
        answer = command(
                "answer",
                "N",
                AppealDetails.class,
                each -> tools.rights().has("DECIDE_ABUSE") && each.status() == AppealStatus.OPEN,
                this::askAnswer);
        replay = command("replay", "Y", RuleDetails.class, _ -> tools.rights().has("DECIDE_ABUSE"), this::askReplay);
        change = command(
                "change", "E", RuleDetails.class, _ -> tools.rights().has("CHANGE_ABUSE_RULES"), this::askChange);
        toCase = command(
                "to-case",
                "C",
                Object.class,
                each -> caseOf(each).isPresent(),
                each -> caseOf(each).ifPresent(id -> navigator.go(Link.to("abuse", id))));
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-slash", KeyCode.D, "VIEW_CASES")
                .opens(
                        DecisionsView.class,
                        tools,
                        "abuse.decisions",
                        (own, navigator) -> new DecisionsView(own, navigator));
    }

    private <T> Command command(String name, String keys, Class<T> type, Predicate<T> when, Consumer<T> action) {
        BooleanBinding possible = Bindings.createBooleanBinding(
                () -> selected(type).filter(when).isPresent(),
                model.decisions().selectedProperty(),
                model.allowed().selectedProperty(),
                model.appeals().selectedProperty(),
                model.rules().selectedProperty(),
                shown);
        return Command.of(
                        "abuse." + name,
                        text.get("abuse." + name),
                        keys,
                        possible,
                        () -> selected(type).ifPresent(action))
                .unless(tools.calls().connection().lostProperty());
    }

    private <T> Optional<T> selected(Class<T> type) {
        Object row = list().selectedProperty().get();
        return type.isInstance(row) ? Optional.of(type.cast(row)) : Optional.empty();
    }

    private boolean mayLift(DecisionDetails each) {
        return tools.rights().has(each.action() == DecisionAction.ALLOW ? "MANAGE_ALLOW_LIST" : "DECIDE_ABUSE")
                && DecisionsViewModel.canLift(each);
    }

    private boolean maySettle(AppealDetails each) {
        return tools.rights().has("DECIDE_APPEALS") && DecisionsViewModel.canSettle(each);
    }

    private static Optional<String> caseOf(Object row) {
        return switch (row) {
            case DecisionDetails decision -> Optional.ofNullable(decision.caseId());
            case AppealDetails one -> Optional.of(one.caseId());
            default -> Optional.empty();
        };
    }

    @FXML
    private void initialize() {
        showDecisions();
        showAllowed();
        showAppeals();
        showRules();
        LazyTabs.of(tabs);
        tabs.getSelectionModel().selectedItemProperty().subscribe(this::openTab);
        Stream.of(model.decisions(), model.allowed(), model.appeals(), model.rules())
                .forEach(list -> list.selectedProperty().subscribe(_ -> showDetail()));
        tools.moments()
                .utcProperty()
                .subscribe(_ -> Stream.of(decisions, allowed, appeals, rules).forEach(ResourceList::redraw));
        tools.events().listen("decision.", _ -> noteNews(), this::noteNews);
        tools.events().listen("case.", _ -> model.appeals().noteNews(), model.appeals()::noteNews);
    }

    private void noteNews() {
        model.decisions().noteNews();
        model.allowed().noteNews();
    }

    private void showDecisions() {
        decisions
                .show(
                        model.decisions(),
                        text,
                        tools.moments(),
                        text.get("abuse.decisions"),
                        text.get("abuse.decisions.none"))
                .choose("state", text.get("abuse.status"), text.each(DecisionState.values(), "abuse.decision.state."))
                .choose("action", text.get("abuse.what"), text.each(DecisionAction.values(), "abuse.action."))
                .choose("endsWithin", text.get("abuse.ends"), Map.of("PT24H", text.get("abuse.ends.soon")))
                .choose(
                        "automatic",
                        text.get("abuse.by"),
                        Map.of("true", text.get("abuse.by-rule"), "false", text.get("abuse.by-people")))
                .type("entity", text.get("abuse.entity"))
                .words(text.get("abuse.what"), 140, row -> text.get("abuse.action." + row.action()))
                .words(text.get("abuse.entity"), 150, row -> Wording.bare(row.entity()))
                .state(text.get("abuse.status"), 150, wording::state)
                .words(text.get("abuse.by"), 100, this::by)
                .time(text.get("abuse.decided-at"), 120, "decidedAt", DecisionDetails::decidedAt)
                .time(text.get("abuse.ends"), 110, "until", DecisionDetails::until)
                .count(text.get("abuse.hits"), 76, DecisionDetails::hits)
                .words(text.get("abuse.nodes"), 80, this::nodes)
                .wide();
    }

    private void showAllowed() {
        allowed.show(model.allowed(), text, tools.moments(), text.get("abuse.allowed"), text.get("abuse.allowed.none"))
                .choose("state", text.get("abuse.status"), text.each(DecisionState.values(), "abuse.decision.state."))
                .type("entity", text.get("abuse.entity"))
                .words(text.get("abuse.entity"), 170, row -> Wording.bare(row.entity()))
                .state(text.get("abuse.status"), 150, wording::state)
                .words(text.get("abuse.why"), 180, DecisionDetails::reason)
                .words(text.get("abuse.by"), 110, this::by)
                .time(text.get("abuse.decided-at"), 120, "decidedAt", DecisionDetails::decidedAt)
                .time(text.get("abuse.ends"), 110, "until", DecisionDetails::until)
                .wide();
    }

    private void showAppeals() {
        appeals.show(model.appeals(), text, tools.moments(), text.get("abuse.appeals"), text.get("abuse.appeals.none"))
                .choose("status", text.get("abuse.status"), text.each(AppealStatus.values(), "abuse.appeal.status."))
                .state(text.get("abuse.status"), 150, wording::status)
                .words(text.get("abuse.against"), 140, row -> text.get("abuse.action." + row.action()))
                .words(text.get("abuse.entity"), 150, row -> Wording.bare(row.entity()))
                .time(text.get("abuse.received"), 120, "receivedAt", AppealDetails::receivedAt)
                .state(text.get("abuse.sla"), 190, this::sla)
                .sorted("dueAt")
                .words(text.get("abuse.by"), 130, row -> names(row.deciders()))
                .wide();
    }

    private void showRules() {
        rules.show(model.rules(), text, tools.moments(), text.get("abuse.rules"), text.get("abuse.rules.none"))
                .words(text.get("abuse.score.signal"), 210, row -> wording.signal(row.signal()))
                .words(text.get("abuse.family"), 110, row -> text.get("abuse.family." + row.family()))
                .state(text.get("abuse.status"), 130, this::ruleState)
                .words(text.get("abuse.score.threshold"), 96, row -> wording.number(row.threshold()))
                .words(
                        text.get("abuse.rule.window"),
                        100,
                        row -> tools.moments().words(row.window()))
                .count(text.get("abuse.score.points"), 76, row -> (long) row.points())
                .words(text.get("abuse.rule.precision"), 98, this::precision)
                .count(text.get("abuse.rule.version"), 84, RuleDetails::version)
                .wide();
    }

    private @Nullable Badge sla(AppealDetails row) {
        return row.status() == AppealStatus.OPEN
                ? SlaLabel.badge(row.receivedAt(), row.dueAt(), text, tools.moments())
                : null;
    }

    private Badge ruleState(RuleDetails rule) {
        if (rule.blind()) {
            return new Badge(Meaning.WAITING, text.get("abuse.rule.blind"));
        }
        return rule.shadow()
                ? new Badge(Meaning.QUIET, text.get("abuse.rule.shadow"))
                : new Badge(Meaning.GOOD, text.get("abuse.rule.live"));
    }

    private @Nullable String precision(RuleDetails rule) {
        RulePrecision precision = rule.precision();
        return precision == null || precision.share() == null
                ? null
                : NumberFormat.getPercentInstance(text.locale()).format(precision.share());
    }

    private String by(DecisionDetails row) {
        return row.decidedBy() == null
                ? text.get("abuse.by-rule")
                : row.decidedBy().name();
    }

    private @Nullable String nodes(DecisionDetails row) {
        return row.enforced() == null
                ? null
                : text.get(
                        "abuse.nodes.of", row.enforced().nodes(), row.enforced().of());
    }

    private String names(List<Colleague> all) {
        return all.stream().map(Colleague::name).collect(Collectors.joining(text.get("abuse.list.comma")));
    }

    // Detail

    private ListModel<?> list() {
        return switch (shown.get()) {
            case "allowed" -> model.allowed();
            case "appeals" -> model.appeals();
            case "rules" -> model.rules();
            default -> model.decisions();
        };
    }

    private ResourceList<?> rows() {
        return switch (shown.get()) {
            case "allowed" -> allowed;
            case "appeals" -> appeals;
            case "rules" -> rules;
            default -> decisions;
        };
    }

    private void openTab(@Nullable Tab now) {
        if (now != null) {
            shown.set(now.getId());
            list().open();
            showDetail();
        }
    }

    private void showDetail() {
        switch (list().selectedProperty().get()) {
            case DecisionDetails one -> show(one);
            case AppealDetails one -> show(one);
            case RuleDetails one -> show(one);
            case null, default -> detail.hint(text.get("abuse.select"));
        }
    }

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private Node buttons(Command... all) {
        return DetailPane.buttons(Stream.of(all).map(Command::button).toArray(Button[]::new));
    }

    private void show(DecisionDetails one) {
        boolean allows = one.action() == DecisionAction.ALLOW;
        detail.show(
                text.get("abuse.action." + one.action()),
                facts().state(text.get("abuse.status"), wording.state(one))
                        .words(text.get("abuse.entity"), Wording.bare(one.entity()))
                        .words(
                                text.get("abuse.decide.scope"),
                                one.scope() == null ? null : text.get("abuse.scope." + one.scope()))
                        .words(
                                text.get("abuse.decide.step"),
                                one.step() == null ? null : text.get("abuse.step." + one.step()))
                        .words(
                                text.get("abuse.decide.per-second"),
                                one.requestsPerSecond() == null ? null : wording.number(one.requestsPerSecond()))
                        .money(text.get("abuse.decide.per-hour"), one.dollarsPerHour())
                        .words(text.get("abuse.why"), one.reason())
                        .words(text.get("abuse.decide.note"), one.note())
                        .words(text.get("abuse.by"), by(one))
                        .words(
                                text.get("abuse.agreed-by"),
                                one.approvedBy() == null
                                        ? null
                                        : one.approvedBy().name())
                        .time(text.get("abuse.decided-at"), one.decidedAt())
                        .time(text.get("abuse.ends"), one.until())
                        .time(text.get("abuse.review-at"), one.reviewAt())
                        .words(
                                text.get("abuse.ended-by"),
                                one.endedBy() == null ? null : one.endedBy().name())
                        .time(text.get("abuse.ended-at"), one.endedAt())
                        .time(text.get("abuse.grace"), one.graceUntil())
                        .words(text.get("abuse.hits"), Amounts.words(one.hits(), text.locale()))
                        .words(text.get("abuse.nodes"), nodes(one))
                        .copied(text.get("abuse.id"), one.id()),
                allows ? buttons(lift, allow) : buttons(lift, appeal, toCase));
    }

    private void show(AppealDetails one) {
        VBox words = new VBox();
        words.getStyleClass().add("words");
        for (AppealDetails.Message each : one.messages()) {
            Label who = Dialogs.wrapped(
                    each.by() == null
                            ? text.get("abuse.appeal.owner")
                            : each.by().name());
            who.getStyleClass().add("field-name");
            Label when = Dialogs.wrapped(tools.moments().relative(each.at()));
            when.getStyleClass().add("quiet");
            VBox line = new VBox(who, Dialogs.wrapped(each.words()), when);
            line.getStyleClass().add("happened");
            words.getChildren().add(line);
        }
        Facts facts = facts().state(text.get("abuse.status"), wording.status(one))
                .words(text.get("abuse.entity"), Wording.bare(one.entity()))
                .time(text.get("abuse.received"), one.receivedAt())
                .time(text.get("abuse.due"), one.dueAt())
                .words(text.get("abuse.by"), names(one.deciders()))
                .words(
                        text.get("abuse.settled-by"),
                        one.settledBy() == null ? null : one.settledBy().name())
                .time(text.get("abuse.settled-at"), one.settledAt())
                .words(text.get("abuse.why"), one.reason())
                .copied(text.get("abuse.id"), one.id());
        String title = text.get("abuse.appeal.of", text.get("abuse.action." + one.action()));
        if (one.status() == AppealStatus.OPEN && !one.mayDecide()) {
            Label not = Dialogs.wrapped(text.get("abuse.appeal.not-own"));
            not.getStyleClass().addAll("notice", "information");
            detail.show(title, facts, not, words, buttons(answer, toCase));
        } else {
            detail.show(title, facts, words, buttons(uphold, overturn, answer, toCase));
        }
    }

    private void show(RuleDetails one) {
        RulePrecision precision = one.precision();
        Button versions = new Button(text.get("abuse.rule.versions"));
        versions.setId("abuse-versions");
        versions.setOnAction(_ -> askVersions(one));
        detail.show(
                wording.signal(one.signal()),
                facts().state(text.get("abuse.status"), ruleState(one))
                        .words(text.get("abuse.rule.counts"), one.counts())
                        .words(text.get("abuse.score.threshold"), wording.number(one.threshold()))
                        .words(text.get("abuse.rule.further"), further(one))
                        .words(text.get("abuse.rule.window"), tools.moments().words(one.window()))
                        .words(text.get("abuse.score.points"), Integer.toString(one.points()))
                        .words(text.get("abuse.rule.half-life"), tools.moments().words(one.halfLife()))
                        .words(text.get("abuse.rule.cap"), Integer.toString(one.familyCap()))
                        .words(
                                text.get("abuse.rule.precision"),
                                precision == null
                                        ? null
                                        : text.get(
                                                "abuse.rule.precision.of",
                                                precision.confirmed(),
                                                precision.wrong(),
                                                precision.open()))
                        .words(text.get("abuse.rule.version"), Long.toString(one.version()))
                        .time(text.get("abuse.rule.changed"), one.changedAt())
                        .words(text.get("abuse.why"), one.reason()),
                buttons(replay, change),
                versions);
    }

    private @Nullable String further(RuleDetails one) {
        return one.further().isEmpty()
                ? null
                : one.further().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> each.getKey() + " " + wording.number(each.getValue()))
                        .collect(Collectors.joining(text.get("abuse.list.comma")));
    }

    // Deeds

    private void done(Dialog dialog, String words) {
        dialog.close();
        tools.dialogs().toast(text.get(words));
    }

    private void askLift(DecisionDetails one) {
        boolean allows = one.action() == DecisionAction.ALLOW;
        String title = text.get(allows ? "abuse.lift.allowed" : "abuse.lift");
        tools.dialogs()
                .confirm(
                        title,
                        text.get(
                                allows ? "abuse.lift.allowed.sentence" : "abuse.lift.sentence",
                                Wording.bare(one.entity())),
                        title,
                        dialog -> seenDecision.act(
                                one,
                                dialog,
                                title,
                                (now, failed) -> model.lift(now, () -> done(dialog, "abuse.lift.done"), failed)));
    }

    private void askAllow() {
        TextField what = new TextField();
        what.setId("what");
        what.getStyleClass().add("copied");
        what.setPromptText(text.get("abuse.allow.prompt"));
        ComboBox<Duration> length = Fields.choice(
                "length",
                List.of(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(180), Duration.ofDays(365)),
                tools.moments()::words);
        length.setValue(Duration.ofDays(90));
        TextArea reason = Fields.area("reason", LINES);
        TextArea note = Fields.area("note", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.allow"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.does.ALLOW")),
                                Dialogs.field(text.get("abuse.allow.what"), what),
                                Dialogs.field(text.get("abuse.decide.duration"), length),
                                Dialogs.field(text.get("abuse.decide.reason"), reason),
                                Dialogs.field(text.get("abuse.decide.note"), note)))
                .startAt(what);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> !what.getText().isBlank()
                        && !reason.getText().isBlank()
                        && reason.getText().strip().length() <= LONGEST,
                what.textProperty(),
                reason.textProperty());
        tools.dialogs().show(dialog.verb(text.get("abuse.verb.ALLOW"), complete, () -> {
            dialog.busyProperty().set(true);
            model.allow(
                    what.getText().strip(),
                    length.getValue(),
                    reason.getText().strip(),
                    note.getText().isBlank() ? null : note.getText().strip(),
                    () -> done(dialog, "abuse.allow.done"),
                    dialog::fail);
        }));
    }

    private void askAppeal(DecisionDetails one) {
        TextArea words = Fields.area("words", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.appeal"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.appeal.sentence")),
                                Dialogs.field(text.get("abuse.appeal.words"), words)))
                .startAt(words);
        tools.dialogs().show(dialog.verb(text.get("abuse.appeal.verb"), written(words), () -> {
            dialog.busyProperty().set(true);
            model.record(one, words.getText().strip(), () -> done(dialog, "abuse.appeal.done"), dialog::fail);
        }));
    }

    private static BooleanBinding written(TextArea words) {
        return Bindings.createBooleanBinding(
                () -> !words.getText().isBlank() && words.getText().length() <= LONGEST_APPEAL, words.textProperty());
    }

    private void askUphold(AppealDetails one) {
        tools.dialogs()
                .reason(
                        text.get("abuse.uphold"),
                        text.get("abuse.uphold.sentence"),
                        text.get("abuse.uphold.verb"),
                        (reason, dialog) -> seenAppeal.act(
                                one,
                                dialog,
                                text.get("abuse.uphold.verb"),
                                (now, failed) ->
                                        model.uphold(now, reason, () -> done(dialog, "abuse.uphold.done"), failed)));
    }

    private void askOverturn(AppealDetails one) {
        tools.dialogs()
                .reason(
                        text.get("abuse.overturn"),
                        text.get("abuse.overturn.sentence"),
                        text.get("abuse.overturn.verb"),
                        (reason, dialog) -> seenAppeal.act(
                                one,
                                dialog,
                                text.get("abuse.overturn.verb"),
                                (now, failed) -> model.overturn(
                                        now, reason, () -> done(dialog, "abuse.overturn.done"), failed)));
    }

    private void askAnswer(AppealDetails one) {
        TextArea words = Fields.area("words", LINES);
        CheckBox fromOwner = new CheckBox(text.get("abuse.answer.from-owner"));
        fromOwner.setId("from-owner");
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.answer"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.answer.sentence")),
                                Dialogs.field(text.get("abuse.answer.words"), words),
                                fromOwner))
                .startAt(words);
        tools.dialogs().show(dialog.verb(text.get("abuse.answer.verb"), written(words), () -> {
            dialog.busyProperty().set(true);
            model.answer(
                    one,
                    words.getText().strip(),
                    fromOwner.isSelected(),
                    () -> {
                        done(dialog, "abuse.answer.done");
                        model.appeals().refresh();
                    },
                    dialog::fail);
        }));
    }

    private void askVersions(RuleDetails one) {
        Sheet<RuleDetails> sheet = new Sheet<RuleDetails>(text.get("abuse.rule.versions"), text.get("abuse.rules.none"))
                .number(text.get("abuse.rule.version"), 84, row -> Long.toString(row.version()))
                .state(text.get("abuse.status"), 110, this::ruleState)
                .number(text.get("abuse.score.threshold"), 92, row -> wording.number(row.threshold()))
                .number(text.get("abuse.score.points"), 76, row -> Integer.toString(row.points()))
                .time(text.get("abuse.rule.changed"), 120, tools.moments(), RuleDetails::changedAt)
                .words(text.get("abuse.why"), 240, RuleDetails::reason);
        Dialog dialog = tools.dialogs().dialog(text.get("abuse.rule.versions"), sheet);
        model.versions(one, sheet::rows, dialog::fail);
        tools.dialogs().show(dialog.leave(text.get("abuse.done")));
    }

    private void askReplay(RuleDetails one) {
        TextField threshold = new TextField(Double.toString(one.threshold()));
        threshold.setId("threshold");
        VBox found = new VBox();
        found.getStyleClass().add("form");
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.replay"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.replay.sentence", one.counts())),
                                Dialogs.field(text.get("abuse.score.threshold"), threshold),
                                found))
                .startAt(threshold);
        tools.dialogs()
                .show(dialog.leave(text.get("abuse.done"))
                        .verb(text.get("abuse.replay.verb"), number(threshold), () -> {
                            dialog.busyProperty().set(true);
                            model.replay(
                                    one,
                                    Double.valueOf(threshold.getText().strip()),
                                    replay -> {
                                        dialog.busyProperty().set(false);
                                        showReplay(found, replay);
                                    },
                                    dialog::fail);
                        }));
    }

    private void showReplay(VBox found, RuleReplay replay) {
        Label sum = Dialogs.wrapped(
                replay.computable()
                        ? text.get("abuse.replay.found", replay.flags(), replay.requests())
                        : text.get("abuse.replay.not"));
        sum.setId("replay-sum");
        Label note = Dialogs.wrapped(replay.note());
        note.getStyleClass().add("quiet");
        found.getChildren()
                .setAll(
                        sum,
                        note,
                        new Sheet<ReplayedFlag>(text.get("abuse.replay"), text.get("abuse.replay.none"))
                                .words(text.get("abuse.entity"), 170, row -> Wording.bare(row.entity()))
                                .number(text.get("abuse.score.observed"), 80, row -> wording.number(row.observed()))
                                .time(text.get("abuse.first-seen"), 110, tools.moments(), ReplayedFlag::firstSeen)
                                .time(text.get("abuse.last-seen"), 110, tools.moments(), ReplayedFlag::lastSeen)
                                .rows(replay.examples()));
    }

    private static BooleanBinding number(TextField field) {
        return Bindings.createBooleanBinding(
                () -> field.getText().strip().matches("\\d{1,12}(\\.\\d{1,6})?"), field.textProperty());
    }

    private void askChange(RuleDetails one) {
        CheckBox shadow = new CheckBox(text.get("abuse.change.shadow"));
        shadow.setId("shadow");
        shadow.setSelected(one.shadow());
        TextField threshold = new TextField(Double.toString(one.threshold()));
        threshold.setId("threshold");
        TextField points = new TextField(Integer.toString(one.points()));
        points.setId("points");
        TextArea reason = Fields.area("reason", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("abuse.change"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("abuse.change.sentence")),
                                shadow,
                                Dialogs.field(text.get("abuse.score.threshold"), threshold),
                                Dialogs.field(text.get("abuse.score.points"), points),
                                Dialogs.field(text.get("abuse.why"), reason)))
                .startAt(threshold);
        BooleanBinding complete = number(threshold)
                .and(Bindings.createBooleanBinding(
                        () -> points.getText().strip().matches("\\d{1,2}")
                                && !reason.getText().isBlank(),
                        points.textProperty(),
                        reason.textProperty()));
        tools.dialogs().show(dialog.verb(text.get("abuse.change.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            seenRule.act(
                    one,
                    dialog,
                    text.get("abuse.change.verb"),
                    (now, failed) -> model.change(
                            now,
                            shadow.isSelected(),
                            Double.parseDouble(threshold.getText().strip()),
                            Integer.parseInt(points.getText().strip()),
                            reason.getText().strip(),
                            () -> done(dialog, "abuse.change.done"),
                            failed));
        }));
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(lift, allow, appeal, uphold, overturn, answer, replay, change, toCase);
    }

    @Override
    public void arrive(Link link) {
        Map<String, String> parameters = new LinkedHashMap<>(link.parameters());
        // What other screens link to without a tab are decisions.
        String wanted = parameters.isEmpty() ? null : parameters.getOrDefault("tab", ID);
        parameters.remove("tab");
        if (wanted != null) {
            tabs.getTabs().stream()
                    .filter(each -> wanted.equals(each.getId()))
                    .findFirst()
                    .ifPresent(tabs.getSelectionModel()::select);
        }
        list().follow(parameters);
        rows().takeKeys();
    }

    @Override
    public void refresh() {
        list().refresh();
    }
}
