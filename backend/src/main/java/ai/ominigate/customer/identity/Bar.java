package ai.ominigate.customer.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whoever decides who is shut out, and is asked before anybody comes in and with whatever they do then. Never blocks. */
public interface Bar {

    /** How somebody wants to come in. */
    enum Way {
        SIGN_UP,
        SIGN_IN
    }

    /**
     * What whoever is shut out is told.
     *
     * @param code the stable name that programs compare
     * @param sentence that it is so, whom to write to and which request to name; not why
     */
    record Shut(String code, String sentence) {}

    /**
     * What keeps somebody out at this moment; null if nothing does. Being asked counts as having met it.
     *
     * @param account whose they say they are; null if that is not known
     */
    @Nullable
    Shut shut(Way way, Visit visit, @Nullable UUID account);

    /**
     * What somebody is asked before they may try.
     *
     * @param words the question, in their language
     * @param token to be brought back with the answer
     */
    record Question(String words, String token) {}

    /**
     * What whoever is not shut out has to answer first; null if nothing, or if what they show answers it. An answer counts for
     * one attempt.
     *
     * @param account whose they say they are; null if that is not known
     */
    @Nullable
    Question question(Way way, Visit visit, @Nullable UUID account);

    /**
     * What keeps out whoever is signed in to an account; null if nothing does.
     *
     * @param address from where, 4 or 16 bytes
     * @param request the {@code x-request-id}
     */
    @Nullable
    Shut shutSignedIn(UUID account, byte[] address, String request);

    /**
     * The same of a key of an account.
     *
     * @param address from where it is used, 4 or 16 bytes
     * @param request the {@code x-request-id}
     */
    @Nullable
    Shut shutKey(UUID key, UUID account, byte[] address, String request);

    /** Whether an account is suspended or banned at this moment by what was decided about it. */
    boolean isAccountShut(UUID account);

    /** Whether a card must be confirmed before anything is paid for this account. */
    boolean mustConfirmCard(UUID account);

    /** What keeps whoever is in this account from going on until a card is confirmed; null if nothing does. */
    @Nullable
    Shut shutUntilCardIsConfirmed(UUID account);

    /** From when on whoever comes into this account must have signed in, as earlier sessions count for nothing; or null. */
    @Nullable
    Instant signedInAnewSince(UUID account);
}
