package ai.ominigate.model.abuse;

import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a case.
 *
 * @param id names it for good
 * @param at when
 * @param kind what
 * @param by who did it; absent for what a clock or a rule did
 * @param words in somebody's words; absent if there are none
 * @param refersTo what it names, as {@code flag:019a…}, {@code case:019a…} or {@code decision:019a…}; absent for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseEvent(
        String id,
        Instant at,
        CaseEventKind kind,
        @Nullable Colleague by,
        @Nullable String words,
        @Nullable String refersTo) {}
