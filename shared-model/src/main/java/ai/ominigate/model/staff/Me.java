package ai.ominigate.model.staff;

import java.util.List;

/**
 * Whoever asks.
 *
 * @param staff who it is
 * @param session their sign-in
 * @param rights every capability there is, and how far theirs goes
 */
public record Me(StaffDetails staff, SessionDetails session, List<RightDetails> rights) {
    public Me {
        rights = List.copyOf(rights);
    }
}
