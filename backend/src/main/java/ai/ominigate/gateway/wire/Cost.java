package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What a call cost, as answers tell it: a JSON number of USD, exact, without an exponent. */
public final class Cost {
    private static final long NANOS = 1_000_000_000L;

    private Cost() {}

    /** The cost with a comma and its name, to be spliced behind the last field of a usage object. */
    public static byte[] field(long nanos) {
        return (",\"cost\":" + usd(nanos)).getBytes(ISO_8859_1);
    }

    /** Nano-dollars as dollars: {@code 12300000} is {@code 0.0123}. */
    public static String usd(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("a call does not cost less than nothing");
        }
        long fraction = nanos % NANOS;
        if (fraction == 0) {
            return Long.toString(nanos / NANOS);
        }
        String digits = Long.toString(NANOS + fraction);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return nanos / NANOS + "." + digits.substring(1, end);
    }
}
