package ai.ominigate.abuse.decision;

import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/**
 * How many people whom a decision would touch have asked us something about their data that is not answered yet: whoever is
 * shut out cannot see the answer in their account. The desk of such requests offers the bean: it knows decisions, and
 * not the other way round.
 */
public interface OpenPrivacyRequests {

    /** How many of these accounts have an open request. Blocks. */
    int among(Set<UUID> accounts) throws SQLException;
}
