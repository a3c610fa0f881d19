package ai.ominigate.privacy.request;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.privacy.RequestType;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests of some types are done. A feature offers one as a bean; for each type there is one.
 *
 * <p>What has to be done is cut into legs. They are done in order, each as often as it takes, by any node, and by one at a
 * time; a request is completed when all of them are settled, and in no other way.
 */
public interface Fulfilment {

    /** What it does. */
    Set<RequestType> types();

    /**
     * The legs of a request, in order, in the transaction in which a second person agrees. A leg of the stage {@code CLOSE}
     * that tells the person is added unless there is one.
     */
    List<PlannedLeg> legs(Connection transaction, Assignment assignment) throws SQLException;

    /**
     * Does a leg, outside of any transaction. May be called again after it succeeded, and may have been killed anywhere
     * before: what is done already is success. What it throws counts as {@link LegOutcome.Failed}.
     *
     * @param leg the name of one of {@link #legs}
     */
    LegOutcome perform(Assignment assignment, String leg) throws SQLException, IOException;

    /** What stands in the way of doing it now; empty if nothing does. Shown while it is prepared, and looked at again as it is agreed to. */
    default List<Blocker> blockers(Connection connection, Assignment assignment) throws SQLException {
        return List.of();
    }

    /** Whether it is so little that nobody has to agree to it. */
    default boolean needsNoSecondPerson(Connection connection, Assignment assignment) throws SQLException {
        return false;
    }

    /**
     * What whoever proposes it has to type, as nothing brings back what it does to the wrong one: an address, or another name
     * of whom it happens to; null where nothing is to be typed.
     */
    default @Nullable String toBeTyped(Connection connection, Assignment assignment) throws SQLException {
        return null;
    }

    /**
     * What came of it, for the letter that closes the request, in its language and in paragraphs; null if what was prepared
     * says all.
     */
    default @Nullable String outcome(Connection connection, Assignment assignment) throws SQLException {
        return null;
    }

    /** What it would change of the account, before and after, masked; empty where it changes no single values. */
    default List<ProposedChange> changes(Connection connection, Assignment assignment) throws SQLException {
        return List.of();
    }

    /** For how long the person can call it off once it is agreed to. */
    default Duration coolingOff(Assignment assignment) {
        return Duration.ZERO;
    }
}
