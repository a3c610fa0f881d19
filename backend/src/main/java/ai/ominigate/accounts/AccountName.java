package ai.ominigate.accounts;

import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account is called, which may be a person's name. */
@Singleton
final class AccountName implements Revealable {
    private final Accounts accounts;

    AccountName(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String subjectKind() {
        return "account";
    }

    @Override
    public PersonalField field() {
        return PersonalField.NAME;
    }

    @Override
    public Capability needs() {
        return Capability.REVEAL_EMAIL;
    }

    @Override
    public @Nullable String read(String id) throws SQLException {
        UUID account = uuid(id);
        Account found = account == null ? null : accounts.find(account);
        return found == null ? null : found.name();
    }

    private static @Nullable UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
