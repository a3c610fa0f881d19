package ai.ominigate.customer.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the door who has not shown yet who they are.
 *
 * @param address from where, 4 or 16 bytes; looked at and not kept
 * @param device what with, as {@link Device} calls it
 * @param language that they read
 * @param request the {@code x-request-id}
 * @param proof what they show where something was asked of them first; null if nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Visit(
        byte[] address,
        String device,
        Locale language,
        String request,
        @Nullable Proof proof) {
    /**
     * What somebody answers to a {@link Bar.Question}.
     *
     * @param token that came with it
     * @param answer as they typed it
     */
    public record Proof(String token, String answer) {
        /** Without both. */
        @Override
        public String toString() {
            return "Proof[]";
        }
    }

    /** The same, who shows this. */
    public Visit showing(@Nullable Proof shown) {
        return new Visit(address, device, language, request, shown);
    }

    /** Without where from. */
    @Override
    public String toString() {
        return "Visit[" + device + "]";
    }
}
