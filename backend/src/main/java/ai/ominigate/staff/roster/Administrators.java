package ai.ominigate.staff.roster;

import ai.ominigate.model.staff.Role;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.identity.Members;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** There is always an administrator, and what needs two is refused while there is one. */
@Singleton
final class Administrators {
    private final Members members;

    Administrators(Members members) {
        this.members = members;
    }

    /** Until the transaction ends, nobody comes, goes or gets other roles but by it. */
    void hold(Connection transaction) throws SQLException {
        members.lockAdministrators(transaction);
    }

    /** Whether there is nobody who could agree to what an administrator asks for. */
    boolean isOnlyOne(Connection transaction) throws SQLException {
        return members.lockAdministrators(transaction) < 2;
    }

    void requireTwo(Connection transaction) throws SQLException {
        if (isOnlyOne(transaction)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_second_person",
                    "This needs a second administrator who agrees, and there is none. Invite one first.");
        }
    }

    /**
     * Refuses to leave nobody.
     *
     * @param before the roles that somebody has
     * @param after those that they are to have
     */
    void requireOneLeft(Connection transaction, Set<Role> before, Set<Role> after) throws SQLException {
        boolean leaves = before.contains(Role.ADMIN) && !after.contains(Role.ADMIN);
        if (leaves && members.lockAdministrators(transaction) < 2) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "last_administrator",
                    "This is the last administrator; nobody could manage the staff any more. Invite another one first.");
        }
    }
}
