package ai.ominigate.console.staff;

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
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.staff.AccessDetails;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.RightsTable;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SessionDetails;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Who works here, what they may, and where they are signed in. */
public final class StaffView implements Desk {

    /** What is written in dialogs is so many lines high. */
    private static final int LINES = 2;

    private final Tools tools;
    private final Text text;
    private final StaffViewModel model;
    private final Meanwhile<MemberDetails> seen;
    private final Meanwhile<InvitationDetails> seenInvitation;
    private final Meanwhile<AccessDetails> seenAccess;
    private final Command invite;
    private final Command roles;
    private final Command remove;
    private final Command endSessions;
    private final Command renew;
    private final Command withdraw;
    private final Command review;
    private @Nullable ListTabs lists;

    @FXML
    private VBox root;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<MemberDetails> list;

    @FXML
    private ResourceList<InvitationDetails> invitations;

    @FXML
    private ResourceList<AccessDetails> access;

    @FXML
    private ResourceList<RightsTable.Row> rights;

    @FXML
    private DetailPane detail;

    private StaffView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new StaffViewModel(tools.calls());
        this.seen = new Meanwhile<>(tools.calls(), tools.dialogs(), MemberDetails.class)
                .field(text.get("staff.role"), this::rolesOf)
                .field(text.get("staff.status"), row -> status(row).words());
        this.seenInvitation = new Meanwhile<>(tools.calls(), tools.dialogs(), InvitationDetails.class)
                .field(text.get("staff.status"), row -> status(row).words())
                .field(text.get("staff.role"), row -> rolesOf(row.roles()))
                .field(text.get("staff.expires"), row -> tools.moments().absolute(row.expiresAt()));
        this.seenAccess = new Meanwhile<>(tools.calls(), tools.dialogs(), AccessDetails.class)
                .field(text.get("staff.role"), this::held)
                .field(
                        text.get("staff.reviewed"),
                        row -> row.review() == null
                                ? null
                                : tools.moments().absolute(row.review().at()));
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
        this.renew = Command.of("staff.renew", text.get("staff.renew"), null, invited(), this::askRenew)
                .unless(away);
        this.withdraw = Command.of("staff.withdraw", text.get("staff.withdraw"), null, invited(), this::askWithdraw)
                .unless(away);
        this.review = Command.of("staff.review", text.get("staff.review"), "V", reviewable(), this::askReview)
                .unless(away);
    }

    private BooleanBinding invited() {
        return Bindings.createBooleanBinding(
                () -> tools.rights().has("MANAGE_STAFF")
                        && model.invitations().selectedProperty().get() != null,
                model.invitations().selectedProperty());
    }

    /** Nobody looks at what they may do themselves. */
    private BooleanBinding reviewable() {
        return Bindings.createBooleanBinding(
                () -> {
                    AccessDetails selected = model.access().selectedProperty().get();
                    return tools.rights().has("MANAGE_STAFF")
                            && selected != null
                            && !selected.id().equals(tools.me().staff().id());
                },
                model.access().selectedProperty());
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
        return Place.of("staff", "fth-user-check", KeyCode.T, "VIEW_STAFF")
                .opens(StaffView.class, tools, "staff.title", (own, _) -> new StaffView(own));
    }

    @FXML
    private void initialize() {
        list.show(model.list(), text, tools.moments(), text.get("staff.title"), text.get("staff.none"))
                .choose("status", text.get("staff.status"), text.each(MemberStatus.values(), "staff.status."))
                .choose("role", text.get("staff.role"), text.each(Role.values(), "role."))
                .words(text.get("staff.name"), 160, MemberDetails::name)
                .words(text.get("staff.role"), 200, this::rolesOf)
                .state(text.get("staff.status"), 128, this::status)
                .time(text.get("staff.last"), 130, "lastSignInAt", MemberDetails::lastSignInAt)
                .count(text.get("staff.sessions"), 90, row -> (long) row.sessions());
        showInvitations();
        showAccess();
        showRights();
        lists = new ListTabs(
                tabs,
                Map.of(
                        "members",
                        model.list(),
                        "invitations",
                        model.invitations(),
                        "access",
                        model.access(),
                        "rights",
                        model.rights()),
                this::showDetail);
        tools.moments().utcProperty().subscribe(_ -> {
            list.redraw();
            invitations.redraw();
            access.redraw();
        });
    }

    private void showInvitations() {
        invitations
                .show(
                        model.invitations(),
                        text,
                        tools.moments(),
                        text.get("staff.tab.invitations"),
                        text.get("staff.none.invitations"))
                .words(text.get("staff.name"), 150, InvitationDetails::name)
                .words(text.get("staff.role"), 180, row -> rolesOf(row.roles()))
                .state(text.get("staff.status"), 160, this::status)
                .time(text.get("staff.invited-at"), 120, "createdAt", InvitationDetails::createdAt)
                .time(text.get("staff.expires"), 110, null, InvitationDetails::expiresAt);
    }

    private void showAccess() {
        access.show(model.access(), text, tools.moments(), text.get("staff.tab.access"), text.get("staff.none.access"))
                .words(text.get("staff.name"), 140, AccessDetails::name)
                .sorted("name")
                .words(text.get("staff.role"), 190, this::held)
                .time(text.get("staff.acted"), 120, null, AccessDetails::lastActAt)
                .state(text.get("staff.review-due"), 150, this::due)
                .time(
                        text.get("staff.reviewed"),
                        120,
                        "reviewedAt",
                        row -> row.review() == null ? null : row.review().at());
    }

    private String held(AccessDetails member) {
        return rolesOf(member.roles().stream().map(AccessDetails.HeldRole::role).toList());
    }

    private Badge due(AccessDetails member) {
        String when = tools.moments().relative(member.reviewDueAt());
        return member.due()
                ? new Badge(Meaning.WAITING, text.get("staff.review-due.now"))
                : new Badge(Meaning.GOOD, when);
    }

    private void show(AccessDetails member) {
        Facts facts = new Facts(text, tools.moments());
        member.roles()
                .forEach(each -> facts.words(
                        text.get("role." + each.role()),
                        each.since() == null
                                ? text.get("staff.since.long")
                                : text.get(
                                        "staff.since",
                                        tools.moments().relative(each.since()),
                                        tools.moments().absolute(each.since()))));
        facts.time(text.get("staff.last"), member.lastSignInAt())
                .time(text.get("staff.acted"), member.lastActAt())
                .state(text.get("staff.review-due"), due(member));
        AccessDetails.Review last = member.review();
        if (last != null) {
            facts.time(text.get("staff.reviewed"), last.at())
                    .words(text.get("staff.reviewed.by"), last.by().name())
                    .words(text.get("staff.reviewed.why"), last.reason())
                    .words(text.get("staff.reviewed.taken"), rolesOf(last.taken()))
                    .copied(text.get("staff.reviewed.approval"), last.approval());
        }
        if (member.atProvider()) {
            facts.words(text.get("staff.by"), text.get("staff.by.PROVIDER"));
        }
        detail.show(member.name(), facts, DetailPane.buttons(review.button()));
    }

    private void askReview() {
        AccessDetails member =
                Objects.requireNonNull(model.access().selectedProperty().get());
        List<Role> has =
                member.roles().stream().map(AccessDetails.HeldRole::role).toList();
        RoleChoice choice = new RoleChoice(text, has, has);
        TextArea reason = Fields.area("reason", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("staff.review.of", member.name()),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("staff.review.sentence")),
                                choice,
                                Dialogs.field(text.get("staff.review.why"), reason)));
        tools.dialogs()
                .show(dialog.verb(
                        text.get("staff.review.verb"),
                        Bindings.createBooleanBinding(() -> !reason.getText().isBlank(), reason.textProperty()),
                        () -> {
                            dialog.busyProperty().set(true);
                            seenAccess.act(
                                    member,
                                    dialog,
                                    text.get("staff.review.verb"),
                                    (now, failed) -> model.review(
                                            now,
                                            choice.roles(),
                                            reason.getText().strip(),
                                            _ -> {
                                                dialog.close();
                                                tools.dialogs()
                                                        .toast(text.get(
                                                                choice.roles().size() == has.size()
                                                                        ? "staff.review.confirmed"
                                                                        : "staff.proposed"));
                                            },
                                            failed));
                        }));
    }

    private void showRights() {
        rights.show(model.rights(), text, tools.moments(), text.get("staff.tab.rights"), text.get("staff.none.rights"))
                .words(text.get("staff.may"), 270, this::right);
        for (Role each : Role.values()) {
            rights.words(text.get("role." + each), 170, row -> mark(row, each));
        }
        rights.wide();
    }

    /** The right in words; one that this console does not know yet by its name. */
    private String right(RightsTable.Row row) {
        return text.find("staff.right." + row.capability()).orElse(row.capability());
    }

    private String mark(RightsTable.Row row, Role role) {
        String mark = row.marks().getOrDefault(role, "NO");
        return text.find("staff.mark." + mark).orElse(mark);
    }

    private Badge status(InvitationDetails invitation) {
        if (!invitation.expiresAt().isAfter(tools.moments().now())) {
            return new Badge(Meaning.QUIET, text.get("staff.invitation.expired"));
        }
        return invitation.accepted()
                ? new Badge(Meaning.INFORMATION, text.get("staff.invitation.accepted"))
                : new Badge(Meaning.WAITING, text.get("staff.invitation.open"));
    }

    private void showDetail() {
        switch (lists == null ? null : lists.selected()) {
            case MemberDetails member -> show(member);
            case InvitationDetails invitation -> show(invitation);
            case AccessDetails member -> show(member);
            case RightsTable.Row row -> show(row);
            case null, default ->
                detail.hint(text.get(
                        switch (lists == null ? "members" : lists.shown()) {
                            case "rights" -> "staff.hint.rights";
                            case "access" -> "staff.hint.access";
                            case "invitations" -> "staff.hint.invitations";
                            default -> "staff.hint";
                        }));
        }
    }

    private void show(InvitationDetails invitation) {
        detail.show(
                invitation.name(),
                new Facts(text, tools.moments())
                        .state(text.get("staff.status"), status(invitation))
                        .words(text.get("staff.role"), rolesOf(invitation.roles()))
                        .copied(text.get("staff.email"), invitation.email())
                        .time(text.get("staff.invited-at"), invitation.createdAt())
                        .time(text.get("staff.expires"), invitation.expiresAt())
                        .copied(text.get("staff.invited-by"), invitation.invitedBy())
                        .copied(text.get("staff.agreed-by"), invitation.agreedBy()),
                DetailPane.buttons(renew.button(), withdraw.button()));
    }

    private void show(RightsTable.Row row) {
        Facts facts = new Facts(text, tools.moments());
        for (Role each : Role.values()) {
            facts.words(text.get("role." + each), mark(row, each));
        }
        detail.show(right(row), facts, DetailPane.buttons());
    }

    private void askRenew() {
        InvitationDetails invitation =
                Objects.requireNonNull(model.invitations().selectedProperty().get());
        tools.dialogs()
                .confirm(
                        text.get("staff.renew"),
                        text.get("staff.renew.sentence", invitation.name()),
                        text.get("staff.renew.verb"),
                        dialog -> seenInvitation.act(
                                invitation,
                                dialog,
                                text.get("staff.renew.verb"),
                                (now, failed) -> model.renew(
                                        now,
                                        invited -> {
                                            dialog.close();
                                            tell(invited);
                                        },
                                        failed)));
    }

    private void askWithdraw() {
        InvitationDetails invitation =
                Objects.requireNonNull(model.invitations().selectedProperty().get());
        tools.dialogs()
                .confirm(
                        text.get("staff.withdraw"),
                        text.get("staff.withdraw.sentence", invitation.name()),
                        text.get("staff.withdraw.verb"),
                        dialog -> seenInvitation.act(
                                invitation,
                                dialog,
                                text.get("staff.withdraw.verb"),
                                (now, failed) -> model.withdraw(
                                        now,
                                        () -> {
                                            dialog.close();
                                            tools.dialogs().toast(text.get("staff.withdrawn"));
                                        },
                                        failed)));
    }

    private String rolesOf(MemberDetails member) {
        return rolesOf(member.roles());
    }

    private String rolesOf(List<Role> roles) {
        return roles.stream().map(role -> text.get("role." + role)).collect(Collectors.joining(", "));
    }

    private Badge status(MemberDetails member) {
        return new Badge(
                member.status() == MemberStatus.ACTIVE ? Meaning.GOOD : Meaning.QUIET,
                text.get("staff.status." + member.status()));
    }

    private void show(MemberDetails member) {
        draw(member, List.of());
        if (member.sessions() > 0) {
            model.sessions(member, sessions -> {
                if (lists != null
                        && lists.selected() instanceof MemberDetails selected
                        && selected.id().equals(member.id())) {
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
        sessions.forEach(each -> facts.node(text.get("staff.session"), session(member, each)));
        detail.show(member.name(), facts, DetailPane.buttons(roles.button(), endSessions.button(), remove.button()));
    }

    private VBox session(MemberDetails member, SessionDetails session) {
        VBox box = new VBox(Dialogs.wrapped(text.get(
                session.current() ? "staff.session.this" : "staff.session.used",
                tools.moments().relative(session.lastUsedAt()),
                tools.moments().absolute(session.expiresAt()))));
        box.getStyleClass().add("field");
        // Whoever ends their own signs out by the menu.
        if (tools.rights().has("END_SESSIONS") && !session.current()) {
            Button end = new Button(text.get("staff.end-session"));
            end.setId("end-session-" + session.id());
            end.setMinWidth(Region.USE_PREF_SIZE);
            end.disableProperty().bind(tools.calls().connection().lostProperty());
            end.setOnAction(_ -> askEndSession(member, session));
            box.getChildren().add(end);
        }
        return box;
    }

    private void askEndSession(MemberDetails member, SessionDetails session) {
        tools.dialogs()
                .confirm(
                        text.get("staff.end-session"),
                        text.get(
                                "staff.end-session.sentence",
                                member.name(),
                                tools.moments().relative(session.lastUsedAt())),
                        text.get("staff.end-session.verb"),
                        dialog -> model.endSession(
                                member,
                                session,
                                () -> {
                                    dialog.close();
                                    tools.dialogs().toast(text.get("staff.session-ended", member.name()));
                                },
                                dialog::fail));
    }

    private MemberDetails selected() {
        return Objects.requireNonNull(model.list().selectedProperty().get());
    }

    private void askRoles() {
        MemberDetails member = selected();
        RoleChoice choice = new RoleChoice(text, member.roles());
        TextArea reason = Fields.area("reason", LINES);
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
                            seen.act(
                                    member,
                                    dialog,
                                    text.get("staff.roles.verb"),
                                    (now, failed) -> model.giveRoles(
                                            now,
                                            choice.roles(),
                                            reason.getText().strip(),
                                            () -> proposed(dialog),
                                            failed));
                        }));
    }

    private void askRemove() {
        MemberDetails member = selected();
        tools.dialogs()
                .reason(
                        text.get("staff.remove.of", member.name()),
                        text.get("staff.remove.sentence", member.name()),
                        text.get("staff.remove.verb"),
                        (why, dialog) -> seen.act(
                                member,
                                dialog,
                                text.get("staff.remove.verb"),
                                (now, failed) -> model.remove(now, why, () -> proposed(dialog), failed)));
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
        TextArea reason = Fields.area("reason", LINES);
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
        return List.of(invite, roles, endSessions, remove, renew, withdraw, review);
    }

    @Override
    public void arrive(Link link) {
        Objects.requireNonNull(lists).arrive(link.parameters());
    }

    @Override
    public void refresh() {
        Objects.requireNonNull(lists).list().refresh();
    }
}
