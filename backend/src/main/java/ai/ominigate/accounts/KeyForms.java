package ai.ominigate.accounts;

import ai.ominigate.model.Usd;
import ai.ominigate.model.key.KeyDetails;
import ai.ominigate.model.key.KeyLimitDetails;
import ai.ominigate.personal.Masked;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keys as the operator's commands speak of them. A network may be somebody's address and is masked; {@link KeyNetworks}
 * has it for whoever may see it.
 */
public final class KeyForms {
    private KeyForms() {}

    static KeyDetails details(ListedKey listed) {
        return details(listed.key(), listed.createdAt(), listed.revokedAt());
    }

    static KeyDetails details(ApiKey key, Instant createdAt, @Nullable Instant revokedAt) {
        return new KeyDetails(
                key.id().toString(),
                Masked.text(key.name()),
                key.hint(),
                createdAt,
                key.expiresAt(),
                revokedAt,
                key.models().stream().sorted().toList(),
                key.networks().stream().map(Masked::network).sorted().toList(),
                limits(key.limits()));
    }

    /** Limits as they are told. */
    public static KeyLimitDetails limits(KeyLimits limits) {
        return new KeyLimitDetails(
                usd(limits.spendPerDay()),
                usd(limits.spendPerMonth()),
                usd(limits.spendTotal()),
                limits.requestsPerMinute(),
                limits.tokensPerMinute(),
                limits.concurrency());
    }

    /** Limits as they are asked for. */
    public static KeyLimits limits(KeyLimitDetails limits) {
        return new KeyLimits(
                nanos(limits.spendPerDay()),
                nanos(limits.spendPerMonth()),
                nanos(limits.spendTotal()),
                limits.requestsPerMinute(),
                limits.tokensPerMinute(),
                limits.concurrency());
    }

    private static @Nullable Usd usd(@Nullable Long nanos) {
        return nanos == null ? null : new Usd(nanos);
    }

    private static @Nullable Long nanos(@Nullable Usd usd) {
        return usd == null ? null : usd.nanos();
    }
}
