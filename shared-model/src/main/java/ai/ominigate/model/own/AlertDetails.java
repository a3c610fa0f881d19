package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What an account is warned of, and how near it is. It warns and stops no call; limits of keys and the balance itself do.
 *
 * @param id names it
 * @param kind of what
 * @param threshold from which amount on
 * @param now the balance, or what was spent in the period that it is
 * @param reached whether the threshold is crossed now
 * @param from the first day of that period, in the account's time zone; absent for a balance
 * @param timeZone the account's, which is its owner's
 * @param createdAt since when it warns
 * @param toldAt when it warned last; absent if it never did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertDetails(
        String id,
        AlertKind kind,
        Usd threshold,
        Usd now,
        boolean reached,
        @Nullable LocalDate from,
        String timeZone,
        Instant createdAt,
        @Nullable Instant toldAt) {}
