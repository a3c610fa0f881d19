package ai.ominigate.gateway.provider;

import java.util.Locale;

/**
 * What may be asked of a model of Google's, by its name: from 2.5 on it thinks within a budget of tokens, from 3 on by
 * levels, and then it wants signatures back with function calls. Names without a version (aliases of the latest one,
 * models of other families) count as the newest.
 *
 * @param number major version times 100 plus minor version; 0 if the name has none
 * @param isFlash whether it is one of the smaller ones, which can do without thinking as long as that has a budget
 * @param isLite whether it is one of the smallest ones, which know a level below the low one
 * @see <a href="https://ai.google.dev/gemini-api/docs/thinking">Google's guide to thinking</a>
 */
record GeminiModel(int number, boolean isFlash, boolean isLite) {
    private static final int FIRST_THAT_THINKS = 205;
    private static final int FIRST_WITH_LEVELS = 300;

    private static final int LEAST_BUDGET = 128;
    private static final int MOST_BUDGET = 32_768;
    private static final int MOST_BUDGET_OF_FLASH = 24_576;

    /** Reads a name like {@code gemini-2.5-flash-lite}, {@code models/gemini-3-pro-preview} or {@code gemma-4-26b-it}. */
    static GeminiModel of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        boolean isFlash = name.contains("flash");
        boolean isLite = name.contains("lite");
        int start = name.indexOf("gemini-");
        if (start < 0) {
            return new GeminiModel(0, isFlash, isLite);
        }
        int number = 0;
        String[] version =
                name.substring(start + "gemini-".length()).split("-", 2)[0].split("\\.");
        if (isNumber(version[0])) {
            int minor = version.length > 1 && isNumber(version[1]) ? Integer.parseInt(version[1]) : 0;
            number = Integer.parseInt(version[0]) * 100 + minor;
        }
        return new GeminiModel(number, isFlash, isLite);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    boolean thinks() {
        return number == 0 || number >= FIRST_THAT_THINKS;
    }

    boolean thinksByLevel() {
        return number == 0 || number >= FIRST_WITH_LEVELS;
    }

    boolean wantsSignatures() {
        return number >= FIRST_WITH_LEVELS;
    }

    /** The level that comes nearest to not thinking; all models with levels know the low one. */
    String leastLevel() {
        return isLite ? "minimal" : "low";
    }

    /** The budget that comes nearest to not thinking. */
    long leastBudget() {
        return isFlash ? 0 : LEAST_BUDGET;
    }

    /** So many tokens, or as many as it takes. */
    long budget(long tokens) {
        return Math.min(tokens, isFlash ? MOST_BUDGET_OF_FLASH : MOST_BUDGET);
    }
}
