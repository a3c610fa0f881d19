package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.own.MemberRole;

/**
 * Who is signed in, as far as the frame of a page shows it.
 *
 * @param email whom it says one is
 */
public record Visitor(String email, MemberRole role) {

    static Visitor of(Requester.SignedIn me) {
        return new Visitor(me.member().email(), me.member().role());
    }
}
