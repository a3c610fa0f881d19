package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionImpact;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.model.policy.PolicyDocument;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Objects;
import javafx.beans.property.Property;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Where a decision is written: what, for how long, what it would do, why, and the button that sends it. */
final class DecisionPane extends VBox {

    /** From so many accounts on, an address is one that people share. */
    private static final int SHARED_FROM = 5;

    private static final int MOST_CHOICES = 9;

    private final Tools tools;
    private final Text text;
    private final Wording wording;
    private final DecisionModel model;

    private final VBox content = new VBox();
    private final VBox choices = new VBox();
    private final Label does = Dialogs.wrapped("");
    private final VBox scope;
    private final VBox step;
    private final VBox length;
    private final FlowPane lengths = new FlowPane();
    private final TextField custom = new TextField();
    private final VBox throttle;
    private final VBox category;
    private final VBox dismissal;
    private final VBox impact = new VBox();
    private final VBox typed;
    private final Label typedName = new Label();
    private final Button submit = new Button();
    private final VBox trouble = new VBox();

    /** @param send what the button does */
    DecisionPane(Tools tools, DecisionModel model, Runnable send) {
        this.tools = tools;
        this.text = tools.text();
        this.wording = new Wording(text);
        this.model = model;
        getStyleClass().add("detail");
        setId("decision");
        scope = Dialogs.field(
                text.get("abuse.decide.scope"),
                box("scope", BlockScope.values(), "abuse.scope.", model.scopeProperty()));
        step = Dialogs.field(
                text.get("abuse.decide.step"),
                box(
                        "step",
                        new RequiredStep[] {RequiredStep.SIGN_IN_ANEW, RequiredStep.CONFIRM_CARD},
                        "abuse.step.",
                        model.stepProperty()));
        category = Dialogs.field(
                text.get("abuse.decide.category"),
                box("category", AbuseCategory.values(), "abuse.category.", model.categoryProperty()));
        dismissal = Dialogs.form(
                Dialogs.field(
                        text.get("abuse.decide.disposition"),
                        box(
                                "disposition",
                                new CaseDisposition[] {CaseDisposition.FALSE_POSITIVE, CaseDisposition.BENIGN},
                                "abuse.disposition.",
                                model.dispositionProperty())),
                Dialogs.field(
                        text.get("abuse.decide.code"),
                        box("code", CaseReason.values(), "abuse.reason.", model.reasonCodeProperty())));
        throttle = Dialogs.form(
                Dialogs.field(text.get("abuse.decide.per-second"), field("perSecond", model.perSecondProperty())),
                Dialogs.field(text.get("abuse.decide.per-hour"), field("perHour", model.perHourProperty())));
        lengths.getStyleClass().add("buttons");
        named(custom, "custom", model.customProperty());
        custom.setPromptText(text.get("abuse.decide.custom.prompt"));
        custom.setAccessibleText(text.get("abuse.decide.custom"));
        Label lengthName = new Label(text.get("abuse.decide.duration"));
        lengthName.getStyleClass().add("field-name");
        length = new VBox(lengthName, lengths, custom);
        length.getStyleClass().add("field");
        TextField again = field("typed", model.typedProperty());
        again.getStyleClass().add("copied");
        again.setAccessibleText(text.get("abuse.decide.type"));
        typedName.getStyleClass().add("field-name");
        typedName.setWrapText(true);
        typedName.setMinHeight(USE_PREF_SIZE);
        typedName.setLabelFor(again);
        typed = new VBox(typedName, again);
        typed.getStyleClass().add("field");
        submit.setId("decide-submit");
        submit.getStyleClass().add("accent");
        submit.setMaxWidth(Double.MAX_VALUE);
        submit.setWrapText(true);
        submit.disableProperty().bind(model.complete().not());
        submit.setOnAction(_ -> send.run());
        build();
        follow();
    }

    /** What decisions rest on, to be read before one is made. */
    private Hyperlink policy() {
        Hyperlink link = new Hyperlink(text.get("abuse.decide.policy"));
        link.setId("policy");
        link.setWrapText(true);
        link.setMinHeight(USE_PREF_SIZE);
        link.setOnAction(_ -> model.policy(text.locale(), this::showPolicy, tools.dialogs()::failed));
        return link;
    }

