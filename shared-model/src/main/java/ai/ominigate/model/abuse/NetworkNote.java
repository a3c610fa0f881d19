package ai.ominigate.model.abuse;

import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What a colleague wrote down in a case about a network.
 *
 * @param at when
 * @param caseId in which case
 * @param by who
 * @param words what
 */
public record NetworkNote(Instant at, @JsonProperty("case") String caseId, Colleague by, String words) {}
