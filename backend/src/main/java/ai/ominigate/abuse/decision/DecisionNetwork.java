package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The network that something was decided about. Blocks. */
@Singleton
final class DecisionNetwork implements Revealable {
    private final Decisions decisions;

    DecisionNetwork(Decisions decisions) {
        this.decisions = decisions;
    }

    @Override
    public String subjectKind() {
        return "decision";
    }

    @Override
    public PersonalField field() {
        return PersonalField.ADDRESS;
    }

    @Override
    public Capability needs() {
        return Capability.REVEAL_NETWORK;
    }

    @Override
    public @Nullable String read(String id) throws SQLException {
        Decision decision;
        try {
            decision = decisions.find(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return null;
        }
        return decision != null && decision.entity() instanceof Entity.Net net
                ? net.network().toString()
                : null;
    }
}
