package ai.ominigate.model.policy;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of the privacy policy.
 *
 * @param number 1 for the first
 * @param version of this record
 * @param status what it is
 * @param lastUpdated the day that its page tells
 * @param effectiveAt from when on it holds; null while it is a draft
 * @param material whether it changes what people agreed to, so that everybody is told ahead
 * @param finished whether it is final: no window and no list is still to be confirmed
 * @param texts its languages
 * @param missing languages that it is still to have
 * @param summary what is new in it, for those who are told
 * @param accepted how many accounts have used the service since it holds
 * @param notices how many were told of it; null if nobody was to be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyVersion(
        int number,
        long version,
        PolicyStatus status,
        LocalDate lastUpdated,
        @Nullable Instant effectiveAt,
        boolean material,
        boolean finished,
        List<PolicyText> texts,
        List<String> missing,
        @Nullable String summary,
        long accepted,
        @Nullable PolicyNotices notices)
        implements Versioned {
    public PolicyVersion {
        texts = List.copyOf(texts);
        missing = List.copyOf(missing);
    }
}
