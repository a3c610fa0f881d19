package ai.ominigate.privacy.policy;

import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What two people decide about the policy. */
interface PolicyAction<P> extends ApprovableAction<P> {

    @Override
    default Needs needs() {
        return new Needs(Capability.VIEW_POLICY, Capability.EDIT_POLICY, Capability.EDIT_POLICY);
    }

    @Override
    default Duration validFor() {
        return Duration.ofDays(7);
    }

    /**
     * The version, which nobody else changes now.
     *
     * @throws Refused if its record is not the one that was seen by whoever proposed it
     */
    default Version unchanged(Connection transaction, int number, long seen) throws SQLException {
        Version version = Policy.known(VersionTable.lock(transaction, number), number);
        if (version.version() != seen) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "policy_changed",
                    "The version was changed after this was proposed. Read it again, and propose it anew if it still fits.");
        }
        return version;
    }
}
