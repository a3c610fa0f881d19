package ai.ominigate.console.requests;

import ai.ominigate.console.control.ConflictRow;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Form;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.privacy.AskIdentity;
import ai.ominigate.model.privacy.AskSubject;
import ai.ominigate.model.privacy.AssignRequest;
import ai.ominigate.model.privacy.CheckCode;
import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.privacy.ExtendRequest;
import ai.ominigate.model.privacy.ExtensionGround;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.HoldAccount;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.LinkRequest;
import ai.ominigate.model.privacy.MergeRequest;
import ai.ominigate.model.privacy.NoteRequest;
import ai.ominigate.model.privacy.PrepareRequest;
import ai.ominigate.model.privacy.ProposeRequest;
import ai.ominigate.model.privacy.RefusalGround;
import ai.ominigate.model.privacy.RefuseRequest;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.TriageRequest;
import ai.ominigate.model.privacy.WriteCorrection;
import ai.ominigate.model.privacy.WriteLetter;
import ai.ominigate.model.staff.Colleague;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What can be done with a request that is open: each command with its form. A draft stays until it is done. */
final class RequestForms {

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_WORDS = 2_000;
    private static final int LONGEST_LETTER = 4_000;
    private static final int LONGEST_VALUE = 254;
    private static final int LONGEST_CODE = 40;
    /** The postman comes a moment after a letter may go. */
    private static final Duration SEEN_GONE_AFTER = Duration.ofSeconds(2);

    private static final int ROWS = 3;
    private static final int LETTER_ROWS = 8;
    private static final List<String> TEMPLATES = List.of("free", "more-time", "no-account", "by-post");
    private static final List<String> LANGUAGES = List.of("en", "zh-CN");

    private final Tools tools;
    private final Text text;
    private final RequestModel model;
    private final RequestsViewModel desk;
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();
    private Tasks.@Nullable Running going;

    /** What is sent of a form, to the version that was seen. */
    private interface Sending {
        void send(Version version, Runnable done, java.util.function.Consumer<Failure> failed);
    }

    RequestForms(Tools tools, RequestModel model, RequestsViewModel desk) {
        this.tools = tools;
        this.text = tools.text();
        this.model = model;
        this.desk = desk;
        define();
        model.detailsProperty().subscribe(this::tellWhenItGoes);
    }

    /** All of them, always the same. */
    List<Command> commands() {
        return List.copyOf(commands.values());
    }

    Command command(String name) {
        return Objects.requireNonNull(commands.get(name), name);
    }

    private void define() {
        step("next", "D", this::canGoOn, this::goOn);
        step("take", null, this::canAssign, this::takeIt);
        step("letter", "W", now -> isOpen(now), this::writeLetter);
        step("take-back", "U", now -> letterThatWaits(now).isPresent(), this::takeLetterBack);
        step("note", "N", _ -> true, this::writeNote);
        step("triage", null, has("triage"), this::triage);
        step("assign", null, this::canAssign, this::assign);
        step("acknowledge", null, has("acknowledge"), () -> give("acknowledge", "acknowledge"));
        step("ask-link", null, has("ask-identity"), () -> askIdentity(AskIdentity.Means.LINK));
        step("ask-code", null, has("ask-identity"), () -> askIdentity(AskIdentity.Means.CODE));
        step("check-code", null, now -> now.steps().contains("ask-identity"), this::checkCode);
        step("identify", null, has("verify"), () -> give("identify", "identify"));
        step("start", null, has("start"), () -> give("start", "start"));
        step("clarify", null, has("clarify"), this::clarify);
        step("hear", null, has("hear"), () -> give("hear", "hear"));
        step("correct", null, now -> now.summary().type() == RequestType.CORRECTION && isOpen(now), this::correct);
        step("prepare", null, has("prepare"), this::prepare);
        step("revise", null, has("revise"), () -> give("revise", "revise"));
        step("propose", null, now -> now.steps().contains("propose"), this::propose);
        step("extend", null, now -> now.clock().extendBy() != null && isOpen(now), this::extend);
        step("refuse", null, has("refuse"), this::refuse);
        step("withdraw", null, has("withdraw"), () -> give("withdraw", "withdraw"));
        step("no-match", null, has("no-match"), () -> give("no-match", "no-match"));
        step("reopen", null, has("reopen"), () -> give("reopen", "reopen"));
        step("link", null, _ -> true, this::link);
        step("merge", null, has("merge"), this::merge);
        step("retry", null, now -> failing(now) != null, this::retry);
        step("revoke", null, RequestForms::hasPackage, this::revoke);
        step("passphrase", null, blocked("passphrase_unseen"), this::passphrase);
        define("clear-cases", null, "CLEAR_DELETION_OF_CASES", blocked("open_case"), () -> clear("cases"));
        define("clear-money", null, "CLEAR_DELETION_OF_MONEY", blocked("open_balance"), () -> clear("money"));
        define("hold", null, "REQUEST_LEGAL_HOLD", now -> now.summary().account() != null, this::hold);
        define("agree", null, "VIEW_APPROVALS", _ -> mayDecide(), this::agree);
        define("disagree", null, "VIEW_APPROVALS", _ -> mayDecide(), this::disagree);
        define("missing", "F", "VIEW_REQUESTS", now -> isOpen(now), this::showMissing);
    }

