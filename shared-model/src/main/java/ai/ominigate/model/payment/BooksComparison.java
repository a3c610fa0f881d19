package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One night's look at Stripe's books.
 *
 * @param day UTC
 * @param at when it was
 * @param movements how many movements of our money Stripe had in the days that were looked at
 * @param differences how many differences nobody had settled afterwards
 * @param ours what our books said that Stripe has of our money
 * @param theirs what Stripe said
 * @param failure the class of why nothing was compared; absent if it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BooksComparison(
        LocalDate day,
        Instant at,
        int movements,
        int differences,
        @Nullable Usd ours,
        @Nullable Usd theirs,
        @Nullable String failure) {}
