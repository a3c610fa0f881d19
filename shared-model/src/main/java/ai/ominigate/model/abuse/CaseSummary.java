package ai.ominigate.model.abuse;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A case, as the queue shows it.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of whatever is done with it
 * @param entity what it is about, as {@code account:019a…} or {@code network:203.0.113.•••}: an address is masked here
 * @param kind what that is
 * @param family what it was opened for
 * @param families what its flags are about
 * @param signals the signals of its flags that weigh most, at most three, the heaviest first
 * @param status where it stands
 * @param disposition what it turned out to be; absent until it is closed
 * @param reason why it was closed; absent until then
 * @param refersTo the case that it was merged into, the proposal that waits or the appeal that is open, by its id
 * @param claim who works on it; absent if nobody has said so
 * @param priority 1 is the most urgent, 3 the least
 * @param score what speaks against the entity, added up; from 30 on it is a case, from 75 on it is urgent
 * @param flags how many flags it has
 * @param events requests, sign-ins or calls that they speak of
 * @param accounts accounts that have to do with it, as far as they were counted
 * @param openedAt when it was opened
 * @param firstSeen when what it is about began
 * @param lastSeen when that was seen last
 * @param dueAt by when somebody should decide
 * @param escalatedAt when it came back because it got worse; absent if it did not
 * @param closedAt when it was closed or merged; absent while it is open
 * @param evidenceUntil until when samples of the operational log are kept for it
 * @param reduced whether only the record of what was decided is left
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseSummary(
        String id,
        long version,
        String entity,
        EntityKind kind,
        CaseFamily family,
        List<CaseFamily> families,
        List<String> signals,
        CaseStatus status,
        @Nullable CaseDisposition disposition,
        @Nullable CaseReason reason,
        @Nullable String refersTo,
        @Nullable CaseClaim claim,
        int priority,
        int score,
        int flags,
        long events,
        long accounts,
        Instant openedAt,
        Instant firstSeen,
        Instant lastSeen,
        Instant dueAt,
        @Nullable Instant escalatedAt,
        @Nullable Instant closedAt,
        Instant evidenceUntil,
        boolean reduced)
        implements Versioned {
    public CaseSummary {
        families = List.copyOf(families);
        signals = List.copyOf(signals);
    }
}
