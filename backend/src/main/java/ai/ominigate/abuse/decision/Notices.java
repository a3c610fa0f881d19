package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.abuse.DecisionAction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells owners, in their language, what was decided about them or a key of theirs, and that it was undone: the category,
 * what is restricted, until when, and how to appeal, and nothing of what it was found by. Of what a rule decides for an hour
 * they are told that no person has looked yet. Apart from that they are told what they alone can end: that somebody else has
 * a key of theirs, or guesses at their password. Whose a network is nobody knows, so nobody is told of those.
 */
@Singleton
final class Notices {
    private final Customers customers;
    private final Members members;
    private final Outbox outbox;
    private final AbuseSettings settings;

    Notices(Customers customers, Members members, Outbox outbox, AbuseSettings settings) {
        this.customers = customers;
        this.members = members;
        this.outbox = outbox;
        this.settings = settings;
    }

    /** It counts from now on. */
    void decided(Connection transaction, Decision decision) throws SQLException {
        Recipient recipient = ownerOf(transaction, decision);
        if (recipient == null) {
            return;
        }
        boolean warning = decision.action() == DecisionAction.WARN;
        NoticeWords words = NoticeWords.in(recipient.language());
        Map<String, String> values = warning
                ? Map.of(
                        "category", words.category(decision.category()),
                        "reference", decision.id().toString(),
                        "contact", settings.contact())
                : Map.of(
                        "category", words.category(decision.category()),
                        "scope", words.scope(decision),
                        "until", words.until(decision),
                        "reference", decision.id().toString(),
                        "contact", settings.contact());
        leave(transaction, template(decision), recipient, values);
    }

    private static Template template(Decision decision) {
        if (decision.action() == DecisionAction.WARN) {
            return Template.ABUSE_WARNING;
        }
        return decision.automatic() ? Template.ABUSE_RESTRICTION_FOR_NOW : Template.ABUSE_RESTRICTION;
    }

    /** An appeal was right. */
    void overturned(Connection transaction, Decision decision) throws SQLException {
        Recipient recipient = ownerOf(transaction, decision);
        if (recipient != null) {
            boolean warning = decision.action() == DecisionAction.WARN;
            NoticeWords words = NoticeWords.in(recipient.language());
            Map<String, String> values = Map.of(
                    "scope", warning ? words.of("scope.warning-undone") : words.scope(decision),
                    "reference", decision.id().toString(),
                    "contact", settings.contact());
            leave(transaction, Template.APPEAL_OVERTURNED, recipient, values);
        }
    }

    /** An appeal was not right. */
    void upheld(Connection transaction, Decision decision) throws SQLException {
        Recipient recipient = ownerOf(transaction, decision);
        if (recipient != null) {
            boolean warning = decision.action() == DecisionAction.WARN;
            NoticeWords words = NoticeWords.in(recipient.language());
            Map<String, String> values = Map.of(
                    "scope",
                    warning ? words.of("scope.warning-stays") : words.scope(decision),
                    "until",
                    warning ? words.of("until.cause") : words.until(decision),
                    "reference",
                    decision.id().toString(),
                    "contact",
                    settings.contact());
            leave(transaction, Template.APPEAL_UPHELD, recipient, values);
        }
    }

    /** Somebody ended it before its time. */
    void undone(Connection transaction, Decision decision) throws SQLException {
        if (decision.action() == DecisionAction.WARN) {
            return; // Whoever was not warned need not be told so.
        }
        Recipient recipient = ownerOf(transaction, decision);
        if (recipient != null) {
            Map<String, String> values = Map.of(
                    "scope", NoticeWords.in(recipient.language()).scope(decision),
                    "reference", decision.id().toString(),
                    "contact", settings.contact());
            leave(transaction, Template.ABUSE_RESTRICTION_ENDED, recipient, values);
        }
    }

    /**
     * Somebody else seems to have this key.
     *
     * @param found by what, as {@link NoticeWords} knows it
     */
    void keyAtRisk(Connection transaction, UUID key, String found) throws SQLException {
        KeyOwner owner = customers.ownersOf(transaction, List.of(key)).get(key);
        Recipient recipient = owner == null ? null : ownerOf(transaction, owner.account());
        if (recipient != null) {
            Map<String, String> values = Map.of(
                    "key", key.toString(),
                    "found", NoticeWords.in(recipient.language()).of(found),
                    "contact", settings.contact());
            leave(transaction, Template.KEY_AT_RISK, recipient, values);
        }
    }

    /** Many guess at the password of whoever signs in to this account. */
    void passwordGuessed(Connection transaction, UUID account) throws SQLException {
        Recipient recipient = ownerOf(transaction, account);
        if (recipient != null) {
            leave(transaction, Template.PASSWORD_GUESSED, recipient, Map.of("contact", settings.contact()));
        }
    }

    private void leave(Connection transaction, Template template, Recipient recipient, Map<String, String> values)
            throws SQLException {
        outbox.leave(
                transaction,
                new Letter(
                        template, recipient.email(), "account:" + recipient.account(), recipient.language(), values));
    }

    private record Recipient(UUID account, String email, Locale language) {
        /** Without who. */
        @Override
        public String toString() {
            return "Recipient[" + account + "]";
        }
    }

    /** Whom to tell; null if nobody, as it is about no owner, or they have given no address. */
    private @Nullable Recipient ownerOf(Connection transaction, Decision decision) throws SQLException {
        UUID account = owner(transaction, decision);
        return account == null ? null : ownerOf(transaction, account);
    }

    /** Who has never signed in has not said what they read. */
    private @Nullable Recipient ownerOf(Connection connection, UUID account) throws SQLException {
        String email = customers.emailOf(connection, account);
        Member owner = email == null ? null : members.owner(connection, account);
        return email == null ? null : new Recipient(account, email, owner == null ? Locale.ENGLISH : owner.language());
    }

    private @Nullable UUID owner(Connection transaction, Decision decision) throws SQLException {
        boolean touches = switch (decision.action()) {
            case WARN, THROTTLE, REQUIRE_STEP, SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT, REFUND_AND_CLOSE -> true;
            case DISMISS, ALLOW, BLOCK_NETWORK -> false;
        };
        if (!touches) {
            return null;
        }
        return switch (decision.entity()) {
            case Entity.Account account -> account.id();
            case Entity.Key key -> {
                KeyOwner owner =
                        customers.ownersOf(transaction, List.of(key.id())).get(key.id());
                yield owner == null ? null : owner.account();
            }
            case Entity.Net ignored -> null;
            case Entity.Asn ignored -> null;
            case Entity.Country ignored -> null;
        };
    }
}
