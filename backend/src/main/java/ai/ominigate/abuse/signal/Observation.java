package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.platform.AddressScope;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that rules may count. Holds no body, no key, no password, no cookie and no e-mail address:
 * what must be told apart but not known is a hash.
 *
 * <p>A network is null where it says nothing of who called: when it is not one of the internet.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Calls.class, name = "calls"),
    @JsonSubTypes.Type(value = Observation.UnknownKeyTried.class, name = "unknown-key"),
    @JsonSubTypes.Type(value = Observation.CatalogueRead.class, name = "catalogue"),
    @JsonSubTypes.Type(value = Observation.SignInTried.class, name = "sign-in"),
    @JsonSubTypes.Type(value = Observation.SignedUp.class, name = "sign-up"),
    @JsonSubTypes.Type(value = Observation.FreeCreditSpent.class, name = "free-credit-spent"),
    @JsonSubTypes.Type(value = Observation.SessionSeen.class, name = "session"),
    @JsonSubTypes.Type(value = Observation.EmailChanged.class, name = "email-changed"),
    @JsonSubTypes.Type(value = Observation.KeyCreated.class, name = "key-created"),
    @JsonSubTypes.Type(value = Observation.PaymentTried.class, name = "payment")
})
public sealed interface Observation {

    /** When, in milliseconds since 1970. */
    long at();

    /** The network to count, or null if the address is not one of the internet. */
    static Entity.@Nullable Net network(byte[] address) {
        Entity.Net network = Entity.Net.of(address);
        return network.scope() == AddressScope.PUBLIC ? network : null;
    }

    /**
     * Calls of one key for one model from one network that came within the same second; often one.
     *
     * @param account whose key it is
     * @param model as customers call it; null for those that were refused before it was known
     * @param declared whether the key may be used from networks alone that its owner has named
     * @param count how many calls
     * @param limited how many of them were refused because the key calls too often
     * @param tokens of all of them
     * @param costNanos of all of them, in nano-dollars
     * @param refused how many of them the provider refused to answer for their content, by what it said of it
     */
    record Calls(
            long at,
            Entity.@Nullable Net network,
            UUID key,
            UUID account,
            @Nullable String model,
            boolean declared,
            long count,
            long limited,
            long tokens,
            long costNanos,
            Map<RefusalKind, Long> refused)
            implements Observation {
        /** These and those together, of the same key, model and network. */
        Calls and(Calls other) {
            return new Calls(
                    Math.max(at, other.at),
                    network,
                    key,
                    account,
                    model,
                    declared,
                    count + other.count,
                    limited + other.limited,
                    tokens + other.tokens,
                    costNanos + other.costNanos,
                    sum(refused, other.refused));
        }

        private static Map<RefusalKind, Long> sum(Map<RefusalKind, Long> one, Map<RefusalKind, Long> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.isEmpty() ? other : one;
            }
            Map<RefusalKind, Long> sum = new EnumMap<>(one);
            other.forEach((kind, number) -> sum.merge(kind, number, Long::sum));
            return Map.copyOf(sum);
        }
    }

    /**
     * Somebody came with an API key that there is not.
     *
     * @param prefixHash 32 bits of a hash of its first characters: tells keys apart and nothing of them
     */
    record UnknownKeyTried(long at, Entity.@Nullable Net network, int prefixHash) implements Observation {}

    /** Somebody without a key read models and prices, or tried to; {@code count} times. */
    record CatalogueRead(long at, Entity.@Nullable Net network, long count) implements Observation {}

    /**
     * Somebody tried to sign in.
     *
     * @param account who they said they are, if there is such a one
     * @param subjectHash tells apart who they said they are, also where there is none such
     * @param colleague whether that is a member of the staff, who has no account
     */
    record SignInTried(
            long at,
            Entity.@Nullable Net network,
            @Nullable UUID account,
            long subjectHash,
            boolean colleague,
            boolean succeeded)
            implements Observation {}

    /**
     * An account was made.
     *
     * @param mailboxHash of the e-mail address without what providers ignore in it (dots, what follows a plus)
     * @param disposable whether its domain hands out addresses for minutes
     */
    record SignedUp(long at, Entity.@Nullable Net network, UUID account, long mailboxHash, boolean disposable)
            implements Observation {}

    /**
     * An account has used up what it was given for nothing.
     *
     * @param givenAt when it got that, in milliseconds since 1970; 0 if an earlier version of the program told it
     */
    record FreeCreditSpent(long at, UUID account, long givenAt) implements Observation {}

    /**
     * Somebody came with a session: a customer to the dashboard, or a member of the staff.
     *
     * @param account whose dashboard; null for one of the staff
     * @param member who, as people travel and not accounts; null if an earlier version of the program told it
     * @param newDevice whether they were never seen with this device
     */
    record SessionSeen(
            long at,
            Entity.@Nullable Net network,
            @Nullable UUID account,
            @Nullable UUID member,
            UUID session,
            boolean newDevice)
            implements Observation {}

    /**
     * Somebody has another e-mail address.
     *
     * @param member who; null if an earlier version of the program told it
     */
    record EmailChanged(long at, UUID account, @Nullable UUID member) implements Observation {}

    /**
     * A key was made for an account.
     *
     * @param member who made it; null if another key did, or an earlier version of the program told it
     */
    record KeyCreated(long at, UUID account, @Nullable UUID member, UUID key) implements Observation {}

    /** How a payment went, in the processor's words. */
    enum PaymentOutcome {
        SUCCEEDED,
        DECLINED,
        /** It went through, and the processor finds it risky ({@code elevated}). */
        ELEVATED_RISK,
        /** The processor refused it as too risky ({@code highest}). */
        BLOCKED
    }

    /** A customer tried to pay. */
    record PaymentTried(long at, Entity.@Nullable Net network, UUID account, long amountNanos, PaymentOutcome outcome)
            implements Observation {}
}
