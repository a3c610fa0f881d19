package ai.ominigate.accounts;

import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From which networks a key may be used, with a comma between them. Blocks. */
@Singleton
final class KeyNetworks implements Revealable {
    private final Accounts accounts;

    KeyNetworks(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String subjectKind() {
        return "key";
    }

    @Override
    public PersonalField field() {
        return PersonalField.NETWORKS;
    }

    @Override
    public Capability needs() {
        return Capability.REVEAL_NETWORK;
    }

    @Override
    public @Nullable String read(String id) throws SQLException {
        try {
            List<String> networks = accounts.networksOf(UUID.fromString(id));
            return networks.isEmpty() ? null : String.join(", ", networks);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
