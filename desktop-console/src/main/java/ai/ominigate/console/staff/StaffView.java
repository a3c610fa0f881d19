package ai.ominigate.console.staff;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.View;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SessionDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Who works here, what they may, and where they are signed in. */
public final class StaffView implements Desk {

    private final Tools tools;
    private final Text text;
    private final StaffViewModel model;
    private final Command invite;
    private final Command roles;
    private final Command remove;
    private final Command endSessions;

    @FXML
    private VBox root;

    @FXML
    private ResourceList<MemberDetails> list;

    @FXML
    private DetailPane detail;

    private StaffView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new StaffViewModel(tools.calls());
        BooleanBinding away = tools.calls().connection().lostProperty();
        this.invite = Command.of(
                        "staff.invite",
                        text.get("staff.invite"),
                        "I",
                        new SimpleBooleanProperty(tools.rights().has("MANAGE_STAFF")),
                        this::askInvite)
                .unless(away);
        this.roles = Command.of("staff.roles", text.get("staff.roles"), "E", active("MANAGE_STAFF"), this::askRoles)
                .unless(away);
        this.remove = Command.of(
                        "staff.remove", text.get("staff.remove"), null, active("MANAGE_STAFF"), this::askRemove)
                .unless(away);
        this.endSessions = Command.of(
                        "staff.end-sessions",
                        text.get("staff.end-sessions"),
                        null,
                        active("END_SESSIONS"),
                        this::askEndSessions)
                .unless(away);
    }

    private BooleanBinding active(String right) {
        return Bindings.createBooleanBinding(
                () -> {
                    MemberDetails selected = model.list().selectedProperty().get();
                    return tools.rights().has(right) && selected != null && selected.status() == MemberStatus.ACTIVE;
                },
                model.list().selectedProperty());
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        Tools own = tools.beside(StaffView.class);
        return new Place(
                "staff",
                "fth-users",
                own.text().get("staff.title"),
                KeyCode.T,
                List.of("VIEW_STAFF"),
                _ -> View.load(StaffView.class, own.text(), () -> new StaffView(own))
                        .controller());
    }

    @FXML
    private void initialize() {
        Map<String, String> statuses = new LinkedHashMap<>();
        for (MemberStatus each : MemberStatus.values()) {
            statuses.put(each.name(), text.get("staff.status." + each));
        }
        Map<String, String> everyRole = new LinkedHashMap<>();
        for (Role each : Role.values()) {
            everyRole.put(each.name(), text.get("role." + each));
        }
        list.show(model.list(), text, tools.moments(), text.get("staff.title"), text.get("staff.none"))
                .choose("status", text.get("staff.status"), statuses)
                .choose("role", text.get("staff.role"), everyRole)
                .words(text.get("staff.name"), 160, MemberDetails::name)
                .words(text.get("staff.role"), 200, this::rolesOf)
                .state(text.get("staff.status"), 110, this::status)
                .time(text.get("staff.last"), 130, "lastSignInAt", MemberDetails::lastSignInAt)
                .count(text.get("staff.sessions"), 90, row -> (long) row.sessions());
        model.list().selectedProperty().subscribe(this::show);
        tools.moments().utcProperty().subscribe(_ -> list.redraw());
    }

    private String rolesOf(MemberDetails member) {
        return member.roles().stream().map(role -> text.get("role." + role)).collect(Collectors.joining(", "));
    }

    private Badge status(MemberDetails member) {
        return new Badge(
                member.status() == MemberStatus.ACTIVE ? Meaning.GOOD : Meaning.QUIET,
                text.get("staff.status." + member.status()));
    }

    private void show(@Nullable MemberDetails member) {
        if (member == null) {
            detail.hint(text.get("staff.hint"));
            return;
        }
        draw(member, List.of());
        if (member.sessions() > 0) {
            model.sessions(member, sessions -> {
                MemberDetails selected = model.list().selectedProperty().get();
                if (selected != null && selected.id().equals(member.id())) {
                    draw(selected, sessions);
                }
            });
        }
    }

    private void draw(MemberDetails member, List<SessionDetails> sessions) {
        Facts facts = new Facts(text, tools.moments())
                .state(text.get("staff.status"), status(member))
                .words(text.get("staff.role"), rolesOf(member))
                .words(text.get("staff.by"), text.get("staff.by." + member.signsInBy()))
                .time(text.get("staff.joined"), member.joinedAt())
                .time(text.get("staff.last"), member.lastSignInAt())
                .copied(text.get("staff.email"), member.email())
                .copied(text.get("staff.id"), member.id());
        sessions.forEach(each -> facts.words(
                text.get("staff.session"),
                text.get(
                        each.current() ? "staff.session.this" : "staff.session.used",
                        tools.moments().relative(each.lastUsedAt()),
                        tools.moments().absolute(each.expiresAt()))));
        detail.show(member.name(), facts, DetailPane.buttons(roles.button(), endSessions.button(), remove.button()));
    }

    private MemberDetails selected() {
        return Objects.requireNonNull(model.list().selectedProperty().get());
    }

    private TextArea reason() {
        TextArea reason = new TextArea();
        reason.setId("reason");
        reason.setWrapText(true);
        reason.setPrefRowCount(2);
        return reason;
    }

    private void askRoles() {
        MemberDetails member = selected();
        RoleChoice choice = new RoleChoice(text, member.roles());
        TextArea reason = reason();
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("staff.roles.of", member.name()),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("staff.roles.sentence")),
                                choice,
                                Dialogs.field(text.get("staff.reason"), reason)));
        tools.dialogs()
                .show(dialog.verb(
                        text.get("staff.roles.verb"),
                        choice.anyProperty()
                                .and(Bindings.createBooleanBinding(
                                        () -> !reason.getText().isBlank(), reason.textProperty())),
                        () -> {
                            dialog.busyProperty().set(true);
                            model.giveRoles(
                                    member,
                                    choice.roles(),
                                    reason.getText().strip(),
                                    () -> proposed(dialog),
                                    dialog::fail);
                        }));
    }

    private void askRemove() {
        MemberDetails member = selected();
        tools.dialogs()
                .reason(
                        text.get("staff.remove.of", member.name()),
                        text.get("staff.remove.sentence", member.name()),
                        text.get("staff.remove.verb"),
                        (why, dialog) -> model.remove(member, why, () -> proposed(dialog), dialog::fail));
    }

    private void proposed(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("staff.proposed"));
    }

    private void askEndSessions() {
        MemberDetails member = selected();
        tools.dialogs()
                .confirm(
                        text.get("staff.end-sessions"),
                        text.get("staff.end-sessions.sentence", member.name()),
                        text.get("staff.end-sessions.verb"),
                        dialog -> model.endSessions(
                                member,
                                () -> {
                                    dialog.close();
                                    tools.dialogs().toast(text.get("staff.ended", member.name()));
                                },
                                dialog::fail));
    }

    private void askInvite() {
        TextField email = new TextField();
        email.setId("inviteEmail");
        TextField name = new TextField();
        name.setId("inviteName");
        RoleChoice choice = new RoleChoice(text, List.of());
        TextArea reason = reason();
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("staff.invite"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("staff.invite.sentence")),
                                Dialogs.field(text.get("staff.email"), email),
                                Dialogs.field(text.get("staff.name"), name),
                                choice,
                                Dialogs.field(text.get("staff.reason"), reason)))
                .startAt(email);
        BooleanBinding complete = Bindings.createBooleanBinding(
                        () -> email.getText().contains("@")
                                && !name.getText().isBlank()
                                && !reason.getText().isBlank(),
                        email.textProperty(),
                        name.textProperty(),
                        reason.textProperty())
                .and(choice.anyProperty());
        tools.dialogs().show(dialog.verb(text.get("staff.invite.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            model.invite(
                    new InviteMember(
                            email.getText().strip(),
                            name.getText().strip(),
                            choice.roles(),
                            reason.getText().strip()),
                    invited -> {
                        dialog.close();
                        tell(invited);
                    },
                    dialog::fail);
        }));
    }

    /** The token shows here once and nowhere else. */
    private void tell(Invited invited) {
        if (invited.token() == null) {
            tools.dialogs().toast(text.get("staff.proposed"));
            return;
        }
        tools.dialogs()
                .show(tools.dialogs()
                        .dialog(
                                text.get("staff.invited"),
                                Dialogs.form(
                                        Dialogs.wrapped(text.get("staff.invited.sentence")),
                                        new Facts(text, tools.moments())
                                                .copied(text.get("staff.token"), invited.token())))
                        .leave(text.get("staff.close")));
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(invite, roles, endSessions, remove);
    }

    @Override
    public void arrive(Link link) {
        Map<String, String> filters = new LinkedHashMap<>(link.parameters());
        String id = filters.remove("id");
        if (!filters.isEmpty()) {
            model.list().filterBy(filters);
        }
        if (id != null) {
            model.list().select(id);
        }
        model.list().open();
    }

    @Override
    public void refresh() {
        model.list().refresh();
    }
}