    private void step(String name, @Nullable String key, Predicate<RequestDetails> possible, Runnable action) {
        define(name, key, "PREPARE_REQUESTS", possible, action);
    }

    private void define(
            String name, @Nullable String key, String right, Predicate<RequestDetails> possible, Runnable action) {
        boolean may = tools.rights().has(right) || name.equals("next");
        BooleanBinding enabled = Bindings.createBooleanBinding(
                () -> {
                    RequestDetails now = model.detailsProperty().get();
                    return may && now != null && possible.test(now);
                },
                model.detailsProperty(),
                model.approvalProperty());
        ObservableBooleanValue lost = tools.calls().connection().lostProperty();
        Command command = Command.of("requests." + name, text.get("requests.do." + name), key, enabled, action);
        commands.put(name, name.equals("missing") ? command : command.unless(lost));
    }

    private static Predicate<RequestDetails> has(String step) {
        return now -> now.steps().contains(step);
    }

    private static Predicate<RequestDetails> blocked(String code) {
        return now -> now.blockers().stream().anyMatch(each -> each.code().equals(code));
    }

    static boolean isOpen(RequestDetails now) {
        return now.summary().state().isOpen();
    }

    private boolean canAssign(RequestDetails now) {
        return isOpen(now);
    }

    private static RequestDetails.@Nullable Leg failing(RequestDetails now) {
        return now.legs().stream()
                .filter(leg -> leg.state() == LegState.FAILED)
                .findFirst()
                .orElse(null);
    }

    static boolean hasPackage(RequestDetails now) {
        RequestType type = now.summary().type();
        return (type == RequestType.ACCESS || type == RequestType.PORTABILITY)
                && now.legs().stream().anyMatch(leg -> leg.state() == LegState.SUCCEEDED);
    }

    private boolean mayDecide() {
        return model.approvalProperty().get() != null
                && model.approvalProperty().get().mayDecide();
    }

    /** The command that brings the open request on; null if there is none for whoever looks. */
    @Nullable
    Command next() {
        RequestDetails now = model.detailsProperty().get();
        return now == null
                ? null
                : RequestModel.next(now, model.approvalProperty().get())
                        .map(this::command)
                        .filter(command -> command.enabled().get())
                        .orElse(null);
    }

    private boolean canGoOn(RequestDetails now) {
        return RequestModel.next(now, model.approvalProperty().get()).isPresent();
    }

    private void goOn() {
        Command next = next();
        if (next != null) {
            next.run();
        }
    }

    // Asking and sending

    private Form form(String name) {
        return new Form().say(text.get("requests.sentence." + name));
    }

    private Form reason(Form form) {
        return form.area("reason", text.get("requests.reason"), ROWS, LONGEST_REASON, true);
    }

    private Dialog dialog(String name, Form form) {
        Dialog dialog = tools.dialogs().dialog(text.get("requests.do." + name), form.node());
        return form.first() == null ? dialog : dialog.startAt(form.first());
    }

    /** Sends a step with a form's values to the version that is seen now, and shows what differs if it is not the last. */
    private void ask(String name, String step, Form form, Function<Form, Object> wish) {
        ask(name, form, (version, done, failed) -> model.take(step, version, wish.apply(form), done, failed));
    }

    private void ask(String name, Form form, Sending sending) {
        Dialog dialog = dialog(name, form);
        tools.dialogs()
                .show(dialog.verb(
                        text.get("requests.verb." + name),
                        form.complete(),
                        () -> send(name, dialog, model.seen(), sending)));
    }

