package ai.ominigate.staff.reveal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Cases in which somebody may see more. A feature that has cases offers a bean for each kind. */
public interface CaseWork {

    /** The kind of the case's name, as {@code case}. */
    String kind();

    /**
     * Whether this member works on the case, which is open, and the subject belongs to it.
     *
     * @param transaction of the look, which is all that this reads by: another connection could wait for it
     * @param id the case's, without its kind
     * @param subject whose value is to be seen, as {@code account:019a…}
     */
    boolean covers(Connection transaction, String id, UUID member, String subject) throws SQLException;
}
