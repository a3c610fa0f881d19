package ai.ominigate.customer.door;

import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who asks for what is an account's. A method of a controller takes one as a parameter. */
public sealed interface Requester {

    /** The account whose things they get to see, and no other. */
    UUID account();

    /**
     * Refuses whoever is to get the secret of a key that manages the account, unless they own it: it can do what they may
     * not, and stays when they go.
     *
     * @throws Refused if they do not
     */
    default void requireOwnerForManagingKey() {
        if (!(this instanceof SignedIn me) || me.member().role() != MemberRole.OWNER) {
            throw Refused.closed(
                    "permission_missing", "Only the account's owner makes or replaces keys that manage it.");
        }
    }

    /** Who is signed in, as far as the door has found out for this request; null if nobody. */
    static @Nullable SignedIn signedIn(HttpRequest<?> request) {
        return CustomerFilter.requester(request) instanceof SignedIn me ? me : null;
    }

    /** As commands and limits tell callers apart. */
    String name();

    /** Somebody who is signed in. */
    record SignedIn(CustomerSession session) implements Requester {

        /** Who. */
        public Member member() {
            return session.member();
        }

        @Override
        public UUID account() {
            return member().account();
        }

        @Override
        public String name() {
            return "member:" + member().id();
        }
    }

    /** A program with a key of the account that manages it. */
    record ManagingKey(UUID key, UUID account) implements Requester {

        @Override
        public String name() {
            return "key:" + key;
        }
    }
}
