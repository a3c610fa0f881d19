package ai.ominigate.personal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Addresses of people who were forgotten, as long as there are backups and lists that may still have them. Asked before
 * somebody is written to, and before an address is taken in from anywhere but its owner. Offered by whoever forgets people.
 */
public interface Suppression {

    /** Whether this is the address of somebody who was forgotten, and who has not come back since; capitals do not matter. */
    boolean isSuppressed(Connection connection, String address) throws SQLException;

    /**
     * Whether a letter to this address may go: to one that is not suppressed, or if it is part of what they ask themselves.
     *
     * @param about whose the letter is, as letters name it
     */
    boolean mayBeWrittenTo(Connection connection, String address, String about) throws SQLException;
}
