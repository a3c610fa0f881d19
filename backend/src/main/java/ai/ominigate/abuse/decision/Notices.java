package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.Usd;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.DecisionAction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells owners what a person decided about them, and that it was undone: the category, what is restricted, until when, and
 * how to appeal. Nobody is told of what a rule does for an hour, as it may be wrong.
 */
@Singleton
final class Notices {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Customers customers;
    private final Outbox outbox;
    private final AbuseSettings settings;

    Notices(Customers customers, Outbox outbox, AbuseSettings settings) {
        this.customers = customers;
        this.outbox = outbox;
        this.settings = settings;
    }

    /** It counts from now on. */
    void decided(Connection transaction, Decision decision) throws SQLException {
        Recipient recipient = recipient(transaction, decision);
        if (recipient == null) {
            return;
        }
        boolean warning = decision.action() == DecisionAction.WARN;
        Map<String, String> values = warning
                ? Map.of(
                        "category", category(decision.category()),
                        "reference", decision.id().toString(),
                        "contact", settings.contact())
                : Map.of(
                        "category", category(decision.category()),
                        "scope", scope(decision),
                        "until", until(decision),
                        "reference", decision.id().toString(),
                        "contact", settings.contact());
        leave(transaction, warning ? Template.ABUSE_WARNING : Template.ABUSE_RESTRICTION, recipient, values);
    }

    /** An appeal was right. Told also of what a rule decided, as its owner asked. */
    void overturned(Connection transaction, Decision decision) throws SQLException {
        Recipient recipient = ownerOf(transaction, decision);
        if (recipient != null) {
            boolean warning = decision.action() == DecisionAction.WARN;
            Map<String, String> values = Map.of(
                    "scope", warning ? "nothing was, and the warning is taken back" : scope(decision),
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
            Map<String, String> values = Map.of(
                    "scope",
                    warning ? "nothing is restricted, and the warning stays" : scope(decision),
                    "until",
                    warning ? "its cause is gone" : until(decision),
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
        Recipient recipient = recipient(transaction, decision);
        if (recipient != null) {
            Map<String, String> values = Map.of(
                    "scope", scope(decision),
                    "reference", decision.id().toString(),
                    "contact", settings.contact());
            leave(transaction, Template.ABUSE_RESTRICTION_ENDED, recipient, values);
        }
    }

    private void leave(Connection transaction, Template template, Recipient recipient, Map<String, String> values)
            throws SQLException {
        outbox.leave(
                transaction,
                new Letter(template, recipient.email(), "account:" + recipient.account(), Locale.ENGLISH, values));
    }

    private record Recipient(UUID account, String email) {}

    /** Whom to tell; null if nobody, as it is about no owner, or they have given no address. */
    private @Nullable Recipient recipient(Connection transaction, Decision decision) throws SQLException {
        return decision.automatic() ? null : ownerOf(transaction, decision);
    }

    private @Nullable Recipient ownerOf(Connection transaction, Decision decision) throws SQLException {
        UUID account = owner(transaction, decision);
        String email = account == null ? null : customers.emailOf(transaction, account);
        return account == null || email == null ? null : new Recipient(account, email);
    }

    private @Nullable UUID owner(Connection transaction, Decision decision) throws SQLException {
        boolean touches = switch (decision.action()) {
            case WARN, THROTTLE, SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT, REFUND_AND_CLOSE -> true;
            case DISMISS, ALLOW, REQUIRE_STEP, BLOCK_NETWORK -> false;
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

    private static String category(@Nullable AbuseCategory category) {
        return switch (category) {
            case STOLEN_KEY -> "the use of a key by somebody who should not have it";
            case SHARED_ACCESS -> "the use of one key by many who should have their own";
            case REPEATED_SIGN_UP -> "accounts that are made for what new ones get";
            case PAYMENT_FRAUD -> "payments that are not meant to be made";
            case PROHIBITED_CONTENT -> "requests that our providers do not allow";
            case EXCESSIVE_LOAD -> "calls in a number that harms others";
            case OTHER -> "use that our terms do not allow";
            case null -> "use that our terms do not allow";
        };
    }

    private static String scope(Decision decision) {
        String whose = decision.entity() instanceof Entity.Key key ? "the API key " + key.id() : "your account";
        return switch (decision.action()) {
            case THROTTLE -> "calls of " + whose + " beyond " + limits(decision.throttle());
            case SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT -> "all calls of " + whose;
            case REFUND_AND_CLOSE -> "all calls of " + whose + ", which is closed and gets its balance back";
            case DISMISS, ALLOW, WARN, REQUIRE_STEP, BLOCK_NETWORK -> "nothing";
        };
    }

    private static String limits(@Nullable Throttle throttle) {
        List<String> limits = new ArrayList<>();
        if (throttle != null && throttle.requestsPerSecond() != null) {
            limits.add(throttle.requestsPerSecond() + " requests a second");
        }
        if (throttle != null && throttle.nanosPerHour() != null) {
            limits.add(new Usd(throttle.nanosPerHour()) + " dollars an hour");
        }
        return String.join(" or ", limits);
    }

    private static String until(Decision decision) {
        Instant end = decision.endsAt();
        String moment = end == null ? "we decide otherwise" : MINUTE.format(end);
        return switch (decision.action()) {
            case SUSPEND_KEY -> "you replace it (if you do not, it is revoked on " + moment + ")";
            case BAN_ACCOUNT -> moment + " at least, when it is looked at again";
            case REFUND_AND_CLOSE -> "an appeal is right";
            default -> moment;
        };
    }
}
