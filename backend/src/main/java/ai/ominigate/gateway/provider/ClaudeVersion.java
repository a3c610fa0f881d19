package ai.ominigate.gateway.provider;

/**
 * Which version of Claude a model is by its name, because what may be asked of it changed: from 4.6 on thinking is
 * adaptive and steered by effort, before it has a budget of tokens; from 4.7 on sampling cannot be changed. Names without
 * a version count as the oldest.
 *
 * @param number major version times 100 plus minor version
 */
record ClaudeVersion(int number) {
    private static final int ADAPTIVE_THINKING = 406;
    private static final int FIXED_SAMPLING = 407;

    /** Reads a name like {@code claude-opus-4-6}, {@code claude-3-7-sonnet-20250219} or {@code anthropic/claude-sonnet-5}. */
    static ClaudeVersion of(String model) {
        int start = model.indexOf("claude-");
        if (start < 0) {
            return new ClaudeVersion(0);
        }
        int major = -1;
        for (String part : model.substring(start).split("[-.@:]")) {
            boolean isNumber =
                    !part.isEmpty() && part.length() <= 2 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (major >= 0) {
                return new ClaudeVersion(major * 100 + (isNumber ? Integer.parseInt(part) : 0));
            }
            major = isNumber ? Integer.parseInt(part) : -1;
        }
        return new ClaudeVersion(major < 0 ? 0 : major * 100);
    }

    boolean thinksAdaptively() {
        return number >= ADAPTIVE_THINKING;
    }

    boolean hasFixedSampling() {
        return number >= FIXED_SAMPLING;
    }
}
