package ai.ominigate.staff.audit;

import ai.ominigate.staff.rights.Actor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or tried.
 *
 * @param actor who
 * @param action its stable name, {@code feature.verb} in lower case, as {@code account.suspend}
 * @param outcome whether it was done
 * @param subject what or whom it was about, as {@code account:019a…}; null where there is nothing to name
 * @param purpose why, where somebody must say so; null elsewhere
 * @param request the {@code x-request-id} that it came with; null where there was no request
 * @param details what else is to be known. May hold personal data: the chain keeps only a salted commitment to it, so
 *     that it can be erased and the chain still verifies
 */
public record Act(
        Actor actor,
        String action,
        Outcome outcome,
        @Nullable String subject,
        @Nullable String purpose,
        @Nullable String request,
        Map<String, String> details) {

    /** How it went. */
    public enum Outcome {
        DONE,
        REFUSED
    }

    public Act {
        if (!action.matches("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*")) {
            throw new IllegalArgumentException("an action is named feature.verb in lower case, not " + action);
        }
        details = Map.copyOf(details);
    }
}
