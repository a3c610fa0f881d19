package ai.ominigate.credit;

import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.platform.PublicAddress;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account's owner is told of their credit, in the language that they read. */
@Singleton
final class CreditLetters {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final int NANO_PLACES = 9;

    /** Where customers see what is left. */
    private static final String BILLING = "/billing";

    private final OwnerFields owners;
    private final Members members;
    private final PublicAddress address;
    private final Outbox outbox;

    CreditLetters(OwnerFields owners, Members members, PublicAddress address, Outbox outbox) {
        this.owners = owners;
        this.members = members;
        this.address = address;
        this.outbox = outbox;
    }

    /** They got it; with the transaction that gives it. */
    void given(Connection transaction, UUID account, long nanos, CreditCause cause, @Nullable Instant expiresAt)
            throws SQLException {
        Locale language = language(transaction, account);
        Map<String, String> values = values(nanos);
        values.put(
                "cause",
                ResourceBundle.getBundle("credit.causes", language, CreditLetters.class.getClassLoader(), NO_FALLBACK)
                        .getString(cause.name()));
        if (expiresAt != null) {
            values.put("until", day(expiresAt, language));
        }
        leave(
                transaction,
                account,
                expiresAt == null ? Template.CREDIT_GIVEN : Template.CREDIT_GIVEN_UNTIL,
                language,
                values);
    }

    /** Of what they got by mistake, so much was taken back; with the transaction that takes it. */
    void takenBack(Connection transaction, UUID account, long nanos) throws SQLException {
        leave(transaction, account, Template.CREDIT_TAKEN_BACK, language(transaction, account), values(nanos));
    }

    /** They are going to lose it. */
    void expires(Connection transaction, UUID account, long nanos, Instant expiresAt) throws SQLException {
        Locale language = language(transaction, account);
        Map<String, String> values = values(nanos);
        values.put("until", day(expiresAt, language));
        leave(transaction, account, Template.CREDIT_EXPIRES, language, values);
    }

    private Map<String, String> values(long nanos) {
        // Rounded down to cents: nobody is promised more than there is.
        String amount = BigDecimal.valueOf(nanos, NANO_PLACES)
                .setScale(2, RoundingMode.DOWN)
                .toPlainString();
        return new HashMap<>(Map.of("amount", amount, "link", address.of(BILLING)));
    }

    /** Every Chinese is served the one that we have; every language that we do not have, English. */
    private Locale language(Connection connection, UUID account) throws SQLException {
        Member reader = members.owner(connection, account);
        return reader != null && reader.language().getLanguage().equals(Locale.CHINESE.getLanguage())
                ? Locale.SIMPLIFIED_CHINESE
                : Locale.ENGLISH;
    }

    /** In UTC, as statements are. */
    private static String day(Instant moment, Locale language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .format(moment.atOffset(ZoneOffset.UTC));
    }

    private void leave(
            Connection transaction, UUID account, Template template, Locale language, Map<String, String> values)
            throws SQLException {
        OwnerFields.Now owner = owners.now(transaction, account);
        if (owner != null && owner.email() != null) {
            outbox.leave(transaction, new Letter(template, owner.email(), "account:" + account, language, values));
        }
    }
}
