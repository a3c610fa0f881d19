package ai.ominigate.abuse.decision;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** What owners are told of what a rule has seen, beside what is decided, as they alone can end it. Blocks. */
@Singleton
public final class OwnerNotices {
    private final Notices notices;

    OwnerNotices(Notices notices) {
        this.notices = notices;
    }

    /** A key of theirs is used as stolen ones are, as part of this transaction. */
    public void keyUsedBySomebodyElse(Connection transaction, UUID key) throws SQLException {
        notices.keyAtRisk(transaction, key, "found.used");
    }

    /** A key of theirs was found where everybody can read it, as part of this transaction. */
    public void keyFoundInPublic(Connection transaction, UUID key) throws SQLException {
        notices.keyAtRisk(transaction, key, "found.public");
    }

    /** Many networks guess at their password, as part of this transaction. */
    public void passwordGuessed(Connection transaction, UUID account) throws SQLException {
        notices.passwordGuessed(transaction, account);
    }
}
