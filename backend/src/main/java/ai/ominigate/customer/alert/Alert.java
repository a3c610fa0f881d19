package ai.ominigate.customer.alert;

import ai.ominigate.model.own.AlertKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account wants to be told of.
 *
 * @param threshold nano-dollars; more than 0
 * @param createdAt since when it is told as it is now
 * @param toldAt when it was told last; null if it is to be told the next time that it is so
 * @param toldOf the first day of the period that it was told of, as the account's clock has it; null for a balance
 * @param seen how far the account's books had come when they were looked at last
 */
public record Alert(
        UUID id,
        UUID account,
        AlertKind kind,
        long threshold,
        Instant createdAt,
        @Nullable Instant toldAt,
        @Nullable LocalDate toldOf,
        long seen) {}
