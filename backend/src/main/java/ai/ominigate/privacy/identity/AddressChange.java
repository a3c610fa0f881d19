package ai.ominigate.privacy.identity;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** What becomes of an address as whoever reads a mailbox follows a link of {@link Links}. Offered by whoever changes addresses. */
public interface AddressChange {

    /** A mailbox that is asked. */
    enum End {
        /** The one that an account is registered with. */
        OLD,
        /** The one that it is to be registered with. */
        NEW
    }

    /** Whoever reads this mailbox wants it; whether that still changes something. */
    boolean confirmed(Connection transaction, UUID request, End end) throws SQLException;

    /** Whoever reads the old mailbox wants it back; whether they have got it. */
    boolean reverted(Connection transaction, UUID request) throws SQLException;
}
