package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Who does what is asked. */
@Singleton
final class Fulfilments {
    private static final String LEGAL_HOLD = "legal_hold";

    private final Map<RequestType, Fulfilment> byType = new EnumMap<>(RequestType.class);

    Fulfilments(Collection<Fulfilment> all) {
        for (Fulfilment each : all) {
            for (RequestType type : each.types()) {
                if (byType.put(type, each) != null) {
                    throw new IllegalStateException("two features do what a " + type + " asks for");
                }
            }
        }
    }

    /** @throws Refused if no feature does it */
    Fulfilment of(RequestType type) {
        Fulfilment found = byType.get(type);
        if (found == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_not_doable",
                    "Nothing here does what a request of the type " + type
                            + " asks for. Do it by hand and answer it by a" + " letter, or change its type.");
        }
        return found;
    }

    /** What stands in the way of doing it now. Nothing is deleted while it is kept for a legal matter, whoever deletes it. */
    List<Blocker> blockers(Connection connection, Assignment assignment) throws SQLException {
        List<Blocker> blockers = new ArrayList<>(of(assignment.type()).blockers(connection, assignment));
        boolean held = assignment.type() == RequestType.DELETION
                && assignment.account() != null
                && HoldTable.isHeld(connection, assignment.account());
        if (held && blockers.stream().noneMatch(each -> each.code().equals(LEGAL_HOLD))) {
            blockers.add(new Blocker(
                    LEGAL_HOLD,
                    "The account's data are kept for a legal matter. Two privacy officers can lift that.",
                    Capability.SET_LEGAL_HOLD));
        }
        return blockers;
    }

    boolean has(RequestType type) {
        return byType.containsKey(type);
    }
}
