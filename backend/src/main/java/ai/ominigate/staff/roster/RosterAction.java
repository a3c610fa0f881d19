package ai.ominigate.staff.roster;

import ai.ominigate.staff.approval.ApprovableAction;
import java.time.Duration;

/** What two administrators decide about who is a member and does what. */
interface RosterAction<P> extends ApprovableAction<P> {

    @Override
    default Needs needs() {
        return Roster.NEEDS;
    }

    @Override
    default Duration validFor() {
        return Roster.PROPOSALS_WAIT;
    }
}
