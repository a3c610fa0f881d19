package ai.ominigate.accounts;

import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where an account's owner gets mail. */
@Singleton
final class AccountEmail implements Revealable {
    private final Customers customers;

    AccountEmail(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String subjectKind() {
        return "account";
    }

    @Override
    public PersonalField field() {
        return PersonalField.EMAIL;
    }

    @Override
    public Capability needs() {
        return Capability.REVEAL_EMAIL;
    }

    @Override
    public @Nullable String read(String id) throws SQLException {
        Customer found = customers.withId(id);
        return found == null ? null : found.email();
    }
}
