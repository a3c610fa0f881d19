package ai.ominigate.staff.rights;

import ai.ominigate.model.staff.Role;
import java.util.Set;
import java.util.UUID;

/** Who does something: a controller's method takes one as a parameter and gets whoever sent the request. */
public sealed interface Actor {

    /** The stable name that the audit log knows them by: never a name or an address of a person. */
    String id();

    /**
     * A member of the staff who is signed in.
     *
     * @param member who
     * @param session with which token
     * @param roles theirs at this moment
     */
    record Member(UUID member, UUID session, Set<Role> roles) implements Actor {
        public Member {
            roles = Set.copyOf(roles);
        }

        @Override
        public String id() {
            return "staff:" + member;
        }
    }

    /** Whoever has the operator's token of a node: the commands on its machine. */
    record Operator() implements Actor {
        @Override
        public String id() {
            return "operator";
        }
    }

    /** OminiGate itself, on its own account: what a clock or a rule starts. */
    record Automatic() implements Actor {
        @Override
        public String id() {
            return "ominigate";
        }
    }

    /** Somebody who has not shown who they are, as at a sign-in that fails. */
    record Unidentified() implements Actor {
        @Override
        public String id() {
            return "unidentified";
        }
    }
}