    private void send(String name, Dialog dialog, RequestSummary seen, Sending sending) {
        dialog.busyProperty().set(true);
        sending.send(
                Version.of(seen),
                () -> {
                    dialog.close();
                    // A letter waits first, and how long is told once it is there to be seen.
                    if (!name.equals("letter")) {
                        tools.dialogs().toast(text.get("requests.done", text.get("requests.verb." + name)));
                    }
                },
                failure -> failed(name, dialog, seen, sending, failure));
    }

    private void failed(String name, Dialog dialog, RequestSummary seen, Sending sending, Failure failure) {
        RequestSummary theirs = failure instanceof Failure.Conflict conflict
                ? model.theirs(conflict).orElse(null)
                : null;
        if (theirs == null || theirs.version() == seen.version()) {
            dialog.fail(failure);
            return;
        }
        dialog.busyProperty().set(false);
        tools.dialogs()
                .conflict(
                        differences(seen, theirs),
                        text.get("requests.verb." + name),
                        () -> send(name, dialog, theirs, sending));
    }

    private List<ConflictRow> differences(RequestSummary seen, RequestSummary theirs) {
        RequestWords words = new RequestWords(text, tools.moments());
        List<ConflictRow> rows = new ArrayList<>();
        rows.add(row(
                "requests.state", words.state(seen).words(), words.state(theirs).words()));
        rows.add(row("requests.assignee", words.name(seen.assignee()), words.name(theirs.assignee())));
        rows.add(row("requests.type", words.type(seen.type()), words.type(theirs.type())));
        rows.removeIf(each -> each.yours().equals(each.theirs()));
        if (rows.isEmpty()) {
            rows.add(row("requests.version", Long.toString(seen.version()), Long.toString(theirs.version())));
        }
        return rows;
    }

    private ConflictRow row(String field, String yours, String theirs) {
        return new ConflictRow(text.get(field), yours, theirs, theirs);
    }

    /** Steps that need no more than a reason. */
    private void give(String name, String step) {
        ask(name, step, reason(form(name)), form -> new GiveReason(form.text("reason")));
    }

    // Each in particular

    /** Whoever proposes to delete somebody types whom, which the server compares: the address is masked here. */
    private void propose() {
        RequestSummary now = model.now().summary();
        if (now.type() != RequestType.DELETION || now.account() == null) {
            ask("propose", "propose", reason(form("propose")), form -> new ProposeRequest(null, form.text("reason")));
            return;
        }
        Form form = new Form()
                .say(text.get("requests.sentence.propose-deletion"))
                .line("email", text.get("requests.typed"), LONGEST_VALUE, true);
        ask(
                "propose",
                "propose",
                reason(form),
                filled -> new ProposeRequest(filled.text("email"), filled.text("reason")));
    }

    private void takeIt() {
        String me = tools.me().staff().id();
        RequestSummary row = model.now().summary();
        Colleague before = row.assignee();
        desk.assign(
                row,
                me,
                text.get("requests.take.reason"),
                changed -> {
                    model.reload();
                    tools.dialogs()
                            .toast(
                                    text.get("requests.taken", row.reference()),
                                    text.get("requests.undo"),
                                    () -> desk.assign(
                                            changed,
                                            before == null ? null : before.id(),
                                            text.get("requests.take.undone"),
                                            _ -> model.reload(),
                                            tools.dialogs()::failed));
                },
                tools.dialogs()::failed);
    }

    private void assign() {
        List<Colleague> people = new ArrayList<>();
        people.add(new Colleague("", text.get("requests.nobody")));
        people.addFirst(
                new Colleague(tools.me().staff().id(), tools.me().staff().name()));
        desk.colleagues().stream()
                .filter(each -> people.stream().noneMatch(known -> known.id().equals(each.id())))
                .forEach(people::add);
        Form form = reason(
                form("assign").choose("to", text.get("requests.assignee"), people, Colleague::name, people.getFirst()));
        ask("assign", "assign", form, filled -> {
            String to = filled.chosen("to", Colleague.class).id();
            return new AssignRequest(to.isEmpty() ? null : to, filled.text("reason"));
        });
    }

