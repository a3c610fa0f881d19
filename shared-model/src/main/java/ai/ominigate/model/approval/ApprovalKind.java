package ai.ominigate.model.approval;

import ai.ominigate.model.staff.Role;
import java.util.List;

/**
 * A sort of action that needs a second person.
 *
 * @param kind its name, {@code feature.verb}, as {@code retention.shorten}
 * @param proposers the roles that may propose it
 * @param approvers the roles that may approve it
 * @param people how many people have such a role at the moment; with fewer than two it may be that nobody can agree
 */
public record ApprovalKind(String kind, List<Role> proposers, List<Role> approvers, int people) {
    public ApprovalKind {
        proposers = List.copyOf(proposers);
        approvers = List.copyOf(approvers);
    }
}
