package ai.ominigate.abuse.decision;

import ai.ominigate.platform.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What counts for each address of the internet: the narrowest of the networks it lies in, or nothing at all inside a hole.
 * Immutable. As networks lie in each other or apart, the addresses fall into stretches to which the same applies; a
 * look-up is a binary search over where they begin, and makes no object.
 */
final class Ranges {
    private static final int IPV4_LENGTH = 4;

    static final Ranges NONE = of(List.of(), List.of());

    private final Stretches ipv4;
    private final Stretches ipv6;

    private Ranges(Stretches ipv4, Stretches ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** What applies in a network. */
    record Rule(Network network, Ruling ruling) {}

    /**
     * @param rules of equal networks the last one counts
     * @param holes where nothing counts, whatever narrower network lies in them
     */
    static Ranges of(Collection<Rule> rules, Collection<Network> holes) {
        return new Ranges(stretches(rules, holes, false), stretches(rules, holes, true));
    }

    private static Stretches stretches(Collection<Rule> rules, Collection<Network> holes, boolean ipv6) {
        List<Span> spans = new ArrayList<>();
        holes.stream().filter(hole -> hole.isIpv6() == ipv6).forEach(hole -> spans.add(Span.of(hole, null)));
        rules.stream()
                .filter(rule -> rule.network().isIpv6() == ipv6)
                .forEach(rule -> spans.add(Span.of(rule.network(), rule.ruling())));
        // Stable: of equal networks the holes stay first and the last rule last.
        spans.sort(Comparator.<Span>naturalOrder());
        return new Builder().build(spans);
    }

    boolean isEmpty() {
        return ipv4.isEmpty() && ipv6.isEmpty();
    }

    /** What counts for an address of 4 or 16 bytes; null if nothing does. */
    @Nullable
    Ruling find(byte[] address) {
        if (address.length == IPV4_LENGTH) {
            return ipv4.isEmpty() ? null : ipv4.find(0, Span.number(address, 0, IPV4_LENGTH));
        }
        return ipv6.isEmpty()
                ? null
                : ipv6.find(Span.number(address, 0, Long.BYTES), Span.number(address, Long.BYTES, Long.BYTES));
    }

    /** The addresses from one to another, both included, as unsigned numbers of 128 bits; null for a hole. */
    private record Span(
            long high,
            long low,
            long lastHigh,
            long lastLow,
            @Nullable Ruling ruling) implements Comparable<Span> {

        static Span of(Network network, @Nullable Ruling ruling) {
            byte[] first = network.address();
            byte[] last = first.clone();
            for (int bit = network.bits(); bit < last.length * 8; bit++) {
                last[bit / 8] |= (byte) (0x80 >> (bit % 8));
            }
            boolean six = network.isIpv6();
            return six
                    ? new Span(
                            number(first, 0, Long.BYTES),
                            number(first, Long.BYTES, Long.BYTES),
                            number(last, 0, Long.BYTES),
                            number(last, Long.BYTES, Long.BYTES),
                            ruling)
                    : new Span(0, number(first, 0, IPV4_LENGTH), 0, number(last, 0, IPV4_LENGTH), ruling);
        }

        static long number(byte[] bytes, int from, int length) {
            long number = 0;
            for (int i = from; i < from + length; i++) {
                number = number << 8 | bytes[i] & 0xFF;
            }
            return number;
        }

        /** Where they begin, the widest first. */
        @Override
        public int compareTo(Span other) {
            int order = compare(high, low, other.high, other.low);
            return order != 0 ? order : compare(other.lastHigh, other.lastLow, lastHigh, lastLow);
        }

        boolean endsBefore(Span other) {
            return compare(lastHigh, lastLow, other.high, other.low) < 0;
        }

        static int compare(long high, long low, long otherHigh, long otherLow) {
            int order = Long.compareUnsigned(high, otherHigh);
            return order != 0 ? order : Long.compareUnsigned(low, otherLow);
        }
    }

    /** Walks over the spans in order, with those that are open at a time on a stack. */
    private static final class Builder {
        private final List<long[]> starts = new ArrayList<>();
        private final List<@Nullable Ruling> rulings = new ArrayList<>();
        private final Deque<Span> open = new ArrayDeque<>();
        private int holes;

        Stretches build(List<Span> spans) {
            for (Span span : spans) {
                while (!open.isEmpty() && open.element().endsBefore(span)) {
                    close();
                }
                open.push(span);
                holes += span.ruling() == null ? 1 : 0;
                stretch(span.high(), span.low());
            }
            while (!open.isEmpty()) {
                close();
            }
            return new Stretches(
                    starts.stream().mapToLong(start -> start[0]).toArray(),
                    starts.stream().mapToLong(start -> start[1]).toArray(),
                    rulings.toArray(new @Nullable Ruling[0]));
        }

        private void close() {
            Span closed = open.pop();
            holes -= closed.ruling() == null ? 1 : 0;
            long low = closed.lastLow() + 1;
            long high = closed.lastHigh() + (low == 0 ? 1 : 0);
            if (low != 0 || high != 0) {
                stretch(high, low);
            }
        }

        /** From here on the innermost span counts, unless one of the open ones is a hole. */
        private void stretch(long high, long low) {
            Ruling ruling = holes > 0 || open.isEmpty() ? null : open.element().ruling();
            int last = starts.size() - 1;
            if (last >= 0 && starts.get(last)[0] == high && starts.get(last)[1] == low) {
                rulings.set(last, ruling);
            } else {
                starts.add(new long[] {high, low});
                rulings.add(ruling);
            }
        }
    }

    private static final class Stretches {
        private final long[] highs;
        private final long[] lows;
        private final @Nullable Ruling[] rulings;

        Stretches(long[] highs, long[] lows, @Nullable Ruling[] rulings) {
            this.highs = highs;
            this.lows = lows;
            this.rulings = rulings;
        }

        boolean isEmpty() {
            return rulings.length == 0;
        }

        @Nullable
        Ruling find(long high, long low) {
            int from = 0;
            int to = rulings.length - 1;
            int found = -1;
            while (from <= to) {
                int middle = (from + to) >>> 1;
                if (Span.compare(highs[middle], lows[middle], high, low) <= 0) {
                    found = middle;
                    from = middle + 1;
                } else {
                    to = middle - 1;
                }
            }
            return found < 0 ? null : rulings[found];
        }
    }
}
