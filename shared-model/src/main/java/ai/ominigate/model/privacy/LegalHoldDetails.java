package ai.ominigate.model.privacy;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an account's data are kept for a legal matter.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of a wish to lift it
 * @param account whose data, by its id
 * @param matter what for
 * @param setAt since when
 * @param proposedBy who asked for it
 * @param agreedBy who agreed
 * @param liftedAt until when; absent while it lasts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LegalHoldDetails(
        String id,
        long version,
        String account,
        String matter,
        Instant setAt,
        Colleague proposedBy,
        Colleague agreedBy,
        @Nullable Instant liftedAt)
        implements Versioned {}
