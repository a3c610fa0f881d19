package ai.ominigate.catalog;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, unit by unit, as its provider publishes it: exact decimals, before they are turned into the
 * {@link Rates} that calls are billed by.
 *
 * @param components in the order of their units, then of prompt length; no two for the same of both
 */
record PriceList(List<Component> components) {

    /** Nothing has a price. */
    static final PriceList EMPTY = new PriceList(List.of());

    private static final int PICO_DIGITS = 12;

    /**
     * The price of one unit.
     *
     * @param above for prompts of more than so many tokens; 0 for every prompt
     * @param usd dollars for {@code per} units, without trailing zeros
     */
    record Component(Unit unit, long above, BigDecimal usd, long per) {
        Component {
            if (above < 0 || per < 1) {
                throw new IllegalArgumentException(
                        "a price has a prompt length of 0 or more and is for 1 unit or more");
            }
            if (usd.signum() < 0) {
                throw new IllegalArgumentException("a price is 0 or more");
            }
            usd = usd.signum() == 0 ? BigDecimal.ZERO : usd.stripTrailingZeros();
        }

        /** Pico-dollars for one unit. */
        long pico() {
            try {
                return usd.movePointRight(PICO_DIGITS)
                        .divide(BigDecimal.valueOf(per))
                        .longValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "a price is finer than a millionth of a dollar per million tokens", e);
            }
        }
    }

    PriceList {
        components = components.stream()
                .sorted(Comparator.comparing(Component::unit).thenComparing(Component::above))
                .toList();
        for (int i = 0; i < components.size(); i++) {
            Component component = components.get(i);
            boolean first = i == 0 || components.get(i - 1).unit() != component.unit();
            if (first != (component.above() == 0)) {
                throw new IllegalArgumentException(
                        "the prices of " + component.unit().plural()
                                + " start with one for every prompt, and each is for longer prompts than the one before");
            }
            if (!first && components.get(i - 1).above() == component.above()) {
                throw new IllegalArgumentException(
                        "two prices for the same " + component.unit().plural());
            }
        }
    }

    /** The units that have a price. */
    Set<Unit> units() {
        Set<Unit> units = EnumSet.noneOf(Unit.class);
        components.forEach(component -> units.add(component.unit()));
        return units;
    }

    boolean prices(Unit unit) {
        return components.stream().anyMatch(component -> component.unit() == unit);
    }

    /**
     * The rates that calls are billed by.
     *
     * @throws IllegalArgumentException if a price is too fine or too high to be billed
     */
    Price toPrice(long version) {
        TreeSet<Long> bands = new TreeSet<>();
        bands.add(0L);
        components.forEach(component -> bands.add(component.above()));
        Long perCall = pico(Unit.REQUEST, 0);
        return new Price(
                version,
                bands.stream().map(above -> new Price.Band(above, rates(above))).toList(),
                perCall == null ? 0 : perCall);
    }

    /** A class without a price of its own is billed as the class it would otherwise be part of. */
    private Rates rates(long above) {
        long input = orElse(pico(Unit.INPUT, above), 0);
        long output = orElse(pico(Unit.OUTPUT, above), 0);
        long cacheWrite5m = orElse(pico(Unit.CACHE_WRITE_5M, above), input);
        return new Rates(
                input,
                orElse(pico(Unit.CACHE_READ, above), input),
                cacheWrite5m,
                orElse(pico(Unit.CACHE_WRITE_1H, above), cacheWrite5m),
                output,
                orElse(pico(Unit.REASONING, above), output),
                orElse(pico(Unit.AUDIO_INPUT, above), input),
                orElse(pico(Unit.AUDIO_OUTPUT, above), output));
    }

    private static long orElse(@Nullable Long pico, long other) {
        return pico == null ? other : pico;
    }

    private @Nullable Long pico(Unit unit, long above) {
        Long pico = null;
        for (Component component : components) {
            if (component.unit() == unit && component.above() <= above) {
                pico = component.pico();
            }
        }
        return pico;
    }

    /** The same for lists with the same prices, however their decimals were written; different for all others. */
    String checksum() {
        String text = components.stream()
                .map(component -> component.unit().key() + " " + component.above() + " "
                        + component.usd().toPlainString() + " " + component.per() + "\n")
                .collect(Collectors.joining());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