    private void triage() {
        RequestSummary now = model.now().summary();
        Form form = reason(form("triage")
                .choose(
                        "type",
                        text.get("requests.type"),
                        List.of(RequestType.values()),
                        each -> text.get("requests.type." + each),
                        now.type())
                .choose(
                        "regime",
                        text.get("requests.regime"),
                        List.of(Regime.values()),
                        each -> text.get("requests.regime." + each),
                        now.regime())
                .line("account", text.get("requests.account.id"), LONGEST_VALUE, false)
                .with("account", now.account())
                .area("scope", text.get("requests.scope"), ROWS, LONGEST_WORDS, false)
                .with("scope", model.now().scope()));
        String me = tools.me().staff().id();
        String assignee = now.assignee() == null ? me : now.assignee().id();
        ask(
                "triage",
                "triage",
                form,
                filled -> new TriageRequest(
                        filled.chosen("type", RequestType.class),
                        filled.chosen("regime", Regime.class),
                        filled.textOrNull("account"),
                        filled.textOrNull("scope"),
                        assignee,
                        filled.text("reason")));
    }

    private void askIdentity(AskIdentity.Means means) {
        String name = means == AskIdentity.Means.LINK ? "ask-link" : "ask-code";
        ask(name, "identity/ask", form(name), _ -> new AskIdentity(means));
    }

    private void checkCode() {
        Form form = form("check-code").line("readCode", text.get("requests.code"), LONGEST_CODE, true);
        ask(
                "check-code",
                form,
                (_, done, failed) -> model.add("identity/check", new CheckCode(form.text("readCode")), done, failed));
    }

    private void clarify() {
        Form form = form("clarify")
                .notice(Meaning.INFORMATION, text.get("requests.seen"))
                .area("question", text.get("requests.question"), LETTER_ROWS, LONGEST_WORDS, true);
        ask(
                "clarify",
                "clarify",
                reason(form),
                filled -> new AskSubject(filled.text("question"), filled.text("reason")));
    }

    private void prepare() {
        Form form = form("prepare")
                .notice(Meaning.INFORMATION, text.get("requests.seen"))
                .area("answer", text.get("requests.answer"), LETTER_ROWS, LONGEST_LETTER, false)
                .with("answer", model.now().plan().answer());
        ask(
                "prepare",
                "prepare",
                reason(form),
                filled -> new PrepareRequest(filled.textOrNull("answer"), filled.text("reason")));
    }

    private void extend() {
        Form form = form("extend")
                .notice(Meaning.INFORMATION, text.get("requests.extend.told"))
                .choose(
                        "ground",
                        text.get("requests.ground"),
                        List.of(ExtensionGround.values()),
                        each -> text.get("requests.extension." + each),
                        null);
        ask(
                "extend",
                "extend",
                reason(form),
                filled -> new ExtendRequest(filled.chosen("ground", ExtensionGround.class), filled.text("reason")));
    }

    private void refuse() {
        Form form = form("refuse")
                .notice(Meaning.WAITING, text.get("requests.seen"))
                .choose(
                        "ground",
                        text.get("requests.ground"),
                        List.of(RefusalGround.values()),
                        each -> text.get("requests.refusal." + each),
                        null)
                .area("words", text.get("requests.words"), LETTER_ROWS, LONGEST_WORDS, true);
        ask(
                "refuse",
                "refuse",
                reason(form),
                filled -> new RefuseRequest(
                        filled.chosen("ground", RefusalGround.class), filled.text("words"), filled.text("reason")));
    }

    private void writeNote() {
        Form form = form("note").area("note", text.get("requests.note"), ROWS, LONGEST_WORDS, true);
        ask("note", form, (_, done, failed) -> model.add("notes", new NoteRequest(form.text("note")), done, failed));
    }

    private void link() {
        Form form = reason(form("link").line("other", text.get("requests.other"), LONGEST_VALUE, true));
        ask(
                "link",
                form,
                (_, done, failed) ->
                        model.add("links", new LinkRequest(form.text("other"), form.text("reason")), done, failed));
    }

    /** The other one's version is read first, as both change. */
    private void merge() {
        List<RequestDetails.Link> others = model.now().links();
        Form form = form("merge");
        if (others.isEmpty()) {
            form.line("other", text.get("requests.other"), LONGEST_VALUE, true);
        } else {
            form.choose("into", text.get("requests.into"), others, RequestDetails.Link::reference, null);
        }
        ask("merge", reason(form), (version, done, failed) -> {
            String into = others.isEmpty()
                    ? form.text("other")
                    : form.chosen("into", RequestDetails.Link.class).request();
            tools.calls()
                    .read(
                            desk.api().request(into),
                            other -> model.take(
                                    "merge",
                                    version,
                                    new MergeRequest(into, other.version(), form.text("reason")),
                                    done,
                                    failed),
                            failed);
        });
    }

