package ai.ominigate.console.policy;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.ConflictRow;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.ListTabs;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.Meanwhile;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyDifference;
import ai.ominigate.model.policy.PolicyMapRow;
import ai.ominigate.model.policy.PolicyNotices;
import ai.ominigate.model.policy.PolicyText;
import ai.ominigate.model.policy.PolicyUnreached;
import ai.ominigate.model.policy.PolicyVersion;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The policy's versions, the map from its sentences to what makes them true, and the checks of that. */
public final class PolicyView implements Desk {

    private static final String ID = "policy";
    private static final String ENGLISH = "en";
    private static final String CHINESE = "zh-CN";
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_SUMMARY = 1_000;
    private static final int TEXT_ROWS = 18;
    private static final int SHOWN_OF_A_TEXT = 200;
    /** A day more than people are told ahead, as the day begins before the second person agrees. */
    private static final int NOTICE_DAYS = 31;

    private static final double HALF = 50;

    private final Tools tools;
    private final Text text;
    private final PolicyViewModel model;
    private final Meanwhile<PolicyVersion> seen;
    private final boolean mayEdit;

    private final Command draft;
    private final Command english;
    private final Command chinese;
    private final Command difference;
    private final Command publish;
    private final Command finish;
    private final Command discard;
    private final Command unreachedOf;
    private final Command run;
    private final Command runAll;
    private final Command canary;
    private final VBox checklist = new VBox();
    private @Nullable ListTabs shown;

    @FXML
    private VBox root;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<PolicyVersion> versions;

    @FXML
    private ResourceList<PolicyViewModel.Sentence> map;

    @FXML
    private ResourceList<PolicyCheck> checks;

    @FXML
    private ResourceList<PolicyUnreached> unreached;

    @FXML
    private DetailPane detail;

