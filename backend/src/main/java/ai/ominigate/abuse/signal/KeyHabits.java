package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.signal.Observation.Calls;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key usually does. Public fields, as it is written down as JSON; models are hashes of their names.
 */
@SuppressWarnings("VisibilityModifier")
final class KeyHabits {
    private static final int MODELS = 64;
    private static final int COUNTRIES = 32;
    private static final int SYSTEMS = 64;
    private static final double DAYS_WEIGHT = 0.25;

    /** Two buckets for each doubling, up to 2^32 tokens an hour. */
    private static final int BUCKETS = 64;

    /** Hours after which the past counts half as much. */
    private static final int HOURS_REMEMBERED = 24 * 7;

    /** When it called last, in milliseconds since 1970. */
    public long lastAt;

    /** When it used each model last; beyond so many, the one that it did not use for longest is forgotten. */
    public Map<Long, Long> models = new HashMap<>();

    /** Since when it is used from each country. */
    public Map<String, Long> countries = new HashMap<>();

    /** How many hours had so many tokens; hours without a call do not count. */
    public double[] hours = new double[BUCKETS];

    public long hour;
    public long tokensOfHour;

    /** Autonomous systems on a day. */
    public Habits.Usual systems = new Habits.Usual();

    public long day;
    public Set<Long> systemsOfDay = new HashSet<>();

    void learn(Calls calls, NetworkData.@Nullable Origin origin) {
        learnTokens(calls);
        if (calls.model() != null) {
            models.merge(Hashes.of(calls.model()), calls.at(), Math::max);
            if (models.size() > MODELS) {
                models.remove(Collections.min(models.entrySet(), Map.Entry.comparingByValue())
                        .getKey());
            }
        }
        if (origin != null) {
            learnOrigin(calls.at(), origin);
        }
        lastAt = Math.max(lastAt, calls.at());
    }

    private void learnTokens(Calls calls) {
        long now = calls.at() / Habits.HOUR;
        if (now > hour) {
            if (tokensOfHour > 0) {
                if (closedHours() >= HOURS_REMEMBERED) {
                    Arrays.setAll(hours, i -> hours[i] / 2);
                }
                hours[bucket(tokensOfHour)]++;
            }
            hour = now;
            tokensOfHour = 0;
        }
        tokensOfHour += calls.tokens();
    }

    private void learnOrigin(long at, NetworkData.Origin origin) {
        String country = origin.country();
        if (country != null && countries.size() < COUNTRIES) {
            countries.putIfAbsent(country, at);
        }
        Long system = origin.system();
        if (system == null) {
            return;
        }
        long today = at / Habits.DAY;
        if (today > day) {
            if (!systemsOfDay.isEmpty()) {
                systems.learn(systemsOfDay.size(), DAYS_WEIGHT);
                systemsOfDay.clear();
            }
            day = today;
        }
        if (systemsOfDay.size() < SYSTEMS) {
            systemsOfDay.add(system);
        }
    }

    private static int bucket(long tokens) {
        return Math.clamp(Math.round(2 * Math.log(tokens) / Math.log(2)), 0, BUCKETS - 1);
    }

    /** Hours in which it used tokens, of those that are remembered. */
    double closedHours() {
        return Arrays.stream(hours).sum();
    }

    /** Tokens of its median hour, of hours in which it used any; 0 if there was none. */
    double medianTokensOfHour() {
        double half = closedHours() / 2;
        double sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += hours[i];
            if (sum >= half && sum > 0) {
                return Math.pow(2, i / 2.0);
            }
        }
        return 0;
    }

    /** Whether it had used the model before. */
    boolean knows(String model) {
        return models.containsKey(Hashes.of(model));
    }

    /** Whether it was used from there a day ago already. */
    boolean isAtHomeIn(String country, long at) {
        Long since = countries.get(country);
        return since != null && at - since >= Habits.DAY;
    }
}
