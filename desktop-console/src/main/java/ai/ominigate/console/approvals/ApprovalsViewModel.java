package ai.ominigate.console.approvals;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalStatus;
import ai.ominigate.model.approval.ApproveProposal;
import ai.ominigate.model.approval.RefuseProposal;
import com.fasterxml.jackson.core.JacksonException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** The approvals inbox without its looks. */
final class ApprovalsViewModel {

    private final Calls calls;
    private final ApprovalsApi api;
    private final ListModel<ApprovalDetails> list;
    private final String me;

    /** @param me the id of whoever is signed in */
    ApprovalsViewModel(Calls calls, String me) {
        this.calls = calls;
        this.me = me;
        this.api = calls.api(ApprovalsApi.class);
        this.list = new ListModel<>(calls, api::list, ApprovalDetails::id);
        // What waits comes first; what was decided is one choice away.
        list.filter("status", ApprovalStatus.OPEN.name());
    }

    ListModel<ApprovalDetails> list() {
        return list;
    }

    static boolean canDecide(@Nullable ApprovalDetails proposal) {
        return proposal != null && proposal.status() == ApprovalStatus.OPEN && proposal.mayDecide();
    }

    boolean canWithdraw(@Nullable ApprovalDetails proposal) {
        return proposal != null
                && proposal.status() == ApprovalStatus.OPEN
                && proposal.proposedBy().id().equals(me);
    }

    /** Has the server note that whoever is signed in has seen it, and gets it as it is now. */
    void look(ApprovalDetails proposal, Consumer<ApprovalDetails> seen) {
        calls.read(api.look(proposal.id()), seen, _ -> {});
    }

    /** Agrees: the action is done with it. */
    void approve(ApprovalDetails proposal, Runnable done, Consumer<Failure> failed) {
        decide(api.approve(proposal.id(), Version.of(proposal), new ApproveProposal(null)), done, failed);
    }

    /** Does not agree. */
    void refuse(ApprovalDetails proposal, String reason, Runnable done, Consumer<Failure> failed) {
        decide(api.refuse(proposal.id(), Version.of(proposal), new RefuseProposal(reason)), done, failed);
    }

    /** Takes one's own back. */
    void withdraw(ApprovalDetails proposal, Runnable done, Consumer<Failure> failed) {
        decide(api.withdraw(proposal.id(), Version.of(proposal)), done, failed);
    }

    private void decide(Call<ApprovalDetails> call, Runnable done, Consumer<Failure> failed) {
        calls.write(
                call,
                decided -> {
                    list.replace(decided);
                    done.run();
                },
                failure -> {
                    showPresent(failure);
                    failed.accept(failure);
                });
    }

    /** Somebody was faster: the row shows what there is now. */
    private void showPresent(Failure failure) {
        if (failure instanceof Failure.Conflict conflict && conflict.current() != null) {
            try {
                list.replace(calls.json().treeToValue(conflict.current(), ApprovalDetails.class));
            } catch (JacksonException e) {
                list.noteNews();
            }
        }
    }
}
