package ai.ominigate.egress;

import java.sql.SQLException;
import java.util.Map;

/** The hosts that companies of the registry are at. Offered by the feature that keeps it. */
public interface RegisteredHosts {

    /** Each host, in lower case, with the name of the company that is there. Blocks. */
    Map<String, String> read() throws SQLException;
}