    private PolicyView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new PolicyViewModel(tools.calls());
        this.seen = new Meanwhile<>(tools.calls(), tools.dialogs(), PolicyVersion.class)
                .field(text.get("policy.state"), row -> state(row).words())
                .field(text.get("policy.updated"), row -> row.lastUpdated().toString())
                .field(text.get("policy.languages"), this::languages)
                .field(text.get("policy.summary"), PolicyVersion::summary);
        this.mayEdit = tools.rights().has("EDIT_POLICY");
        checklist.getStyleClass().add("words");
        checklist.setId("checklist");
        SimpleBooleanProperty may = new SimpleBooleanProperty(mayEdit);
        draft = command("policy.draft", "Shortcut+Shift+A", may, this::askDraft);
        english =
                ofVersion("policy.write.english", "E", PolicyViewModel::isDraft, version -> askWrite(version, ENGLISH));
        chinese = ofVersion(
                "policy.write.chinese", "Shift+E", PolicyViewModel::isDraft, version -> askWrite(version, CHINESE));
        publish = ofVersion("policy.publish", "Shortcut+Shift+P", PolicyViewModel::isDraft, this::askPublish);
        finish = ofVersion("policy.finish", "F", PolicyViewModel::canFinish, this::askFinish);
        discard = ofVersion("policy.discard", null, PolicyViewModel::isDraft, this::askDiscard);
        difference = command(
                "policy.difference", "D", selected(version -> version.number() > 1), () -> showDifference(version()));
        unreachedOf = command(
                "policy.unreached",
                null,
                selected(version ->
                        version.notices() != null && version.notices().failed() > 0),
                () -> {
                    model.showUnreachedOf(version().number());
                    Objects.requireNonNull(shown).show("unreached");
                });
        run = command(
                "policy.run",
                "X",
                Bindings.createBooleanBinding(
                        () -> mayEdit && model.checks().selectedProperty().get() != null,
                        model.checks().selectedProperty()),
                this::runOne);
        runAll = command("policy.run-all", "Shortcut+Shift+R", may, this::askRunAll);
        canary = command("policy.canary", null, may, this::askCanary);
    }

    private Command command(String id, @Nullable String keys, ObservableBooleanValue possible, Runnable action) {
        return Command.of(id, text.get(id), keys, possible, action)
                .unless(tools.calls().connection().lostProperty());
    }

    private Command ofVersion(
            String id, @Nullable String keys, Predicate<PolicyVersion> fits, Consumer<PolicyVersion> action) {
        return command(id, keys, selected(fits.and(_ -> mayEdit)), () -> action.accept(version()));
    }

    private BooleanBinding selected(Predicate<PolicyVersion> fits) {
        return Bindings.createBooleanBinding(
                () -> {
                    PolicyVersion version = model.versions().selectedProperty().get();
                    return version != null && fits.test(version);
                },
                model.versions().selectedProperty());
    }

    private PolicyVersion version() {
        return Objects.requireNonNull(model.versions().selectedProperty().get());
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-file-text", KeyCode.L, "VIEW_POLICY")
                .opens(PolicyView.class, tools, "policy.title", (own, _) -> new PolicyView(own));
    }

    @FXML
    private void initialize() {
        showVersions();
        showMap();
        showChecks();
        showUnreached();
        shown = new ListTabs(
                tabs,
                Map.of(
                        "versions",
                        model.versions(),
                        "map",
                        model.map(),
                        "checks",
                        model.checks(),
                        "unreached",
                        model.unreached()),
                this::showDetail);
        tools.moments()
                .utcProperty()
                .subscribe(_ -> Stream.of(versions, map, checks, unreached).forEach(ResourceList::redraw));
        tools.events().listen("policy.", _ -> model.versions().noteNews(), model.versions()::noteNews);
    }

    private void showVersions() {
        versions.show(
                        model.versions(),
                        text,
                        tools.moments(),
                        text.get("policy.tab.versions"),
                        text.get("policy.none.versions"))
                .words(text.get("policy.version"), 96, row -> Integer.toString(row.number()))
                .state(text.get("policy.state"), 130, this::state)
                .words(text.get("policy.updated"), 110, row -> row.lastUpdated().toString())
                .time(text.get("policy.effective"), 120, null, PolicyVersion::effectiveAt)
                .words(text.get("policy.languages"), 140, this::languages);
    }

    private void showMap() {
        map.show(model.map(), text, tools.moments(), text.get("policy.tab.map"), text.get("policy.none.map"))
                .words(
                        text.get("policy.clause"),
                        96,
                        row -> row.row() == null ? null : row.row().clause())
                .words(text.get("policy.sentence"), 320, PolicyViewModel.Sentence::words)
                .state(text.get("policy.live"), 170, this::state);
    }

    private void showChecks() {
        checks.show(
                        model.checks(),
                        text,
                        tools.moments(),
                        text.get("policy.tab.checks"),
                        text.get("policy.none.checks"))
                .words(text.get("policy.check"), 320, PolicyCheck::title)
                .state(text.get("policy.live"), 170, row -> state(PolicyViewModel.Standing.of(row)))
                .time(text.get("policy.checked"), 120, null, PolicyCheck::checkedAt);
    }

    private void showUnreached() {
        unreached
                .show(
                        model.unreached(),
                        text,
                        tools.moments(),
                        text.get("policy.tab.unreached"),
                        text.get("policy.none.unreached"))
                .words(text.get("policy.account"), 320, PolicyUnreached::account);
    }

    // States

    private Badge state(PolicyVersion version) {
        if (version.finished()) {
            return new Badge(Meaning.GOOD, text.get("policy.final"));
        }
        Meaning meaning = switch (version.status()) {
            case DRAFT -> Meaning.WAITING;
            case PUBLISHED -> Meaning.INFORMATION;
            case SUPERSEDED -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("policy.state." + version.status()));
    }

    private String languages(PolicyVersion version) {
        return Stream.concat(
                        version.texts().stream().map(each -> text.get("policy.language.there", each.locale())),
                        version.missing().stream().map(each -> text.get("policy.language.missing", each)))
                .collect(Collectors.joining("  "));
    }

    private Badge state(PolicyViewModel.Sentence sentence) {
        return sentence.row() == null
                ? new Badge(Meaning.BAD, text.get("policy.unmapped"))
                : state(sentence.standing());
    }

    private Badge state(PolicyViewModel.Standing standing) {
        Meaning meaning = switch (standing) {
            case KEPT -> Meaning.GOOD;
            case BROKEN -> Meaning.BAD;
            case UNKNOWN -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("policy.standing." + standing));
    }

    // Detail

    private void showDetail() {
        switch (shown == null ? null : shown.selected()) {
            case PolicyVersion version -> show(version);
            case PolicyViewModel.Sentence sentence -> show(sentence);
            case PolicyCheck check -> show(check);
            case PolicyUnreached account ->
                detail.show(
                        text.get("policy.unreached.of", model.unreachedOf()),
                        Dialogs.wrapped(text.get("policy.unreached.sentence")),
                        facts().copied(text.get("policy.account"), account.account()));
            case null, default -> detail.show(text.get("policy.title"), hint(), general());
        }
    }

    private Label hint() {
        Label hint = Dialogs.wrapped(text.get("policy.hint"));
        hint.getStyleClass().add("quiet");
        return hint;
    }

    private FlowPane general() {
        return shown != null && (shown.shown().equals("checks") || shown.shown().equals("map"))
                ? DetailPane.buttons(runAll.button(), canary.button())
                : DetailPane.buttons(draft.button());
    }

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private void show(PolicyVersion version) {
        Facts facts = facts().state(text.get("policy.state"), state(version))
                .words(text.get("policy.updated"), version.lastUpdated().toString())
                .time(text.get("policy.effective"), version.effectiveAt())
                .words(
                        text.get("policy.kind"),
                        text.get(version.material() ? "policy.material" : "policy.not-material"))
                .words(text.get("policy.languages"), languages(version))
                .words(text.get("policy.summary"), version.summary())
                .words(text.get("policy.accepted"), text.get("policy.accounts", version.accepted()));
        PolicyNotices told = version.notices();
        if (told != null) {
            facts.words(
                    text.get("policy.told"),
                    text.get("policy.told.counts", told.accounts(), told.sent(), told.waiting(), told.failed()));
        }
        for (PolicyText each : version.texts()) {
            facts.copied(text.get("policy.hash", each.locale()), each.sha256());
        }
        VBox curve = new VBox();
        curve.getStyleClass().add("section");
        detail.show(text.get("policy.version.of", version.number()), facts, checklist, buttons(version), curve);
        showChecklist(version);
        if (version.accepted() > 0) {
            model.acceptance(version, days -> {
                Label heading = Dialogs.wrapped(text.get("policy.curve"));
                heading.getStyleClass().add("field-name");
                curve.getChildren().setAll(heading, new AcceptanceCurve(days, text));
            });
        }
    }

    private FlowPane buttons(PolicyVersion version) {
        return switch (version.status()) {
            case DRAFT ->
                DetailPane.buttons(
                        english.button(), chinese.button(), difference.button(), publish.button(), discard.button());
            case PUBLISHED ->
                DetailPane.buttons(finish.button(), difference.button(), unreachedOf.button(), draft.button());
            case SUPERSEDED -> DetailPane.buttons(difference.button(), unreachedOf.button());
        };
    }

    private void showChecklist(PolicyVersion version) {
        checklist.getChildren().clear();
        checklist.setManaged(!version.finished());
        if (version.finished()) {
            return;
        }
        model.checklist(
                version,
                list -> show(checklist, list),
                failure -> checklist
                        .getChildren()
                        .setAll(new ErrorPane(failure, text, tools.moments(), () -> showChecklist(version))));
    }

    private void show(VBox into, PolicyViewModel.Checklist list) {
        Label title = new Label(text.get("policy.checklist"));
        title.getStyleClass().add("field-name");
        String drafts = list.drafts().stream()
                .map(each -> text.get("policy.class." + each))
                .collect(Collectors.joining(text.get("policy.comma")));
        into.getChildren()
                .setAll(
                        title,
                        item(
                                list.published(),
                                text.get(list.published() ? "policy.item.published" : "policy.item.published.not")),
                        item(
                                list.languages().isEmpty(),
                                list.languages().isEmpty()
                                        ? text.get("policy.item.languages")
                                        : text.get(
                                                "policy.item.languages.missing", String.join(", ", list.languages()))),
                        item(
                                list.drafts().isEmpty(),
                                list.drafts().isEmpty()
                                        ? text.get("policy.item.windows")
                                        : text.get(
                                                "policy.item.windows.missing",
                                                list.drafts().size())),
                        item(list.listed(), text.get(list.listed() ? "policy.item.list" : "policy.item.list.not")));
        if (!drafts.isEmpty()) {
            Label which = Dialogs.wrapped(drafts);
            which.getStyleClass().add("quiet");
            into.getChildren().add(into.getChildren().size() - 1, which);
        }
    }

    private StateBadge item(boolean done, String words) {
        return new StateBadge(new Badge(done ? Meaning.GOOD : Meaning.WAITING, words));
    }

    private void show(PolicyViewModel.Sentence sentence) {
        PolicyMapRow row = sentence.row();
        if (row == null) {
            detail.show(
                    text.get("policy.sentence"), Dialogs.wrapped(sentence.words()), new StateBadge(state(sentence)));
            return;
        }
        VBox enforced = new VBox();
        enforced.getStyleClass().add("form");
        row.enforcedBy()
                .forEach(each -> enforced.getChildren()
                        .add(facts().words(text.get("policy.how"), each.how())
                                .copied(text.get("policy.code"), each.by())));
        Facts tests = facts();
        row.tests().forEach(test -> tests.copied(text.get("policy.test"), test));
        VBox live = new VBox();
        live.getStyleClass().add("form");
        row.checks().forEach(check -> live.getChildren().add(checked(check)));
        detail.show(
                row.clause() + " · " + row.section(),
                Dialogs.wrapped(row.sentence()),
                facts().words(text.get("policy.owner"), text.get("role." + row.owner())),
                enforced,
                tests,
                live,
                general());
    }

    private Facts checked(PolicyCheck check) {
        return facts().state(text.get("policy.live"), state(PolicyViewModel.Standing.of(check)))
                .words(text.get("policy.check"), check.title())
                .words(text.get("policy.finding"), check.finding())
                .time(text.get("policy.checked"), check.checkedAt())
                .time(text.get("policy.since"), check.since());
    }

    private void show(PolicyCheck check) {
        detail.show(
                check.title(),
                facts().state(text.get("policy.live"), state(PolicyViewModel.Standing.of(check)))
                        .words(text.get("policy.finding"), check.finding())
                        .words(text.get("policy.owner"), text.get("role." + check.owner()))
                        .time(text.get("policy.checked"), check.checkedAt())
                        .time(text.get("policy.since"), check.since())
                        .copied(text.get("policy.name"), check.name()),
                DetailPane.buttons(run.button(), runAll.button(), canary.button()));
    }

    // Commands

    private void done(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("policy.done"));
    }

    private void proposed(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("policy.proposed"));
    }

    private static Optional<LocalDate> date(String typed) {
        try {
            return Optional.of(LocalDate.parse(typed.strip()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(tools.moments().now(), ZoneOffset.UTC);
    }

    private static boolean fits(TextArea area, int longest) {
        return !area.getText().isBlank() && area.getText().length() <= longest;
    }

    private void askDraft() {
        TextField updated = new TextField(today().toString());
        updated.setId("updated");
        CheckBox material = new CheckBox(text.get("policy.material.box"));
        material.setId("material");
        material.setWrapText(true);
        TextArea summary = Fields.area("summary", 3);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("policy.draft"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("policy.draft.sentence")),
                                Dialogs.field(text.get("policy.updated.date"), updated),
                                material,
                                Dialogs.field(text.get("policy.summary.long"), summary)))
                .startAt(summary);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> date(updated.getText()).isPresent() && fits(summary, LONGEST_SUMMARY),
                updated.textProperty(),
                summary.textProperty());
        tools.dialogs().show(dialog.verb(text.get("policy.draft.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            model.draft(
                    date(updated.getText()).orElseThrow(),
                    material.isSelected(),
                    summary.getText().strip(),
                    () -> done(dialog),
                    dialog::fail);
        }));
    }

    private void askWrite(PolicyVersion version, String locale) {
        model.text(version.number(), locale, document -> write(version, locale, document.text()), failure -> {
            if (failure instanceof Failure.Gone) {
                write(version, locale, "");
            } else {
                tools.dialogs().failed(failure);
            }
        });
    }

    private void write(PolicyVersion version, String locale, String known) {
        TextArea words = Fields.area("words", TEXT_ROWS);
        words.setText(known);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("policy.write.of", version.number(), locale),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("policy.write.sentence")),
                                beside(Dialogs.field(text.get("policy.words"), words), preview(words))))
                .startAt(words);
        dialog.getStyleClass().add("wide");
        BooleanBinding changed = Bindings.createBooleanBinding(
                () -> !words.getText().isBlank() && !words.getText().equals(known), words.textProperty());
        tools.dialogs()
                .show(dialog.verb(
                        text.get("policy.write.verb"), changed, () -> write(version, locale, words.getText(), dialog)));
    }

    /** What the page will show of what is typed. */
    private VBox preview(TextArea words) {
        PolicyPreview preview = new PolicyPreview();
        words.textProperty().subscribe(preview::show);
        ScrollPane scrolled = new ScrollPane(preview);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.setFocusTraversable(true);
        scrolled.prefViewportHeightProperty().bind(words.heightProperty());
        scrolled.setMinHeight(0);
        return Dialogs.field(text.get("policy.preview"), scrolled);
    }

    private static HBox beside(Region one, Region other) {
        HBox both = new HBox(one, other);
        both.getStyleClass().add("row");
        for (Region each : List.of(one, other)) {
            HBox.setHgrow(each, Priority.ALWAYS);
            each.setPrefWidth(0);
        }
        return both;
    }

    private void write(PolicyVersion seen, String locale, String words, Dialog dialog) {
        dialog.busyProperty().set(true);
        model.write(seen, locale, words, () -> done(dialog), failure -> {
            PolicyVersion now = current(failure);
            if (now == null) {
                dialog.fail(failure);
                return;
            }
            model.text(
                    now.number(),
                    locale,
                    theirs -> {
                        dialog.busyProperty().set(false);
                        tools.dialogs()
                                .conflict(
                                        List.of(new ConflictRow(
                                                text.get("policy.words"),
                                                shortened(words),
                                                shortened(theirs.text()),
                                                shortened(words))),
                                        text.get("policy.write.verb"),
                                        () -> write(now, locale, words, dialog));
                    },
                    dialog::fail);
        });
    }

    private static String shortened(String words) {
        return words.length() <= SHOWN_OF_A_TEXT ? words : words.substring(0, SHOWN_OF_A_TEXT) + "…";
    }

    /** What somebody else made of it meanwhile; null if that is not what went wrong. */
    private @Nullable PolicyVersion current(Failure failure) {
        if (failure instanceof Failure.Conflict conflict && conflict.current() != null) {
            try {
                return tools.calls().json().treeToValue(conflict.current(), PolicyVersion.class);
            } catch (JsonProcessingException e) {
                return null;
            }
        }
        return null;
    }

    private void showDifference(PolicyVersion version) {
        String locale = text.locale().getLanguage().equals("zh") ? CHINESE : ENGLISH;
        model.difference(
                version.number(), locale, this::show, failure -> tools.dialogs().failed(failure));
    }

    private void show(PolicyDifference found) {
        GridPane grid = new GridPane();
        grid.getStyleClass().add("facts");
        for (int i = 0; i < 2; i++) {
            ColumnConstraints half = new ColumnConstraints();
            half.setPercentWidth(HALF);
            grid.getColumnConstraints().add(half);
        }
        grid.addRow(
                0,
                heading(text.get("policy.version.of", found.from())),
                heading(text.get("policy.version.of", found.to())));
        int row = 1;
        for (PolicyViewModel.Pair pair : PolicyViewModel.besideEachOther(found.lines())) {
            grid.addRow(row++, side(pair.before(), pair, "−", "bad"), side(pair.after(), pair, "+", "information"));
        }
        Dialog dialog = tools.dialogs()
                .dialog(text.get("policy.difference.of", found.to(), found.locale()), grid)
                .leave(text.get("policy.close"));
        dialog.getStyleClass().add("wide");
        tools.dialogs().show(dialog);
    }

    private static Label heading(String words) {
        Label label = new Label(words);
        label.getStyleClass().add("field-name");
        return label;
    }

    private static Label side(@Nullable String words, PolicyViewModel.Pair pair, String sign, String meaning) {
        if (words == null) {
            return Dialogs.wrapped("");
        }
        Label label = Dialogs.wrapped(pair.same() ? words : sign + " " + words);
        label.setMaxWidth(Double.MAX_VALUE);
        if (!pair.same()) {
            label.getStyleClass().addAll("notice", meaning);
        }
        return label;
    }

    private void askPublish(PolicyVersion version) {
        TextField from = new TextField(
                today().plusDays(version.material() ? NOTICE_DAYS : 0).toString());
        from.setId("from");
        TextArea reason = Fields.area("reason", 3);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("policy.publish.of", version.number()),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("policy.publish.sentence")),
                                facts().words(
                                                text.get("policy.kind"),
                                                text.get(
                                                        version.material() ? "policy.material" : "policy.not-material"))
                                        .words(text.get("policy.summary"), version.summary())
                                        .words(text.get("policy.languages"), languages(version))
                                        .words(
                                                text.get("policy.told"),
                                                text.get(
                                                        version.material()
                                                                ? "policy.publish.everybody"
                                                                : "policy.publish.nobody")),
                                Dialogs.field(text.get("policy.publish.from"), from),
                                Dialogs.field(text.get("policy.reason"), reason)))
                .startAt(from);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> date(from.getText()).isPresent() && fits(reason, LONGEST_REASON),
                from.textProperty(),
                reason.textProperty());
        tools.dialogs().show(dialog.verb(text.get("policy.publish.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            Instant effective = date(from.getText())
                    .orElseThrow()
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            seen.act(
                    version,
                    dialog,
                    text.get("policy.publish.verb"),
                    (now, failed) ->
                            model.publish(now, effective, reason.getText().strip(), _ -> proposed(dialog), failed));
        }));
    }

    private void askFinish(PolicyVersion version) {
        TextArea reason = Fields.area("reason", 3);
        VBox missing = new VBox();
        missing.getStyleClass().add("words");
        model.checklist(
                version,
                list -> show(missing, list),
                failure -> missing.getChildren().setAll(new ErrorPane(failure, text, tools.moments(), null)));
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("policy.finish.of", version.number()),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("policy.finish.sentence")),
                                missing,
                                Dialogs.field(text.get("policy.reason"), reason)))
                .startAt(reason);
        BooleanBinding complete =
                Bindings.createBooleanBinding(() -> fits(reason, LONGEST_REASON), reason.textProperty());
        tools.dialogs().show(dialog.verb(text.get("policy.finish.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            seen.act(
                    version,
                    dialog,
                    text.get("policy.finish.verb"),
                    (now, failed) -> model.finish(now, reason.getText().strip(), _ -> proposed(dialog), failed));
        }));
    }

    private void askDiscard(PolicyVersion version) {
        tools.dialogs()
                .confirmTyped(
                        text.get("policy.discard.of", version.number()),
                        text.get("policy.discard.sentence"),
                        Integer.toString(version.number()),
                        text.get("policy.discard.verb"),
                        dialog -> seen.act(
                                version,
                                dialog,
                                text.get("policy.discard.verb"),
                                (now, failed) -> model.discard(now, () -> done(dialog), failed)));
    }

    private void runOne() {
        model.run(
                Objects.requireNonNull(model.checks().selectedProperty().get()),
                now -> tools.dialogs().toast(text.get("policy.standing." + PolicyViewModel.Standing.of(now))),
                failure -> tools.dialogs().failed(failure));
    }

    private void askRunAll() {
        model.runAll(
                () -> tools.dialogs().toast(text.get("policy.run-all.done")),
                failure -> tools.dialogs().failed(failure));
    }

    private void askCanary() {
        TextField called = new TextField();
        called.setId("model");
        CheckBox paid = new CheckBox(text.get("policy.canary.paid"));
        paid.setId("paid");
        paid.setWrapText(true);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("policy.canary"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("policy.canary.sentence")),
                                Dialogs.field(text.get("policy.canary.model"), called),
                                paid))
                .startAt(called);
        tools.dialogs().show(dialog.verb(text.get("policy.canary.verb"), new SimpleBooleanProperty(true), () -> {
            dialog.busyProperty().set(true);
            String name = called.getText().strip();
            model.canary(
                    name.isEmpty() ? null : name,
                    paid.isSelected(),
                    found -> {
                        dialog.close();
                        show(found);
                    },
                    dialog::fail);
        }));
    }

    private void show(CanaryRun found) {
        Badge badge = found.found().isEmpty()
                ? new Badge(Meaning.GOOD, text.get("policy.canary.nothing"))
                : new Badge(Meaning.BAD, text.get("policy.canary.found"));
        Facts facts = facts().state(text.get("policy.state"), badge)
                .words(text.get("policy.canary.called"), found.model())
                .words(text.get("policy.canary.calls"), Amounts.words(found.calls(), text.locale()))
                .words(text.get("policy.canary.columns"), Amounts.words(found.columns(), text.locale()))
                .words(text.get("policy.canary.files"), Amounts.words(found.files(), text.locale()))
                .time(text.get("policy.checked"), found.at());
        found.found().forEach((where, times) -> facts.words(where, Amounts.words(times, text.locale())));
        tools.dialogs()
                .show(tools.dialogs()
                        .dialog(text.get("policy.canary.result"), facts)
                        .leave(text.get("policy.close")));
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(draft, english, chinese, difference, publish, finish, discard, unreachedOf, run, runAll, canary);
    }

    @Override
    public void arrive(Link link) {
        Objects.requireNonNull(shown).arrive(link.parameters());
    }

    @Override
    public void refresh() {
        Objects.requireNonNull(shown).list().refresh();
        showDetail();
    }
}
