package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cases that decisions decide. Whoever keeps cases offers a bean; without one, no decision can name a case. All of it
 * happens in the transaction of the decision.
 */
public interface DecidedCases {

    /**
     * Holds the case until the transaction ends, before anything else of it is locked.
     *
     * @param version that whoever decides saw; null where a rule or a second person decides
     * @param entity that the decision is about
     * @throws ai.ominigate.rest.Refused if the case has another version, was merged into another one, or has nothing to do
     *     with the entity
     */
    void hold(Connection transaction, UUID caseId, @Nullable Long version, Entity entity) throws SQLException;

    /** What the case is about; null if there is no such case. */
    @Nullable
    Entity subject(Connection connection, UUID caseId) throws SQLException;

    /** A decision waits for a second person. */
    void awaits(Connection transaction, UUID caseId, Decision decision) throws SQLException;

    /** It was decided, by one or by two. */
    void decided(Connection transaction, UUID caseId, Decision decision) throws SQLException;

    /** No second person agreed. */
    void declined(Connection transaction, UUID caseId, Decision decision) throws SQLException;
}
