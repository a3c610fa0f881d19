package ai.ominigate.personal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/**
 * What those are called whom words of the staff are about, so that it can be masked in them ({@link Masked}). Offered by
 * whoever keeps the names: those who show the words know no table of people.
 */
public interface SubjectNames {

    /**
     * Names by subject, without those that have none.
     *
     * @param subjects by a kind and an opaque name, as the audit log has them: {@code account:019a…}; others have no name
     */
    Map<String, String> of(Connection connection, Collection<String> subjects) throws SQLException;
}
