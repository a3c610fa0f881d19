package ai.ominigate.personal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/**
 * Accounts whose owners are forgotten, or are being forgotten and have nothing under way any more. Asked by whoever stores what
 * comes late, as the journal of a node that was away: it is nobody's then. Offered by whoever forgets people.
 */
public interface NobodysAccounts {

    /**
     * Which of these are nobody's. Until the transaction ends, none of the others becomes so: who forgets waits for it.
     *
     * @param transaction the one that stores
     */
    Set<UUID> among(Connection transaction, Set<UUID> accounts) throws SQLException;
}
