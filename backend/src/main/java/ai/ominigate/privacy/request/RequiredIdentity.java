package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RequestType;
import org.jspecify.annotations.Nullable;

/**
 * How sure we must be of who asks before something is done. What gives data out or takes them away needs the registered
 * address; what it needs beside that is up to whoever does it: a passphrase for a package, a while in which it can be called
 * off.
 */
final class RequiredIdentity {
    private RequiredIdentity() {}

    static IdentityLevel of(@Nullable RequestType type) {
        return switch (type) {
            case QUESTION, COMPLAINT -> IdentityLevel.L0;
            case ACCESS, PORTABILITY, CORRECTION, DELETION, RESTRICTION, OBJECTION -> IdentityLevel.L1;
            case null -> IdentityLevel.L1;
        };
    }

    /** Whether what was shown is enough for what is asked. */
    static boolean suffices(IdentityLevel shown, @Nullable RequestType type) {
        return shown.compareTo(of(type)) >= 0;
    }
}
