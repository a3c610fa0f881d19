package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.SetupToken;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The token that lets an administrator in whom no administrator can have invited. Blocks. */
@Singleton
public final class Setup {
    private final DataSource dataSource;
    private final Members members;
    private final Invitations invitations;
    private final AuditLog audit;

    Setup(DataSource dataSource, Members members, Invitations invitations, AuditLog audit) {
        this.dataSource = dataSource;
        this.members = members;
        this.invitations = invitations;
        this.audit = audit;
    }

    /** A new token if there is no administrator; null if there is one. For whoever starts OminiGate to see. */
    public @Nullable SetupToken atStart() throws SQLException {
        return members.administrators() > 0 ? null : token(new Actor.Automatic(), null);
    }

    /** A new token, instead of the one before. */
    SetupToken token(Actor actor, @Nullable String request) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Invitations.Issued issued = invitations.forAdministrator(transaction);
            audit.append(
                    transaction,
                    new Act(
                            actor,
                            "setup-token.make",
                            Act.Outcome.DONE,
                            "invitation:" + issued.id(),
                            null,
                            request,
                            Map.of()));
            return new SetupToken(issued.token(), issued.expiresAt());
        });
    }
}
