package ai.ominigate.payment;

import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.platform.PublicAddress;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What an account's owner is told of payments, in the language that they read. */
@Singleton
final class PaymentLetters {
    /** Where customers see what is left, and how it is topped up. */
    private static final String BILLING = "/billing";

    private final OwnerFields owners;
    private final Members members;
    private final PublicAddress address;
    private final Outbox outbox;

    PaymentLetters(OwnerFields owners, Members members, PublicAddress address, Outbox outbox) {
        this.owners = owners;
        this.members = members;
        this.address = address;
        this.outbox = outbox;
    }

    /** With the transaction that makes true what it tells; of an account that is closed nobody is written to. */
    void write(Connection transaction, UUID account, Template template, long cents) throws SQLException {
        OwnerFields.Now owner = owners.now(transaction, account);
        if (owner == null || owner.email() == null) {
            return;
        }
        Member reader = members.owner(transaction, account);
        outbox.leave(
                transaction,
                new Letter(
                        template,
                        owner.email(),
                        "account:" + account,
                        reader == null ? Locale.ENGLISH : reader.language(),
                        Map.of("amount", TopUps.dollars(cents), "link", address.of(BILLING))));
    }
}
