package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.SetupToken;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The token that lets an administrator in whom no administrator can have invited. Blocks. */
@Singleton
public final class Setup {
    private static final String SHOWN_BEFORE =
            "A token was made before with this Idempotency-Key, and shown then. If nobody has it, make another with a new"
                    + " Idempotency-Key.";

    private final DataSource dataSource;
    private final Commands commands;
    private final Members members;
    private final Invitations invitations;
    private final AuditLog audit;

    Setup(DataSource dataSource, Commands commands, Members members, Invitations invitations, AuditLog audit) {
        this.dataSource = dataSource;
        this.commands = commands;
        this.members = members;
        this.invitations = invitations;
        this.audit = audit;
    }

    /** A new token if there is no administrator; null if there is one. For whoever starts OminiGate to see. */
    public @Nullable SetupToken atStart() throws SQLException {
        return members.administrators() > 0
                ? null
                : Transaction.run(dataSource, transaction -> token(transaction, new Actor.Automatic(), null));
    }

    /** A new token, instead of the one before. */
    SetupToken token(Actor actor, Command command) throws SQLException {
        return commands.shownOnce(
                command, null, SHOWN_BEFORE, transaction -> token(transaction, actor, command.requestId()));
    }

    private SetupToken token(Connection transaction, Actor actor, @Nullable String request) throws SQLException {
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
    }
}
