package ai.ominigate.model.abuse;

import ai.ominigate.model.Usd;
import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was decided about a network, a key or an account.
 *
 * @param id names it for good; whoever is refused by it can be told no more than a request's id
 * @param version goes into {@code If-Match} of whatever ends it
 * @param action what was decided
 * @param entity about what, as {@code network:203.0.113.•••}: an address is masked, and {@code POST /admin/v1/reveal} has it
 * @param network the network alone, masked, where it is about one
 * @param scope what is refused to the network, where it is blocked
 * @param step what has to be done, where a step is required
 * @param requestsPerSecond what a throttled one may send
 * @param dollarsPerHour what a throttled one may spend
 * @param category what the owner was told that their use looks like
 * @param disposition of what was dismissed, whether the rule was wrong or what it saw is no harm
 * @param reasonCode what it was that was dismissed
 * @param state where it is
 * @param reason why
 * @param note what else colleagues are to know
 * @param caseId the case that it decided
 * @param automatic whether a rule decided and a person has yet to
 * @param decidedBy who decided, or proposed it; absent if a rule did
 * @param decidedAt when
 * @param approvedBy the second person, where there was one
 * @param approval the id of the proposal, where a second person has to agree or had to
 * @param until when it ends by itself: of a warning, until when it can be taken back; of a suspended key, when the key is
 *     revoked; absent while it waits for a second person
 * @param reviewAt by when people are to look at a ban again, which ends then unless they decide it again
 * @param end how it ended; absent while it has not
 * @param endedBy who ended it; absent if nobody did
 * @param endedAt when
 * @param graceUntil until when no rule decides the same again, as somebody ended it
 * @param hits how many requests it has refused or slowed down
 * @param lastHitAt when the last one
 * @param enforced how many nodes act on it; absent unless it is in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionDetails(
        String id,
        long version,
        DecisionAction action,
        String entity,
        @Nullable String network,
        @Nullable BlockScope scope,
        @Nullable RequiredStep step,
        @Nullable Double requestsPerSecond,
        @Nullable Usd dollarsPerHour,
        @Nullable AbuseCategory category,
        @Nullable CaseDisposition disposition,
        @Nullable CaseReason reasonCode,
        DecisionState state,
        String reason,
        @Nullable String note,
        @JsonProperty("case") @Nullable String caseId,
        boolean automatic,
        @Nullable Colleague decidedBy,
        Instant decidedAt,
        @Nullable Colleague approvedBy,
        @Nullable String approval,
        @Nullable Instant until,
        @Nullable Instant reviewAt,
        @Nullable DecisionEnd end,
        @Nullable Colleague endedBy,
        @Nullable Instant endedAt,
        @Nullable Instant graceUntil,
        long hits,
        @Nullable Instant lastHitAt,
        @Nullable EnforcedOn enforced)
        implements Versioned {}
