package ai.ominigate.privacy.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is told to whoever shows that a request is theirs, on the page on which they do and nowhere else: so it is in no mailbox.
 * Offered by whoever gives people something that only they shall open.
 */
public interface ShownOnConfirmation {

    /** A passphrase, the same each time; null if this request needs none, or they see it elsewhere. */
    @Nullable
    String of(Connection transaction, UUID request) throws SQLException;
}
