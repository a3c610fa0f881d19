package ai.ominigate.customer.identity;

import java.util.Locale;

/**
 * Somebody at the door who has not shown yet who they are.
 *
 * @param address from where, 4 or 16 bytes; looked at and not kept
 * @param device what with, as {@link Device} calls it
 * @param language that they read
 * @param request the {@code x-request-id}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Visit(byte[] address, String device, Locale language, String request) {
    /** Without where from. */
    @Override
    public String toString() {
        return "Visit[" + device + "]";
    }
}
