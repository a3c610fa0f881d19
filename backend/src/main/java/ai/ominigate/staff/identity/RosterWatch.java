package ai.ominigate.staff.identity;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hears how the staff changes without anybody of the staff at work: somebody comes in, or the provider says who has which
 * role. In the transaction that makes it true.
 */
public interface RosterWatch {

    /** Somebody is here, or has other roles. */
    void changed(Connection transaction, UUID member, long version) throws SQLException;

    /**
     * Somebody has begun to accept an invitation to a colleague, or it is none any more.
     *
     * @param version its version from now on; null if it is none any more
     */
    void invitationChanged(Connection transaction, UUID invitation, @Nullable Long version) throws SQLException;
}
