package ai.ominigate.model.abuse;

import ai.ominigate.model.staff.Colleague;
import java.time.Instant;

/**
 * That somebody works on a case. It keeps nobody else from deciding; versions do that.
 *
 * @param by who
 * @param until when it ends unless they are heard of before
 * @param held whether they have said that they will come back to it
 * @param typing whether they are writing a decision at the moment
 */
public record CaseClaim(Colleague by, Instant until, boolean held, boolean typing) {}
