package ai.ominigate.customer.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whoever decides who is shut out, and is asked before anybody comes in. Never blocks. */
public interface Bar {

    /** How somebody wants to come in. */
    enum Way {
        SIGN_UP,
        SIGN_IN
    }

    /**
     * Whether somebody is shut out at this moment.
     *
     * @param address from where, 4 or 16 bytes
     * @param account whose they say they are; null if that is not known
     */
    boolean isShut(Way way, byte[] address, @Nullable UUID account);

    /**
     * Whether a key of an account is shut out at this moment.
     *
     * @param address from where it is used, 4 or 16 bytes
     */
    boolean isKeyShut(UUID key, UUID account, byte[] address);
}
