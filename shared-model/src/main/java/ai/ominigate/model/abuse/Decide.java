package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wish to decide about a network, a key or an account.
 *
 * @param action what to decide
 * @param network addresses that it is about, as {@code 203.0.113.7/32}; or give {@code entity}, or
 *     neither to decide about what the case is about
 * @param entity what it is about, as {@code account:019a…}, {@code key:019a…}, {@code network:203.0.113.0/24}, {@code
 *     asn:64500} or {@code country:NL}; or give {@code network}, or neither
 * @param scope what is refused to a blocked network; for blocks alone
 * @param step what has to be done; for required steps of an account alone, where absent is to sign in anew
 * @param duration for how long, as {@code PT4H}; absent for what is usual, which for a network that is blocked again is
 *     twice as long as the last time
 * @param requestsPerSecond what a throttled one may send; for throttles alone
 * @param dollarsPerHour what a throttled one may spend; for throttles alone
 * @param category what the owner of a key or an account is told that its use looks like
 * @param disposition of what is dismissed: {@code FALSE_POSITIVE} or {@code BENIGN}; for dismissals alone
 * @param reasonCode what it was that is dismissed; for dismissals alone
 * @param reason why, for colleagues and the audit log; at most 200 characters
 * @param note what else colleagues are to know; at most 2000 characters
 * @param caseId the case that it decides; absent where there is none
 * @param caseVersion the version of the case that was seen
 * @param typed the network, autonomous system or country once more, where very much would be blocked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decide(
        DecisionAction action,
        @Nullable String network,
        @Nullable String entity,
        @Nullable BlockScope scope,
        @Nullable RequiredStep step,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration duration,

        @Nullable Double requestsPerSecond,
        @Nullable Usd dollarsPerHour,
        @Nullable AbuseCategory category,
        @Nullable CaseDisposition disposition,
        @Nullable CaseReason reasonCode,
        String reason,
        @Nullable String note,
        @JsonProperty("case") @Nullable String caseId,
        @Nullable Long caseVersion,
        @Nullable String typed) {
    private static final int LONGEST_REASON = 200;
    private static final int LONGEST_NOTE = 2_000;

    public Decide {
        Required.value("action", action);
        if (caseId == null || network != null) {
            Required.oneOf("network", network, "entity", entity);
        }
        Required.text("reason", reason, LONGEST_REASON);
        if (note != null) {
            Required.text("note", note, LONGEST_NOTE);
        }
        if ((caseId == null) != (caseVersion == null)) {
            throw new IllegalArgumentException("Give the fields 'case' and 'caseVersion' together or neither.");
        }
    }
}