    private void retry() {
        RequestDetails.Leg leg = failing(model.now());
        if (leg != null) {
            retry(leg.name());
        }
    }

    /** Has a leg tried at once. */
    void retry(String leg) {
        ask("retry", "legs/" + leg + "/retry", reason(form("retry")), form -> new GiveReason(form.text("reason")));
    }

    private void revoke() {
        tools.dialogs()
                .confirmTyped(
                        text.get("requests.do.revoke"),
                        text.get("requests.sentence.revoke"),
                        model.now().summary().reference(),
                        text.get("requests.verb.revoke"),
                        dialog -> model.revokePackage(
                                revoked -> {
                                    dialog.close();
                                    tools.dialogs()
                                            .toast(text.get(
                                                    revoked.revoked()
                                                            ? "requests.revoked"
                                                            : "requests.revoked.nothing"));
                                },
                                dialog::fail));
    }

    /** It is shown until the dialog is closed, and copied nowhere: it is to be read out, or written in a letter. */
    private void passphrase() {
        Form form = reason(form("passphrase"));
        Dialog dialog = dialog("passphrase", form);
        tools.dialogs().show(dialog.verb(text.get("requests.verb.passphrase"), form.complete(), () -> {
            dialog.busyProperty().set(true);
            model.passphrase(
                    form.text("reason"),
                    told -> {
                        dialog.close();
                        Form shown = new Form()
                                .say(text.get("requests.passphrase.told"))
                                .say(told.passphrase());
                        tools.dialogs().show(dialog("passphrase", shown));
                    },
                    dialog::fail);
        }));
    }

    private void clear(String what) {
        String name = "clear-" + what;
        Form form = reason(form(name));
        ask(name, form, (_, done, failed) -> model.clear(what, form.text("reason"), done, failed));
    }

    private void hold() {
        String account = Objects.requireNonNull(model.now().summary().account());
        Form form = reason(form("hold").line("matter", text.get("requests.matter"), LONGEST_REASON, true));
        ask(
                "hold",
                form,
                (_, done, failed) -> desk.hold(
                        new HoldAccount(account, form.text("matter"), form.text("reason")), _ -> done.run(), failed));
    }

    private void agree() {
        Form form = new Form()
                .say(Objects.requireNonNull(model.approvalProperty().get()).effect())
                .say(text.get("requests.sentence.agree"))
                .area("note", text.get("requests.approval.note"), ROWS, LONGEST_REASON, false);
        ask("agree", form, (_, done, failed) -> model.approve(form.textOrNull("note"), done, failed));
    }

    private void disagree() {
        Form form = reason(form("disagree"));
        ask("disagree", form, (_, done, failed) -> model.decline(form.text("reason"), done, failed));
    }

    private void showMissing() {
        VBox list = Dialogs.form(Dialogs.wrapped(
                text.get(model.now().missing().isEmpty() ? "requests.missing.nothing" : "requests.missing.sentence")));
        model.now().missing().forEach(each -> list.getChildren().add(Dialogs.wrapped("•  " + each)));
        Dialog dialog =
                tools.dialogs().dialog(text.get("requests.do.missing"), list).leave(text.get("requests.close"));
        Command next = next();
        if (next != null) {
            dialog.verb(next.words(), next.enabled(), () -> {
                dialog.close();
                next.run();
            });
        }
        tools.dialogs().show(dialog);
    }

