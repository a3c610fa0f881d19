package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.NetworkNote;
import ai.ominigate.platform.Network;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What colleagues wrote down about networks. Whoever keeps cases offers a bean; without one there are no notes. */
public interface NetworkNotes {

    /**
     * What was written in cases about this network, one around it or one inside it, the newest first.
     *
     * @param limit at most so many
     */
    List<NetworkNote> about(Connection connection, Network network, int limit) throws SQLException;
}
