package ai.ominigate.gateway.relay;

import java.math.BigDecimal;

/** Nano-dollars as people and programs read them. */
final class Dollars {
    private Dollars() {}

    /** Nine places, as all money in JSON and headers: {@code 0.012300000}. */
    static String exact(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString();
    }

    /** Exact, with no more places than it takes and at least two: {@code $0.0123}. */
    static String shown(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return "$" + (dollars.scale() < 2 ? dollars.setScale(2) : dollars).toPlainString();
    }
}
