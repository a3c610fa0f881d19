package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Has a member do something else.
 *
 * @param role BILLING or DEVELOPER
 */
public record ChangeTeamRole(MemberRole role) {
    public ChangeTeamRole {
        Required.value("role", role);
    }
}
