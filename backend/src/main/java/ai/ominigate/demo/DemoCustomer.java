package ai.ominigate.demo;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts.EmailInUse;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.PasswordTurns;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Transaction;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whoever the demo's account belongs to, and signs in to its pages. */
@Singleton
@Requires(property = "ominigate.demo", value = "true")
final class DemoCustomer {
    private static final String EMAIL = "customer@ominigate.example";
    private static final int PASSWORD_BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataSource dataSource;
    private final Members members;
    private final OwnerFields owners;
    private final PasswordTurns passwords;

    DemoCustomer(DataSource dataSource, Members members, OwnerFields owners, PasswordTurns passwords) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.owners = owners;
        this.passwords = passwords;
    }

    /** How they sign in, as it stands in the demo's file. */
    record Entry(String email, String password) {}

    /**
     * Sees to it that they can sign in.
     *
     * @param before how they do by the file of an earlier start; null for something new
     */
    Entry enrol(Account account, @Nullable Entry before) throws SQLException {
        Entry entry = before == null ? random() : before;
        String kept = passwords.hash(entry.password());
        return Transaction.run(dataSource, transaction -> {
            if (members.owner(transaction, account.id()) == null) {
                add(transaction, account, entry, kept);
            } else if (before == null) {
                members.replaceOwnersPassword(transaction, account.id(), kept);
            }
            return entry;
        });
    }

    private void add(Connection transaction, Account account, Entry entry, String kept) throws SQLException {
        try {
            owners.changeEmail(transaction, account.id(), entry.email(), false, "demo");
        } catch (EmailInUse e) {
            throw new CannotStart(
                    "Another account has the address of the demo's customer, " + entry.email()
                            + ". Start the demo with an empty data folder.",
                    e);
        }
        members.add(transaction, account.id(), entry.email(), MemberRole.OWNER, kept, Locale.ENGLISH);
    }

    private static Entry random() {
        byte[] password = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(password);
        return new Entry(EMAIL, Base64.getUrlEncoder().withoutPadding().encodeToString(password));
    }
}
