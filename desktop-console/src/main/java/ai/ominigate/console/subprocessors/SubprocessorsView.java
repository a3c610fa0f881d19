package ai.ominigate.console.subprocessors;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
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
import ai.ominigate.model.policy.PolicyNotices;
import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.ObjectionDetails;
import ai.ominigate.model.subprocessor.ObjectionOutcome;
import ai.ominigate.model.subprocessor.SubprocessorChange;
import ai.ominigate.model.subprocessor.SubprocessorDetails;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorList;
import ai.ominigate.model.subprocessor.SubprocessorListState;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The registry of subprocessors: companies, the list that everybody reads, objections, and where a node connects to. */
public final class SubprocessorsView implements Desk {

    /** What is written in dialogs is so many lines high. */
    private static final int LINES = 3;

    private static final String ID = "subprocessors";
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_WORDS = 1_000;
    /** A day more than customers are told ahead, as the day begins before the second person agrees. */
    private static final int NOTICE_DAYS = 31;

    private static final List<SubprocessorState> WAY = List.of(
            SubprocessorState.PROPOSED,
            SubprocessorState.APPROVED,
            SubprocessorState.ANNOUNCED,
            SubprocessorState.ACTIVE);

    private final Tools tools;
    private final Text text;
    private final SubprocessorsViewModel model;
    private final Meanwhile<SubprocessorDetails> seen;
    private final boolean mayEdit;

    private final Command add;
    private final Command edit;
    private final Command approve;
    private final Command activate;
    private final Command doubt;
    private final Command retire;
    private final Command discard;
    private final Command publish;
    private final Command record;
    private final Command settle;
    private @Nullable ListTabs shown;

    @FXML
    private VBox root;

    @FXML
    private VBox draft;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<SubprocessorDetails> companies;

    @FXML
    private ResourceList<SubprocessorList> lists;

    @FXML
    private ResourceList<ObjectionDetails> objections;

    @FXML
    private ResourceList<SubprocessorsViewModel.Host> egress;

    @FXML
    private DetailPane detail;

