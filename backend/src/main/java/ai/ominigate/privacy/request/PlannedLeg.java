package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.LegStage;
import java.util.regex.Pattern;

/**
 * A piece of what has to be done.
 *
 * @param name in lower case with hyphens; unique in its request
 * @param stage what it is part of
 * @param own whether it is done to what we keep ourselves; only what is not can be put off
 */
public record PlannedLeg(String name, LegStage stage, boolean own) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST = 60;

    public PlannedLeg {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST) {
            throw new IllegalArgumentException("a leg is named in lower case with hyphens, not " + name);
        }
    }

    /** Something that is done to what we keep ourselves. */
    public static PlannedLeg ours(String name, LegStage stage) {
        return new PlannedLeg(name, stage, true);
    }

    /** Something that another company has to do. */
    public static PlannedLeg theirs(String name, LegStage stage) {
        return new PlannedLeg(name, stage, false);
    }
}
