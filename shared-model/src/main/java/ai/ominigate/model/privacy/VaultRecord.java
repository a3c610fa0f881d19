package ai.ominigate.model.privacy;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What law has us keep of somebody who was forgotten.
 *
 * @param id names it
 * @param account whose it was, by an id that names nobody any more
 * @param stripeCustomer what Stripe calls the payer; absent if nothing was paid
 * @param kind of transaction, as {@code top_up}
 * @param reference the payment's own name, or the month that it was added up for
 * @param occurredOn the day
 * @param amount what was credited; negative for what was used
 * @param statute the law that asks for it
 * @param keepUntil the last day that it is kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VaultRecord(
        String id,
        String account,
        @Nullable String stripeCustomer,
        String kind,
        String reference,
        LocalDate occurredOn,
        Usd amount,
        String statute,
        LocalDate keepUntil) {}