    private void writeLetter() {
        Label preview = Dialogs.wrapped("");
        preview.setId("preview");
        preview.setMaxWidth(Double.MAX_VALUE);
        preview.setVisible(false);
        preview.setManaged(false);
        preview.getStyleClass().addAll("letter");
        String language = model.now().language().startsWith("zh") ? "zh-CN" : "en";
        Form form = form("letter")
                .notice(Meaning.INFORMATION, text.get("requests.seen"))
                .choose("language", text.get("requests.language"), LANGUAGES, this::language, language)
                .choose("template", text.get("requests.template"), TEMPLATES, this::template, null)
                .area("letter", text.get("requests.letter"), LETTER_ROWS, LONGEST_LETTER, true);
        form.onChosen("template", String.class, _ -> fill(form));
        form.onChosen("language", String.class, _ -> fill(form));
        Button show = new Button(text.get("requests.preview"));
        show.setId("showPreview");
        show.disableProperty().bind(Bindings.not(form.complete()));
        show.setOnAction(_ -> model.previewLetter(
                form.text("letter"),
                letter -> {
                    preview.setText(text.get("requests.letter.preview", letter.to(), letter.subject(), letter.text()));
                    preview.setVisible(true);
                    preview.setManaged(true);
                },
                tools.dialogs()::failed));
        form.node(show).node(preview);
        ask(
                "letter",
                form,
                (_, done, failed) -> model.add("letters", new WriteLetter(form.text("letter")), done, failed));
    }

    /** One's own last letter, as long as it has not gone. */
    Optional<RequestDetails.Message> letterThatWaits(RequestDetails now) {
        return RequestModel.waiting(
                now, tools.me().staff().id(), tools.moments().now());
    }

    /** Says of each letter of one's own that waits, once, until when it can be taken back; looks again when it has gone. */
    private void tellWhenItGoes(@Nullable RequestDetails now) {
        if (going != null) {
            going.cancel();
        }
        RequestDetails.Message letter =
                now == null ? null : letterThatWaits(now).orElse(null);
        if (now == null || letter == null || letter.goesAt() == null) {
            return;
        }
        if (told.add(letter.id())) {
            String request = now.summary().id();
            tools.dialogs()
                    .toast(
                            text.get("requests.letter.goes", tools.moments().exactTime(letter.goesAt())),
                            text.get("requests.letter.undo"),
                            () -> takeBack(request, letter.id()));
        }
        Duration rest = Duration.between(tools.moments().now(), letter.goesAt());
        going = tools.calls().tasks().later(rest.plus(SEEN_GONE_AFTER), model::reload);
    }

    private void takeLetterBack() {
        RequestDetails now = model.now();
        letterThatWaits(now).ifPresent(letter -> takeBack(now.summary().id(), letter.id()));
    }

    private void takeBack(String request, String letter) {
        model.takeBackLetter(
                request,
                letter,
                () -> tools.dialogs().toast(text.get("requests.letter.taken-back")),
                tools.dialogs()::failed);
    }

    private String language(String tag) {
        return Locale.forLanguageTag(tag).getDisplayLanguage(text.locale());
    }

    private String template(String name) {
        return text.get("requests.template." + name);
    }

    /** What the person reads is in their language, not in that of whoever writes. */
    private void fill(Form form) {
        String template = form.chosen("template", String.class);
        if (!template.equals("free")) {
            Text theirs = Text.of(Locale.forLanguageTag(form.chosen("language", String.class)))
                    .beside(RequestForms.class);
            form.input("letter").setText(theirs.get("requests.letter." + template));
        }
    }

    private void correct() {
        VBox changes = Dialogs.form();
        Form form = form("correct")
                .line("newName", text.get("requests.correct.name"), LONGEST_VALUE, false)
                .line("newEmail", text.get("requests.correct.email"), LONGEST_VALUE, false)
                .area("evidence", text.get("requests.evidence"), ROWS, LONGEST_WORDS, true);
        reason(form);
        form.needs(form.input("newName")
                .textProperty()
                .isNotEmpty()
                .or(form.input("newEmail").textProperty().isNotEmpty()));
        Button show = new Button(text.get("requests.preview"));
        show.setId("showPreview");
        show.disableProperty().bind(Bindings.not(form.complete()));
        show.setOnAction(_ -> model.previewCorrection(
                correction(form),
                found -> changes.getChildren().setAll(new CorrectionPane(found, text, tools.moments())),
                tools.dialogs()::failed));
        form.node(show).node(changes);
        ask("correct", form, (version, done, failed) -> model.correct(correction(form), version, done, failed));
    }

    private static WriteCorrection correction(Form form) {
        List<WriteCorrection.Change> changes = new ArrayList<>();
        if (form.textOrNull("newName") != null) {
            changes.add(new WriteCorrection.Change(CorrectedField.NAME, form.text("newName")));
        }
        if (form.textOrNull("newEmail") != null) {
            changes.add(new WriteCorrection.Change(CorrectedField.EMAIL, form.text("newEmail")));
        }
        return new WriteCorrection(changes, form.text("evidence"), form.text("reason"));
    }
}
