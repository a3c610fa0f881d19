package ai.ominigate.gateway.wire;

/**
 * Checks that a body of JSON is text that every reader takes for the same: UTF-8, with no half of a surrogate pair
 * behind a {@code \\u}. What one parser refuses, another replaces and a third passes on must not go upstream.
 */
final class UnicodeText {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private UnicodeText() {}

    /** @throws BadRequest that says near which byte it is not so */
    static void require(byte[] body, int length) throws BadRequest {
        int p = 0;
        while (p < length) {
            if (p <= length - Long.BYTES && JsonScan.hasNoBackslash(body, p, HIGH_BITS)) {
                p += Long.BYTES;
            } else if (body[p] == '\\') {
                p = escapeEnd(body, p, length);
            } else if (body[p] >= 0) {
                p++;
            } else {
                p = characterEnd(body, p, length);
            }
        }
    }

    /** Behind the escape that begins here, both halves of a surrogate pair together; the parser checks all other forms. */
    private static int escapeEnd(byte[] body, int at, int length) throws BadRequest {
        int unit = unit(body, at, length);
        if (unit < 0) {
            return at + 2;
        }
        if (!Character.isSurrogate((char) unit)) {
            return at + 6;
        }
        int second = unit(body, at + 6, length);
        if (second < 0 || !Character.isSurrogatePair((char) unit, (char) second)) {
            throw new BadRequest(
                    "The body has half of a surrogate pair near byte " + at + ", which is no character.", null);
        }
        return at + 12;
    }

    /** The UTF-16 code unit that the escape here stands for, or -1 if here is no such escape. */
    private static int unit(byte[] body, int at, int length) {
        if (at + 6 > length || body[at] != '\\' || body[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(body[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Behind the character of several bytes that begins here (Unicode Standard, table 3-7). */
    private static int characterEnd(byte[] body, int at, int length) throws BadRequest {
        int lead = body[at] & 0xFF;
        int count = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
        if (count == 0 || at + count > length || !isSecond(lead, body[at + 1] & 0xFF)) {
            throw notUtf8(at);
        }
        for (int i = at + 2; i < at + count; i++) {
            if ((body[i] & 0xC0) != 0x80) {
                throw notUtf8(at);
            }
        }
        return at + count;
    }

    private static boolean isSecond(int lead, int second) {
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= least && second <= most;
    }

    private static BadRequest notUtf8(int at) {
        return new BadRequest("The body is not valid UTF-8 near byte " + at + ".", null);
    }
}