    private SubprocessorsView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new SubprocessorsViewModel(tools.calls());
        this.seen = meanwhile();
        this.mayEdit = tools.rights().has("EDIT_POLICY");
        add = command("subprocessors.add", "Shortcut+Shift+A", new SimpleBooleanProperty(mayEdit), this::askAdd);
        edit = ofCompany("subprocessors.edit", "E", each -> each.state() != SubprocessorState.RETIRED, this::askEdit);
        approve = ofCompany("subprocessors.approve", "A", SubprocessorsViewModel::canApprove, this::askApprove);
        activate = ofCompany(
                "subprocessors.activate", null, each -> each.state() == SubprocessorState.APPROVED, this::askActivate);
        doubt = ofCompany("subprocessors.doubt", null, SubprocessorsViewModel::canDoubt, this::askDoubt);
        retire = ofCompany("subprocessors.retire", null, SubprocessorsViewModel::isListed, this::askRetire);
        discard = ofCompany(
                "subprocessors.discard", null, each -> each.state() == SubprocessorState.PROPOSED, this::askDiscard);
        publish = command(
                "subprocessors.publish",
                "Shortcut+Shift+P",
                Bindings.createBooleanBinding(
                        () -> mayEdit
                                && model.draftProperty().get() != null
                                && !model.draftProperty()
                                        .get()
                                        .difference()
                                        .changes()
                                        .isEmpty(),
                        model.draftProperty()),
                this::askPublish);
        record = ofCompany("subprocessors.object", "N", SubprocessorsViewModel::isListed, this::askRecord);
        settle = command(
                "subprocessors.settle",
                "S",
                Bindings.createBooleanBinding(
                        () -> mayEdit
                                && model.objections().selectedProperty().get() != null
                                && model.objections().selectedProperty().get().outcome() == null,
                        model.objections().selectedProperty()),
                this::askSettle);
    }

    private Command command(String id, @Nullable String keys, ObservableBooleanValue possible, Runnable action) {
        return Command.of(id, text.get(id), keys, possible, action)
                .unless(tools.calls().connection().lostProperty());
    }

    private Command ofCompany(
            String id,
            @Nullable String keys,
            Predicate<SubprocessorDetails> fits,
            Consumer<SubprocessorDetails> action) {
        return command(
                id,
                keys,
                Bindings.createBooleanBinding(
                        () -> {
                            SubprocessorDetails company =
                                    model.companies().selectedProperty().get();
                            return mayEdit && company != null && fits.test(company);
                        },
                        model.companies().selectedProperty()),
                () -> action.accept(Objects.requireNonNull(
                        model.companies().selectedProperty().get())));
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-share-2", KeyCode.S, "VIEW_POLICY")
                .opens(SubprocessorsView.class, tools, "subprocessors.title", (own, _) -> new SubprocessorsView(own));
    }

    @FXML
    private void initialize() {
        showCompanies();
        showLists();
        showObjections();
        showEgress();
        shown = new ListTabs(
                tabs,
                Map.of(
                        "companies",
                        model.companies(),
                        "lists",
                        model.lists(),
                        "objections",
                        model.objections(),
                        "egress",
                        model.egress()),
                this::showDetail);
        model.draftProperty().subscribe(this::showDraft);
        tools.moments().utcProperty().subscribe(_ -> {
            companies.redraw();
            lists.redraw();
            objections.redraw();
            egress.redraw();
        });
        tools.events().listen("subprocessor", _ -> model.companies().noteNews(), model.companies()::noteNews);
        tools.events().listen("objection.", _ -> model.objections().noteNews(), model.objections()::noteNews);
    }

    private void showCompanies() {
        companies
                .show(
                        model.companies(),
                        text,
                        tools.moments(),
                        text.get("subprocessors.tab.companies"),
                        text.get("subprocessors.none.companies"))
                .choose("state", text.get("subprocessors.state"), values(SubprocessorState.values(), this::words))
                .choose(
                        "role",
                        text.get("subprocessors.role"),
                        values(SubprocessorRole.values(), each -> text.get("subprocessors.role." + each)))
                .words(text.get("subprocessors.name"), 180, row -> row.facts().name())
                .state(text.get("subprocessors.state"), 120, this::state)
                .words(
                        text.get("subprocessors.role"),
                        130,
                        row -> text.get("subprocessors.role." + row.facts().role()))
                .words(
                        text.get("subprocessors.countries"),
                        96,
                        row -> String.join(", ", row.facts().countries()))
                .state(text.get("subprocessors.review"), 160, this::review);
    }

    private void showLists() {
        lists.show(
                        model.lists(),
                        text,
                        tools.moments(),
                        text.get("subprocessors.tab.lists"),
                        text.get("subprocessors.none.lists"))
                .words(text.get("subprocessors.number"), 96, row -> Integer.toString(row.number()))
                .state(text.get("subprocessors.state"), 120, this::state)
                .time(text.get("subprocessors.published"), 130, null, SubprocessorList::publishedAt)
                .time(text.get("subprocessors.effective"), 130, null, SubprocessorList::effectiveAt)
                .count(text.get("subprocessors.entries"), 96, row ->
                        (long) row.entries().size());
    }

    private void showObjections() {
        Map<String, String> open = new LinkedHashMap<>();
        open.put("true", text.get("subprocessors.objection.open"));
        open.put("false", text.get("subprocessors.objection.settled"));
        objections
                .show(
                        model.objections(),
                        text,
                        tools.moments(),
                        text.get("subprocessors.tab.objections"),
                        text.get("subprocessors.none.objections"))
                .choose("open", text.get("subprocessors.state"), open)
                .time(text.get("subprocessors.received"), 130, "receivedAt", ObjectionDetails::receivedAt)
                .state(text.get("subprocessors.state"), 150, this::state)
                .words(text.get("subprocessors.name"), 180, ObjectionDetails::company)
                .id(text.get("subprocessors.account"), 140, row -> row.account().toString());
    }

    private void showEgress() {
        egress.show(
                        model.egress(),
                        text,
                        tools.moments(),
                        text.get("subprocessors.tab.egress"),
                        text.get("subprocessors.none.egress"))
                .words(text.get("subprocessors.host"), 200, SubprocessorsViewModel.Host::host)
                .state(text.get("subprocessors.state"), 130, this::state)
                .words(text.get("subprocessors.owner"), 180, SubprocessorsViewModel.Host::owner)
                .time(text.get("subprocessors.contacted"), 130, null, SubprocessorsViewModel.Host::lastAt);
    }

    private static <E extends Enum<E>> Map<String, String> values(E[] values, Function<E, String> words) {
        Map<String, String> named = new LinkedHashMap<>();
        for (E each : values) {
            named.put(each.name(), words.apply(each));
        }
        return named;
    }

    // States

    private String words(SubprocessorState state) {
        return text.get("subprocessors.state." + state);
    }

    private Badge state(SubprocessorDetails company) {
        Meaning meaning = switch (company.state()) {
            case PROPOSED -> Meaning.WAITING;
            case APPROVED, ANNOUNCED -> Meaning.INFORMATION;
            case ACTIVE -> Meaning.GOOD;
            case RETIRED -> Meaning.QUIET;
        };
        return new Badge(meaning, words(company.state()));
    }

    private @Nullable Badge review(SubprocessorDetails company) {
        if (company.state() == SubprocessorState.RETIRED) {
            return null;
        }
        if (company.reviewDueOn() == null) {
            return new Badge(Meaning.WAITING, text.get("subprocessors.review.never"));
        }
        return company.reviewOverdue()
                ? new Badge(Meaning.BAD, text.get("subprocessors.review.overdue"))
                : new Badge(Meaning.GOOD, company.reviewDueOn().toString());
    }

    private Badge state(SubprocessorList list) {
        return list.state() == SubprocessorListState.PUBLISHED
                ? new Badge(Meaning.GOOD, text.get("subprocessors.list." + list.state()))
                : new Badge(Meaning.QUIET, text.get("subprocessors.list." + list.state()));
    }

    private Badge state(ObjectionDetails objection) {
        return objection.outcome() == null
                ? new Badge(Meaning.WAITING, text.get("subprocessors.objection.open"))
                : new Badge(Meaning.QUIET, text.get("subprocessors.outcome." + objection.outcome()));
    }

    private Badge state(SubprocessorsViewModel.Host host) {
        if (host.refused()) {
            return new Badge(Meaning.BAD, text.get("subprocessors.refused"));
        }
        return host.lastAt() == null
                ? new Badge(Meaning.QUIET, text.get("subprocessors.allowed"))
                : new Badge(Meaning.GOOD, text.get("subprocessors.in-use"));
    }

    // The draft

    private void showDraft(SubprocessorsViewModel.@Nullable Draft now) {
        draft.getChildren().clear();
        boolean tells = now != null && !now.difference().changes().isEmpty();
        draft.setManaged(tells);
        if (now == null || !tells) {
            return;
        }
        Label title = Dialogs.wrapped(
                now.isFirst() ? text.get("subprocessors.draft.first") : text.get("subprocessors.draft"));
        title.getStyleClass().add("notice-title");
        Label changes = Dialogs.wrapped(text.get(
                "subprocessors.draft.changes", now.difference().changes().size()));
        VBox words = new VBox(title, changes);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox notice = new HBox(words, publish.button());
        notice.setAlignment(Pos.CENTER_LEFT);
        notice.getStyleClass().addAll("notice", "waiting");
        draft.getChildren().add(notice);
    }

    private VBox changes(SubprocessorDifference difference) {
        VBox all = new VBox();
        all.getStyleClass().add("words");
        difference.changes().forEach(each -> all.getChildren().add(Dialogs.wrapped(words(each))));
        if (difference.changes().isEmpty()) {
            all.getChildren().add(Dialogs.wrapped(text.get("subprocessors.change.none")));
        }
        return all;
    }

    private String words(SubprocessorChange change) {
        if (change.kind() == SubprocessorChange.Kind.CHANGED && change.before() != null && change.after() != null) {
            ListedSubprocessor before = change.before();
            ListedSubprocessor after = change.after();
            String fields = SubprocessorsViewModel.changed(before, after).stream()
                    .map(field -> text.get("subprocessors.change.field." + field))
                    .collect(Collectors.joining(text.get("subprocessors.comma")));
            return text.get("subprocessors.change.CHANGED", change.name(), fields);
        }
        return text.get("subprocessors.change." + change.kind(), change.name());
    }

    // Detail

    private void showDetail() {
        switch (shown == null ? null : shown.selected()) {
            case SubprocessorDetails company -> show(company);
            case SubprocessorList list -> show(list);
            case ObjectionDetails objection -> show(objection);
            case SubprocessorsViewModel.Host host -> show(host);
            case null, default ->
                detail.show(text.get("subprocessors.title"), hint(), DetailPane.buttons(add.button()));
        }
    }

    private Label hint() {
        Label hint = Dialogs.wrapped(text.get("subprocessors.hint"));
        hint.getStyleClass().add("quiet");
        return hint;
    }

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private void show(SubprocessorDetails company) {
        SubprocessorFacts known = company.facts();
        Facts facts = facts().words(text.get("subprocessors.role"), text.get("subprocessors.role." + known.role()))
                .words(
                        text.get("subprocessors.data"),
                        joined(known.dataCategories(), each -> text.get("subprocessors.data." + each)))
                .words(
                        text.get("subprocessors.purposes"),
                        joined(known.purposes(), each -> text.get("subprocessors.purpose." + each)))
                .words(text.get("subprocessors.countries"), String.join(", ", known.countries()))
                .words(
                        text.get("subprocessors.basis"),
                        known.transferBasis() == null ? null : text.get("subprocessors.basis." + known.transferBasis()))
                .copied(text.get("subprocessors.dpa"), known.dpaUrl())
                .words(text.get("subprocessors.dpa.signed"), date(known.dpaSignedOn()))
                .state(text.get("subprocessors.training"), training(known))
                .copied(text.get("subprocessors.evidence"), known.noTrainingUrl())
                .words(text.get("subprocessors.evidence.read"), date(known.noTrainingCheckedOn()))
                .words(text.get("subprocessors.reviewed"), date(known.reviewedOn()));
        Badge review = review(company);
        if (review != null) {
            facts.state(text.get("subprocessors.review"), review);
        }
        facts.words(text.get("subprocessors.hosts"), String.join("\n", known.hosts()))
                .time(text.get("subprocessors.active"), company.activeFrom())
                .words(text.get("subprocessors.routes"), routes(company))
                .words(text.get("subprocessors.why-not"), company.whyNot())
                .words(
                        text.get("subprocessors.objections"),
                        company.openObjections() == 0 ? null : Amounts.words(company.openObjections(), text.locale()))
                .copied(text.get("subprocessors.id"), company.id().toString());
        VBox missing = new VBox();
        missing.setManaged(!company.missing().isEmpty());
        if (!company.missing().isEmpty()) {
            missing.getStyleClass().addAll("notice", "waiting");
            missing.getChildren().add(Dialogs.wrapped(text.get("subprocessors.missing")));
            company.missing().forEach(each -> missing.getChildren().add(Dialogs.wrapped(each)));
        }
        detail.show(known.name(), ribbon(company), missing, facts, companyButtons(company));
    }

    private FlowPane companyButtons(SubprocessorDetails company) {
        return switch (company.state()) {
            case PROPOSED -> DetailPane.buttons(edit.button(), approve.button(), discard.button());
            case APPROVED ->
                DetailPane.buttons(edit.button(), activate.button(), doubt.button(), retire.button(), record.button());
            case ANNOUNCED, ACTIVE ->
                DetailPane.buttons(edit.button(), doubt.button(), retire.button(), record.button());
            case RETIRED -> DetailPane.buttons();
        };
    }

    /** The way of a company, and how far it has come. */
    private FlowPane ribbon(SubprocessorDetails company) {
        FlowPane ribbon = new FlowPane();
        ribbon.getStyleClass().add("buttons");
        if (company.state() == SubprocessorState.RETIRED) {
            ribbon.getChildren().add(new StateBadge(state(company)));
            return ribbon;
        }
        int at = WAY.indexOf(company.state());
        for (int i = 0; i < WAY.size(); i++) {
            Meaning meaning = i < at ? Meaning.GOOD : Meaning.QUIET;
            ribbon.getChildren().add(new StateBadge(i == at ? state(company) : new Badge(meaning, words(WAY.get(i)))));
        }
        return ribbon;
    }

    private Badge training(SubprocessorFacts known) {
        Meaning meaning = switch (known.noTraining()) {
            case CONFIRMED -> Meaning.GOOD;
            case UNKNOWN -> Meaning.WAITING;
            case REFUSED -> Meaning.BAD;
        };
        return new Badge(meaning, text.get("subprocessors.training." + known.noTraining()));
    }

    private @Nullable String routes(SubprocessorDetails company) {
        if (company.providers().isEmpty()) {
            return null;
        }
        String names = String.join(", ", company.providers());
        return company.callable() ? names : text.get("subprocessors.routes.none", names);
    }

    private static @Nullable String date(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }

    private <E> String joined(List<E> values, Function<E, String> words) {
        return values.stream().map(words).collect(Collectors.joining(text.get("subprocessors.comma")));
    }

    private void show(SubprocessorList list) {
        VBox difference = new VBox();
        difference.getStyleClass().add("words");
        Facts facts = facts().state(text.get("subprocessors.state"), state(list))
                .time(text.get("subprocessors.published"), list.publishedAt())
                .time(text.get("subprocessors.effective"), list.effectiveAt())
                .words(text.get("subprocessors.summary"), list.summary())
                .words(
                        text.get("subprocessors.entries"),
                        list.entries().stream().map(ListedSubprocessor::name).collect(Collectors.joining("\n")));
        PolicyNotices notices = list.notices();
        if (notices != null) {
            facts.words(
                    text.get("subprocessors.told"),
                    text.get(
                            "subprocessors.told.counts",
                            notices.accounts(),
                            notices.sent(),
                            notices.waiting(),
                            notices.failed()));
        }
        facts.node(text.get("subprocessors.new"), difference).copied(text.get("subprocessors.hash"), list.sha256());
        detail.show(text.get("subprocessors.list", list.number()), facts);
        model.difference(
                list.number(),
                found -> difference.getChildren().setAll(changes(found)),
                _ -> difference.getChildren().setAll(Dialogs.wrapped(text.get("subprocessors.new.failed"))));
    }

    private void show(ObjectionDetails objection) {
        detail.show(
                objection.company(),
                facts().state(text.get("subprocessors.state"), state(objection))
                        .time(text.get("subprocessors.received"), objection.receivedAt())
                        .words(text.get("subprocessors.grounds"), objection.grounds())
                        .words(text.get("subprocessors.answer"), objection.answer())
                        .time(text.get("subprocessors.settled"), objection.settledAt())
                        .copied(
                                text.get("subprocessors.account"),
                                objection.account().toString())
                        .copied(text.get("subprocessors.id"), objection.id().toString()),
                DetailPane.buttons(settle.button()));
    }

    private void show(SubprocessorsViewModel.Host host) {
        Facts facts = facts().state(text.get("subprocessors.state"), state(host))
                .words(text.get("subprocessors.owner"), host.owner())
                .time(text.get("subprocessors.contacted"), host.lastAt());
        if (host.use() != null) {
            facts.words(text.get("subprocessors.use"), text.get("subprocessors.use." + host.use()))
                    .words(text.get("subprocessors.times"), Amounts.words(host.times(), text.locale()));
        }
        detail.show(host.host(), facts);
    }

    // Commands

    private void proposed(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("subprocessors.proposed"));
    }

    private void done(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("subprocessors.done"));
    }

    private static boolean fits(TextArea area, int longest) {
        return !area.getText().isBlank() && area.getText().length() <= longest;
    }

    private void askAdd() {
        CompanyForm form = new CompanyForm(text, null);
        Dialog dialog =
                tools.dialogs().dialog(text.get("subprocessors.add"), form).startAt(form.name());
        BooleanBinding named = form.name().textProperty().isNotEmpty();
        tools.dialogs()
                .show(dialog.verb(
                        text.get("subprocessors.add.verb"),
                        named,
                        () -> with(form, dialog, facts -> {
                            dialog.busyProperty().set(true);
                            model.add(facts, _ -> done(dialog), dialog::fail);
                        })));
    }

    /** Hands what is typed on, or says what does not fit. */
    private static void with(CompanyForm form, Dialog dialog, Consumer<SubprocessorFacts> action) {
        SubprocessorFacts facts;
        try {
            facts = form.facts();
        } catch (IllegalArgumentException e) {
            dialog.fail(new Failure.Invalid(null, e.getMessage()));
            return;
        }
        action.accept(facts);
    }

    private void askEdit(SubprocessorDetails company) {
        CompanyForm form = new CompanyForm(text, company.facts());
        boolean free = company.state() == SubprocessorState.PROPOSED;
        TextArea reason = Fields.area("reason", LINES);
        VBox content = free
                ? form
                : Dialogs.form(
                        Dialogs.wrapped(text.get("subprocessors.amend.sentence")),
                        form,
                        Dialogs.field(text.get("subprocessors.reason"), reason));
        Dialog dialog = tools.dialogs()
                .dialog(text.get("subprocessors.edit.of", company.facts().name()), content)
                .startAt(form.name());
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> !form.name().getText().isBlank() && (free || fits(reason, LONGEST_REASON)),
                form.name().textProperty(),
                reason.textProperty());
        String verb = text.get(free ? "subprocessors.edit.verb" : "subprocessors.amend.verb");
        tools.dialogs()
                .show(dialog.verb(
                        verb,
                        complete,
                        () -> with(form, dialog, facts -> {
                            dialog.busyProperty().set(true);
                            seen.change(company, with(company, facts), dialog, verb, (now, failed) -> {
                                if (free) {
                                    model.write(now, facts, () -> done(dialog), failed);
                                } else {
                                    model.amend(now, facts, reason.getText().strip(), _ -> proposed(dialog), failed);
                                }
                            });
                        })));
    }

    private static SubprocessorDetails with(SubprocessorDetails company, SubprocessorFacts facts) {
        return new SubprocessorDetails(
                company.id(),
                company.version(),
                company.state(),
                facts,
                company.missing(),
                company.reviewDueOn(),
                company.reviewOverdue(),
                company.activeFrom(),
                company.providers(),
                company.callable(),
                company.whyNot(),
                company.openObjections());
    }

    private Meanwhile<SubprocessorDetails> meanwhile() {
        return new Meanwhile<>(tools.calls(), tools.dialogs(), SubprocessorDetails.class)
                .field(text.get("subprocessors.name"), row -> row.facts().name())
                .field(text.get("subprocessors.state"), row -> text.get("subprocessors.state." + row.state()))
                .field(
                        text.get("subprocessors.role"),
                        row -> text.get("subprocessors.role." + row.facts().role()))
                .field(
                        text.get("subprocessors.data"),
                        row -> row.facts().dataCategories().stream()
                                .map(each -> text.get("subprocessors.data." + each))
                                .collect(Collectors.joining("\n")))
                .field(
                        text.get("subprocessors.hosts"),
                        row -> String.join("\n", row.facts().hosts()));
    }

    private void askApprove(SubprocessorDetails company) {
        tools.dialogs()
                .reason(
                        text.get("subprocessors.approve.of", company.facts().name()),
                        text.get("subprocessors.approve.sentence"),
                        text.get("subprocessors.approve.verb"),
                        (reason, dialog) -> seen.act(
                                company,
                                dialog,
                                text.get("subprocessors.approve.verb"),
                                (now, failed) -> model.approve(now, reason, _ -> proposed(dialog), failed)));
    }

    private void askActivate(SubprocessorDetails company) {
        tools.dialogs()
                .reason(
                        text.get("subprocessors.activate.of", company.facts().name()),
                        text.get("subprocessors.activate.sentence"),
                        text.get("subprocessors.activate.verb"),
                        (reason, dialog) -> seen.act(
                                company,
                                dialog,
                                text.get("subprocessors.activate.verb"),
                                (now, failed) -> model.activate(now, reason, () -> done(dialog), failed)));
    }

    private void askDoubt(SubprocessorDetails company) {
        tools.dialogs()
                .reason(
                        text.get("subprocessors.doubt.of", company.facts().name()),
                        text.get("subprocessors.doubt.sentence"),
                        text.get("subprocessors.doubt.verb"),
                        (reason, dialog) -> seen.act(
                                company,
                                dialog,
                                text.get("subprocessors.doubt.verb"),
                                (now, failed) -> model.doubt(now, reason, () -> done(dialog), failed)));
    }

    private void askRetire(SubprocessorDetails company) {
        tools.dialogs()
                .reason(
                        text.get("subprocessors.retire.of", company.facts().name()),
                        text.get("subprocessors.retire.sentence"),
                        text.get("subprocessors.retire.verb"),
                        (reason, dialog) -> seen.act(
                                company,
                                dialog,
                                text.get("subprocessors.retire.verb"),
                                (now, failed) -> model.retire(now, reason, _ -> proposed(dialog), failed)));
    }

    private void askDiscard(SubprocessorDetails company) {
        tools.dialogs()
                .confirmTyped(
                        text.get("subprocessors.discard.of", company.facts().name()),
                        text.get("subprocessors.discard.sentence"),
                        company.facts().name(),
                        text.get("subprocessors.discard.verb"),
                        dialog -> seen.act(
                                company,
                                dialog,
                                text.get("subprocessors.discard.verb"),
                                (now, failed) -> model.discard(now, () -> done(dialog), failed)));
    }

    private void askPublish() {
        SubprocessorsViewModel.Draft seen =
                Objects.requireNonNull(model.draftProperty().get());
        Long recipients = seen.list().recipients();
        TextField from = new TextField(LocalDate.ofInstant(tools.moments().now(), ZoneOffset.UTC)
                .plusDays(seen.isFirst() ? 0 : NOTICE_DAYS)
                .toString());
        from.setId("from");
        TextArea summary = Fields.area("summary", LINES);
        TextArea reason = Fields.area("reason", LINES);
        Node notice = Dialogs.wrapped(
                recipients == null || recipients == 0
                        ? text.get("subprocessors.publish.nobody")
                        : text.get("subprocessors.publish.recipients", recipients));
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("subprocessors.publish.of", seen.list().number()),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("subprocessors.publish.sentence")),
                                Dialogs.field(text.get("subprocessors.new"), changes(seen.difference())),
                                notice,
                                Dialogs.field(text.get("subprocessors.publish.summary"), summary),
                                Dialogs.field(text.get("subprocessors.publish.from"), from),
                                Dialogs.field(text.get("subprocessors.reason"), reason)))
                .startAt(summary);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> day(from.getText()).isPresent() && fits(summary, LONGEST_WORDS) && fits(reason, LONGEST_REASON),
                from.textProperty(),
                summary.textProperty(),
                reason.textProperty());
        tools.dialogs().show(dialog.verb(text.get("subprocessors.publish.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            model.publish(
                    seen,
                    day(from.getText()).orElseThrow(),
                    summary.getText().strip(),
                    reason.getText().strip(),
                    _ -> proposed(dialog),
                    dialog::fail);
        }));
    }

    private static Optional<Instant> day(String typed) {
        try {
            return Optional.of(
                    LocalDate.parse(typed.strip()).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void askRecord(SubprocessorDetails company) {
        TextField account = new TextField();
        account.setId("account");
        account.getStyleClass().add("copied");
        TextField received = new TextField(
                LocalDate.ofInstant(tools.moments().now(), ZoneOffset.UTC).toString());
        received.setId("received");
        TextArea grounds = Fields.area("grounds", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("subprocessors.object.of", company.facts().name()),
                        Dialogs.form(
                                Dialogs.field(text.get("subprocessors.account"), account),
                                Dialogs.field(text.get("subprocessors.received.date"), received),
                                Dialogs.field(text.get("subprocessors.grounds.long"), grounds)))
                .startAt(account);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> account(account.getText()).isPresent()
                        && day(received.getText()).isPresent()
                        && fits(grounds, LONGEST_WORDS),
                account.textProperty(),
                received.textProperty(),
                grounds.textProperty());
        tools.dialogs().show(dialog.verb(text.get("subprocessors.object.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            model.record(
                    company,
                    account(account.getText()).orElseThrow(),
                    day(received.getText()).orElseThrow(),
                    grounds.getText().strip(),
                    () -> done(dialog),
                    dialog::fail);
        }));
    }

    private static Optional<UUID> account(String typed) {
        try {
            return Optional.of(UUID.fromString(typed.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void askSettle() {
        ObjectionDetails objection =
                Objects.requireNonNull(model.objections().selectedProperty().get());
        ComboBox<ObjectionOutcome> outcome = Fields.choice(
                "outcome", List.of(ObjectionOutcome.values()), each -> text.get("subprocessors.outcome." + each));
        outcome.setValue(ObjectionOutcome.CUSTOMER_STAYS);
        TextArea answer = Fields.area("answer", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("subprocessors.settle"),
                        Dialogs.form(
                                Dialogs.wrapped(objection.grounds()),
                                Dialogs.field(text.get("subprocessors.outcome"), outcome),
                                Dialogs.field(text.get("subprocessors.answer.long"), answer)))
                .startAt(answer);
        BooleanBinding complete =
                Bindings.createBooleanBinding(() -> fits(answer, LONGEST_WORDS), answer.textProperty());
        tools.dialogs().show(dialog.verb(text.get("subprocessors.settle.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            model.settle(objection, outcome.getValue(), answer.getText().strip(), () -> done(dialog), dialog::fail);
        }));
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(add, edit, approve, activate, doubt, retire, discard, publish, record, settle);
    }

    @Override
    public void arrive(Link link) {
        model.readDraft();
        Objects.requireNonNull(shown).arrive(link.parameters());
    }

    @Override
    public void refresh() {
        model.readDraft();
        Objects.requireNonNull(shown).list().refresh();
    }
}
