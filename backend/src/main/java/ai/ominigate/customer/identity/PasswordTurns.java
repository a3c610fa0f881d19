package ai.ominigate.customer.identity;

import ai.ominigate.credential.PasswordWork;
import ai.ominigate.rest.Refused;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Turns at customers' passwords, apart from the staff's: a flood of sign-ups must not keep those out who can end it. */
@Singleton
public final class PasswordTurns {
    private final PasswordWork work = new PasswordWork();

    PasswordTurns() {}

    /**
     * Does it when it is its turn.
     *
     * @throws Refused if that takes too long; nothing was done then
     */
    <T extends @Nullable Object> T inTurn(PasswordWork.Work<T> what) throws SQLException {
        return work.inTurn(what);
    }

    /** What to keep of a password. */
    public String hash(String password) throws SQLException {
        return work.hash(password);
    }
}
