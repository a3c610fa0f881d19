package ai.ominigate.model.subprocessor;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a version of the list has that the one before it has not.
 *
 * @param before as it was; null if it is new
 * @param after as it is; null if it is gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubprocessorChange(
        Kind kind,
        String name,
        @Nullable ListedSubprocessor before,
        @Nullable ListedSubprocessor after) {

    /** How it differs. */
    public enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }
}
