package ai.ominigate.console.approvals;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.ChangeTable;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.Meanwhile;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.control.SlaLabel;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The approvals inbox: what waits for a second person, what would happen, and agreeing to it or not. */
public final class ApprovalsView implements Desk {

    private final Tools tools;
    private final Text text;
    private final ApprovalsViewModel model;
    private final Meanwhile<ApprovalDetails> seen;
    private final Command approve;
    private final Command refuse;
    private final Command withdraw;

    @FXML
    private VBox root;

    @FXML
    private ResourceList<ApprovalDetails> list;

    @FXML
    private DetailPane detail;

    private ApprovalsView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new ApprovalsViewModel(tools.calls(), tools.me().staff().id());
        this.seen = new Meanwhile<>(tools.calls(), tools.dialogs(), ApprovalDetails.class)
                .field(text.get("approvals.status"), row -> state(row).words())
                .field(
                        text.get("approvals.decided"),
                        row -> row.decidedBy() == null ? null : row.decidedBy().name())
                .field(text.get("approvals.note"), ApprovalDetails::note);
        this.approve = command("approvals.approve", "Y", ApprovalsViewModel::canDecide, this::askApprove);
        this.refuse = command("approvals.refuse", "X", ApprovalsViewModel::canDecide, this::askRefuse);
        this.withdraw = command("approvals.withdraw", "W", model::canWithdraw, this::askWithdraw);
    }

    private Command command(String id, String key, Predicate<@Nullable ApprovalDetails> can, Runnable action) {
        BooleanBinding possible = Bindings.createBooleanBinding(
                () -> can.test(model.list().selectedProperty().get()),
                model.list().selectedProperty());
        return Command.of(id, text.get(id), key, possible, action)
                .unless(tools.calls().connection().lostProperty());
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of("approvals", "fth-check-square", KeyCode.V, "VIEW_APPROVALS")
                .opens(ApprovalsView.class, tools, "approvals.title", (own, _) -> new ApprovalsView(own));
    }

    @FXML
    private void initialize() {
        list.show(model.list(), text, tools.moments(), text.get("approvals.title"), text.get("approvals.none"))
                .choose("status", text.get("approvals.status"), text.each(ApprovalStatus.values(), "approvals.status."))
                .state(text.get("approvals.left"), 150, this::left)
                .words(text.get("approvals.effect"), 320, ApprovalDetails::effect)
                .words(text.get("approvals.by"), 140, row -> row.proposedBy().name())
                .time(text.get("approvals.at"), 120, "proposedAt", ApprovalDetails::proposedAt);
        model.list().selectedProperty().subscribe(this::show);
        tools.moments().utcProperty().subscribe(_ -> list.redraw());
        tools.events().listen("approval.", _ -> model.list().noteNews(), model.list()::noteNews);
    }

    /** How long it can still be decided, or what became of it. */
    private Badge left(ApprovalDetails proposal) {
        return proposal.status() == ApprovalStatus.OPEN
                ? SlaLabel.badge(proposal.proposedAt(), proposal.expiresAt(), text, tools.moments())
                : state(proposal);
    }

    private Badge state(ApprovalDetails proposal) {
        Meaning meaning = switch (proposal.status()) {
            case OPEN -> Meaning.WAITING;
            case APPROVED -> Meaning.GOOD;
            case REFUSED -> Meaning.BAD;
            case WITHDRAWN, EXPIRED -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("approvals.status." + proposal.status()));
    }

    private void show(@Nullable ApprovalDetails proposal) {
        if (proposal == null) {
            detail.hint(text.get("approvals.hint"));
            return;
        }
        draw(proposal);
        model.look(proposal, seen -> {
            if (seen.id().equals(selectedId())) {
                draw(seen);
            }
        });
    }

    private @Nullable String selectedId() {
        ApprovalDetails selected = model.list().selectedProperty().get();
        return selected == null ? null : selected.id();
    }

    private void draw(ApprovalDetails proposal) {
        Facts facts = new Facts(text, tools.moments())
                .state(text.get("approvals.status"), state(proposal))
                .words(text.get("approvals.reason"), proposal.reason())
                .words(text.get("approvals.by"), proposal.proposedBy().name())
                .time(text.get("approvals.at"), proposal.proposedAt())
                .time(text.get("approvals.until"), proposal.expiresAt())
                .words(text.get("approvals.approvers"), text.get("approvals.people", proposal.approvers()))
                .words(
                        text.get("approvals.seen"),
                        proposal.seenBy().stream()
                                .map(each -> each.by().name() + ", "
                                        + tools.moments().relative(each.at()))
                                .collect(Collectors.joining("\n")))
                .words(
                        text.get("approvals.decided"),
                        proposal.decidedBy() == null
                                ? null
                                : proposal.decidedBy().name())
                .time(text.get("approvals.decided.at"), proposal.decidedAt())
                .words(text.get("approvals.note"), proposal.note())
                .copied(text.get("approvals.kind"), proposal.kind())
                .copied(text.get("approvals.subject"), proposal.subject());
        List<Node> parts = new ArrayList<>();
        if (!proposal.changes().isEmpty()) {
            parts.add(new ChangeTable(proposal.changes(), text, tools.moments()));
        }
        parts.add(facts);
        parts.add(DetailPane.buttons(approve.button(), refuse.button(), withdraw.button()));
        detail.show(proposal.effect(), parts.toArray(Node[]::new));
    }

    private ApprovalDetails selected() {
        return Objects.requireNonNull(model.list().selectedProperty().get());
    }

    private void askApprove() {
        ApprovalDetails proposal = selected();
        tools.dialogs()
                .confirm(
                        text.get("approvals.approve"),
                        text.get(
                                "approvals.approve.sentence",
                                proposal.effect(),
                                proposal.proposedBy().name()),
                        text.get("approvals.approve.verb"),
                        dialog -> seen.act(
                                proposal,
                                dialog,
                                text.get("approvals.approve.verb"),
                                (now, failed) -> model.approve(now, () -> done(dialog, "approvals.approved"), failed)));
    }

    private void askRefuse() {
        ApprovalDetails proposal = selected();
        tools.dialogs()
                .reason(
                        text.get("approvals.refuse"),
                        text.get("approvals.refuse.sentence", proposal.effect()),
                        text.get("approvals.refuse.verb"),
                        (reason, dialog) -> seen.act(
                                proposal,
                                dialog,
                                text.get("approvals.refuse.verb"),
                                (now, failed) ->
                                        model.refuse(now, reason, () -> done(dialog, "approvals.refused"), failed)));
    }

    private void askWithdraw() {
        ApprovalDetails proposal = selected();
        tools.dialogs()
                .confirm(
                        text.get("approvals.withdraw"),
                        text.get("approvals.withdraw.sentence", proposal.effect()),
                        text.get("approvals.withdraw.verb"),
                        dialog -> seen.act(
                                proposal,
                                dialog,
                                text.get("approvals.withdraw.verb"),
                                (now, failed) ->
                                        model.withdraw(now, () -> done(dialog, "approvals.withdrawn"), failed)));
    }

    private void done(Dialog dialog, String words) {
        dialog.close();
        tools.dialogs().toast(text.get(words));
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(approve, refuse, withdraw);
    }

    @Override
    public void arrive(Link link) {
        model.list().follow(link.parameters());
        list.takeKeys();
    }

    @Override
    public void refresh() {
        model.list().refresh();
    }
}
