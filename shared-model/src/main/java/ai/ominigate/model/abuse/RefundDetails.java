package ai.ominigate.model.abuse;

import ai.ominigate.model.Usd;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account that is closed and gets back what is left of its money.
 *
 * @param id the decision's
 * @param account whose
 * @param state where it is
 * @param balance what the account has now; what of it was paid in, and not given, only payments can tell
 * @param reason why
 * @param note what else colleagues are to know
 * @param preparedBy who asked for it
 * @param preparedAt when
 * @param approval the proposal that a second person agrees to
 * @param approvedBy who agreed
 * @param dueAt when the account was closed
 * @param paidAt when it was paid back
 * @param payment what the payment's processor calls it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefundDetails(
        String id,
        String account,
        RefundState state,
        Usd balance,
        String reason,
        @Nullable String note,
        Colleague preparedBy,
        Instant preparedAt,
        @Nullable String approval,
        @Nullable Colleague approvedBy,
        @Nullable Instant dueAt,
        @Nullable Instant paidAt,
        @Nullable String payment) {}
