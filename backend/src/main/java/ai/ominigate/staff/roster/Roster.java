package ai.ominigate.staff.roster;

import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.Role;
import ai.ominigate.personal.Masked;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction.Consent;
import ai.ominigate.staff.approval.ApprovableAction.Needs;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all changes of the staff have in common. */
final class Roster {
    static final Needs NEEDS = new Needs(Capability.VIEW_STAFF, Capability.MANAGE_STAFF, Capability.MANAGE_STAFF);

    static final Duration PROPOSALS_WAIT = Duration.ofDays(7);

    private Roster() {}

    /** @throws Refused if one person may not hold these together */
    static Set<Role> checked(List<Role> roles) {
        Set<Role> set = EnumSet.noneOf(Role.class);
        set.addAll(roles);
        if (!Rights.fitTogether(set)) {
            throw Refused.invalid("The field 'roles' has at least one role; ADMIN and AUDITOR go with no other.");
        }
        return set;
    }

    static String titles(Set<Role> roles) {
        return roles.isEmpty()
                ? "nothing any more"
                : roles.stream().sorted().map(Rights::title).collect(Collectors.joining(", "));
    }

    /** Nobody agrees to what is about themselves. */
    static void requireUninvolved(UUID member, Consent consent) {
        if (consent.approver().member().equals(member)) {
            throw Refused.forbidden(
                    "about_yourself",
                    "This is about yourself. Another administrator has to agree to it.",
                    new RightNeeded(Capability.MANAGE_STAFF.name(), Rights.rolesWith(Capability.MANAGE_STAFF), false));
        }
    }

    /** Somebody who works here, as the transaction sees it, which holds the lock of the roles. */
    static Members.Listed active(Members members, Connection transaction, UUID id) throws SQLException {
        Members.Listed member = members.listed(transaction, id);
        if (member == null || !member.active()) {
            throw noSuchMember(id.toString());
        }
        return member;
    }

    /** The same for what was proposed when somebody worked here. */
    static Members.Listed stillActive(Members members, Connection transaction, UUID id) throws SQLException {
        Members.Listed member = members.listed(transaction, id);
        if (member == null || !member.active()) {
            throw changedSince();
        }
        return member;
    }

    static Refused changedSince() {
        return new Refused(
                HttpStatus.CONFLICT,
                "changed_since",
                "This member has changed since it was proposed. Refuse it, and have it proposed again.");
    }

    /**
     * What whoever looks at the staff is told of an invitation.
     *
     * @param version its version from now on; null if it is none any more
     */
    static News invitationChanged(UUID invitation, @Nullable Long version) {
        return new News(
                "invitation.changed", "invitation:" + invitation, version, new News.Audience.Having(NEEDS.view()));
    }

    /** What whoever looks at the staff is told of a member. */
    static News changed(UUID member, long version) {
        return new News("staff.changed", "staff:" + member, version, new News.Audience.Having(NEEDS.view()));
    }

    /** An address of the staff, for whoever decides who it lets in; for whoever only looks on it is masked. */
    static String email(String email, Actor.Member me) {
        return Rights.allows(me, Capability.MANAGE_STAFF) ? email : Masked.email(email);
    }

    static Refused noSuchMember(String id) {
        return Refused.notFound("There is no member of the staff with the id '" + id + "'.");
    }

    /** What two people have done, by the one who agreed; who asked for it is told with it. */
    static Act act(Consent consent, String action, UUID member, Map<String, String> details) {
        return act(consent, action, "staff:" + member, details);
    }

    static Act act(Consent consent, String action, String subject, Map<String, String> details) {
        Map<String, String> all = new TreeMap<>(details);
        all.put("proposal", consent.proposal().toString());
        all.put("proposer", "staff:" + consent.proposer());
        return new Act(consent.approver(), action, Act.Outcome.DONE, subject, null, consent.request(), all);
    }
}
