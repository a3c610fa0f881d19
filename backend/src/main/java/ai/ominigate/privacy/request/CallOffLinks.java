package ai.ominigate.privacy.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Links by which people do something about their requests without an account. Offered by whoever serves those pages. */
public interface CallOffLinks {

    /** A new one that calls this request off, until this time. */
    String callOff(Connection transaction, UUID request, Instant until) throws SQLException;
}