    private void showPolicy(PolicyDocument policy) {
        Label words = Dialogs.wrapped(policy.text().strip());
        ScrollPane scrolled = new ScrollPane(words);
        scrolled.setFitToWidth(true);
        scrolled.getStyleClass().addAll("edge-to-edge", "policy-text");
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get(
                                "abuse.policy",
                                Integer.toString(policy.version()),
                                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                                        .withLocale(text.locale())
                                        .format(policy.lastUpdated())),
                        Dialogs.form(Dialogs.wrapped(text.get("abuse.policy.why")), scrolled));
        tools.dialogs().show(dialog.leave(text.get("abuse.policy.close")));
    }

    private void build() {
        Label heading = new Label(text.get("abuse.decide"));
        heading.getStyleClass().add("heading");
        does.getStyleClass().add("quiet");
        choices.getStyleClass().add("words");
        impact.setId("impact");
        TextArea reason = area("reason", 2, model.reasonProperty());
        TextArea note = area("note", 2, model.noteProperty());
        Label keys = Dialogs.wrapped(text.get("abuse.decide.keys"));
        keys.getStyleClass().add("quiet");
        content.getChildren()
                .setAll(
                        heading,
                        policy(),
                        choices,
                        does,
                        scope,
                        step,
                        throttle,
                        length,
                        category,
                        dismissal,
                        impact,
                        Dialogs.field(text.get("abuse.decide.reason"), reason),
                        Dialogs.field(text.get("abuse.decide.note"), note),
                        typed,
                        trouble,
                        submit,
                        keys);
        content.getStyleClass().add("detail-content");
        ScrollPane scrolled = new ScrollPane(content);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.getStyleClass().add("edge-to-edge");
        VBox.setVgrow(scrolled, Priority.ALWAYS);
        getChildren().setAll(scrolled);
    }

    private void follow() {
        showChoices();
        model.targetProperty().subscribe((was, is) -> {
            // What was refused because the case has changed is still to be read when the changed case comes.
            if (was == null || is == null || !was.name().equals(is.name())) {
                fail(null);
            }
            showChoices();
        });
        model.actionProperty().subscribe(_ -> showAction());
        model.stepProperty().subscribe(_ -> showAction());
        model.durationProperty().subscribe(_ -> showLengths());
        model.previewProperty().subscribe(this::showImpact);
    }

    private <E extends Enum<E>> ComboBox<E> box(String id, E[] values, String prefix, Property<E> bound) {
        ComboBox<E> box = wording.box(id, values, prefix);
        box.valueProperty().bindBidirectional(bound);
        return box;
    }

    private static TextField field(String id, Property<String> bound) {
        TextField field = new TextField();
        named(field, id, bound);
        return field;
    }

    private static TextArea area(String id, int lines, Property<String> bound) {
        TextArea area = Fields.area(id, lines);
        named(area, id, bound);
        return area;
    }

    private static void named(TextInputControl input, String id, Property<String> bound) {
        input.setId("decide-" + id);
        input.textProperty().bindBidirectional(bound);
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    private void showChoices() {
        List<DecisionAction> possible = model.choices();
        choices.getChildren().clear();
        for (int i = 0; i < possible.size() && i < MOST_CHOICES; i++) {
            DecisionAction each = possible.get(i);
            ToggleButton choice = new ToggleButton(text.get("abuse.choice", i + 1, text.get("abuse.action." + each)));
            choice.setId("choice-" + each);
            choice.getStyleClass().add("choice");
            choice.setMaxWidth(Double.MAX_VALUE);
            choice.setUserData(each);
            choice.setOnAction(_ -> {
                model.actionProperty().set(each);
                showAction();
            });
            choices.getChildren().add(choice);
        }
        if (possible.isEmpty()) {
            choices.getChildren()
                    .add(Dialogs.wrapped(
                            text.get(model.mayDecide() ? "abuse.decide.nothing" : "abuse.decide.no-right")));
        }
        showAction();
    }

    private void showAction() {
        DecisionAction chosen = model.actionProperty().get();
        Target target = model.targetProperty().get();
        for (Node each : choices.getChildren()) {
            if (each instanceof ToggleButton choice) {
                choice.setSelected(choice.getUserData() == chosen);
            }
        }
        boolean owned = target != null && (target.kind() == EntityKind.KEY || target.kind() == EntityKind.ACCOUNT);
        does.setText(does(chosen));
        show(step, model.choosesStep());
        show(scope, chosen == DecisionAction.BLOCK_NETWORK);
        show(throttle, chosen == DecisionAction.THROTTLE);
        show(dismissal, chosen == DecisionAction.DISMISS);
        show(category, owned && chosen != null && tellsOwner(chosen));
        for (Node each : content.getChildren()
                .subList(
                        content.getChildren().indexOf(impact),
                        content.getChildren().size())) {
            show(each, chosen != null);
        }
        showLengths();
        showImpact(model.previewProperty().get());
    }

    private String does(@Nullable DecisionAction chosen) {
        RequiredStep required = model.required();
        if (required != null) {
            return text.get("abuse.does.step." + required);
        }
        return chosen == null ? text.get("abuse.decide.hint") : text.get("abuse.does." + chosen);
    }

    private static boolean tellsOwner(DecisionAction action) {
        return switch (action) {
            case WARN, THROTTLE, REQUIRE_STEP, SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT -> true;
            case DISMISS, ALLOW, BLOCK_NETWORK, REFUND_AND_CLOSE -> false;
        };
    }

    private void showLengths() {
        List<Duration> possible = model.durations();
        show(length, !possible.isEmpty());
        lengths.getChildren().clear();
        if (model.actionProperty().get() != DecisionAction.ALLOW) {
            lengths.getChildren().add(lengthButton(null, text.get("abuse.decide.usual")));
        }
        possible.forEach(each ->
                lengths.getChildren().add(lengthButton(each, tools.moments().words(each))));
    }

    private ToggleButton lengthButton(@Nullable Duration each, String words) {
        ToggleButton button = new ToggleButton(words);
        button.setId("length-" + (each == null ? "usual" : each.toString()));
        button.setMinWidth(USE_PREF_SIZE);
        button.setSelected(Objects.equals(model.durationProperty().get(), each)
                && model.customProperty().get().isBlank());
        button.setOnAction(_ -> {
            model.customProperty().set("");
            model.durationProperty().set(each);
            showLengths();
        });
        return button;
    }

    private void showImpact(DecisionModel.Preview preview) {
        impact.getChildren().clear();
        switch (preview) {
            case DecisionModel.Preview.None() -> {}
            case DecisionModel.Preview.Loading() -> {
                Label loading = Dialogs.wrapped(text.get("abuse.impact.loading"));
                loading.getStyleClass().add("quiet");
                impact.getChildren().add(loading);
            }
            case DecisionModel.Preview.Ready ready -> showImpact(ready.impact());
            case DecisionModel.Preview.Failed failed ->
                impact.getChildren().add(new ErrorPane(failed.failure(), text, tools.moments(), null));
        }
        impact.getStyleClass().setAll("words");
        show(impact, !impact.getChildren().isEmpty());
        String wanted = model.toType();
        show(typed, wanted != null && model.actionProperty().get() != null);
        typedName.setText(wanted == null ? "" : text.get("abuse.decide.type-again", wanted));
        submit.setText(verb());
    }

    private String verb() {
        DecisionAction chosen = model.actionProperty().get();
        if (model.needsSecondPerson()) {
            return text.get("abuse.decide.request");
        }
        return chosen == null ? text.get("abuse.decide.submit") : text.get("abuse.verb." + chosen);
    }

    private void showImpact(DecisionImpact would) {
        Label title = Dialogs.wrapped(text.get("abuse.impact"));
        title.setId("impact-title");
        title.getStyleClass().add("field-name");
        impact.getChildren().add(title);
        if (would.refusal() != null) {
            impact.getChildren().add(notice("bad", "fth-alert-circle", would.refusal()));
        }
        if (would.includesYourAddress()) {
            impact.getChildren().add(notice("bad", "fth-alert-circle", text.get("abuse.impact.yours")));
        }
        if (would.accounts() >= SHARED_FROM) {
            impact.getChildren().add(notice("waiting", "fth-users", text.get("abuse.impact.shared", would.accounts())));
        }
        if (would.secondPerson()) {
            impact.getChildren().add(notice("information", "fth-user-check", text.get("abuse.impact.second")));
        }
        impact.getChildren()
                .add(new Facts(text, tools.moments())
                        .words(text.get("abuse.impact.calls"), count(would.calls()))
                        .words(
                                text.get("abuse.impact.accounts"),
                                text.get("abuse.impact.paying", would.accounts(), would.payingAccounts()))
                        .words(text.get("abuse.impact.keys"), count(would.keys()))
                        .words(text.get("abuse.impact.allowed"), some(would.allowListed()))
                        .words(text.get("abuse.impact.requests"), some(would.openPrivacyRequests()))
                        .words(
                                text.get("abuse.impact.protected"),
                                String.join(text.get("abuse.list.comma"), would.protectedNetworks()))
                        .time(text.get("abuse.impact.until"), would.until()));
    }

    private Label notice(String meaning, String icon, String words) {
        Label notice = Dialogs.wrapped(words);
        notice.setMaxWidth(Double.MAX_VALUE);
        notice.setGraphic(new FontIcon(icon));
        notice.getStyleClass().addAll("notice", meaning);
        return notice;
    }

    private String count(long count) {
        return Amounts.words(count, text.locale());
    }

    private @Nullable String some(int count) {
        return count == 0 ? null : count(count);
    }

    /** Says why it was not decided; null takes that back. */
    void fail(@Nullable Failure failure) {
        trouble.getChildren().clear();
        if (failure != null) {
            trouble.getChildren().add(new ErrorPane(failure, text, tools.moments(), null));
        }
    }

    /** Puts the focus on what can be decided. */
    void toChoices() {
        choices.getChildren().stream()
                .filter(each -> !(each instanceof ToggleButton choice)
                        || model.actionProperty().get() == null
                        || choice.isSelected())
                .findFirst()
                .ifPresent(Node::requestFocus);
    }

    /** Puts the focus where the reason is written. */
    void toReason() {
        lookup("#decide-reason").requestFocus();
    }
}
