package ai.ominigate.model.policy;

import ai.ominigate.model.Required;
import java.time.LocalDate;

/**
 * A wish for a new draft, which begins with the texts of the version before it.
 *
 * @param lastUpdated the day that its page will tell
 * @param material whether it changes what people agreed to
 * @param summary what is new in it, for those who are told; up to 1000 characters
 */
public record DraftPolicy(LocalDate lastUpdated, boolean material, String summary) {
    private static final int LONGEST_SUMMARY = 1_000;

    public DraftPolicy {
        Required.value("lastUpdated", lastUpdated);
        Required.text("summary", summary, LONGEST_SUMMARY);
    }
}
