package ai.ominigate.gateway.relay;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How long a key's answers from a model tend to be, so that a call without {@code max_tokens} need not hold the money
 * for the longest answer the model could give. Follows the longest recent answers and forgets slowly.
 */
final class OutputHabits {
    private static final long FLOOR = 1_024;
    private static final int MOST_REMEMBERED = 100_000;

    private record Habit(UUID key, String model) {}

    private final ConcurrentMap<Habit, Long> longest = new ConcurrentHashMap<>();

    /** Tokens to hold for: half again as many as the longest recent answer. */
    long expected(UUID key, String model) {
        Long seen = longest.get(new Habit(key, model));
        return seen == null ? FLOOR : Math.max(FLOOR, seen + seen / 2);
    }

    /** An answer had so many tokens. */
    void learn(UUID key, String model, long tokens) {
        Habit habit = new Habit(key, model);
        Long seen = longest.get(habit);
        long next = seen == null || tokens >= seen ? tokens : seen - (seen - tokens) / 32;
        if (seen != null && seen == next) {
            return;
        }
        if (seen == null && longest.size() >= MOST_REMEMBERED) {
            longest.clear();
        }
        longest.put(habit, next);
    }
}
