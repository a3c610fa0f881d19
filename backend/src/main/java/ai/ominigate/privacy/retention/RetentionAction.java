package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What two people decide about how long something is kept. */
interface RetentionAction<P> extends ApprovableAction<P> {

    @Override
    default Needs needs() {
        return new Needs(Capability.VIEW_POLICY, Capability.EDIT_POLICY, Capability.EDIT_POLICY);
    }

    @Override
    default Duration validFor() {
        return Duration.ofDays(7);
    }

    /**
     * The rule, which nobody else changes now.
     *
     * @throws Refused if it is not the version that was proposed to change
     */
    default Rule unchanged(Connection transaction, DataClass dataClass, long version) throws SQLException {
        Rule rule = RuleTable.lock(transaction, dataClass);
        if (rule.version() != version) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "rule_changed",
                    "The rule was changed after this was proposed. Look at it again, and propose it anew if it still fits.");
        }
        return rule;
    }
}
