package ai.ominigate.bench;

import java.util.List;
import java.util.stream.IntStream;

/** What was measured again and again, in the order of the rounds. */
record Spread(List<Double> values) {

    Spread {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        values = List.copyOf(values);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least() {
        return values.stream().min(Double::compare).orElseThrow();
    }

    double most() {
        return values.stream().max(Double::compare).orElseThrow();
    }

    /** How many times {@code other} it was in each round: what disturbed a round disturbed both. */
    Spread over(Spread other) {
        if (values.size() != other.values.size()) {
            throw new IllegalArgumentException("Not the same rounds: " + this + ", " + other);
        }
        return new Spread(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / other.values.get(round))
                .toList());
    }
}
