package ai.ominigate.support;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flags;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Customer;
import ai.ominigate.accounts.ListedKey;
import ai.ominigate.billing.Balances;
import ai.ominigate.mail.SentLetters;
import ai.ominigate.metering.UsageLookup;
import ai.ominigate.metering.UsageLookup.Use;
import ai.ominigate.model.Usd;
import ai.ominigate.model.account.AccountStatus;
import ai.ominigate.model.customer.CustomerDetails;
import ai.ominigate.model.customer.CustomerKey;
import ai.ominigate.model.customer.CustomerUse;
import ai.ominigate.model.customer.KeyState;
import ai.ominigate.model.customer.LimitedUse;
import ai.ominigate.model.customer.ModelUse;
import ai.ominigate.personal.Masked;
import ai.ominigate.privacy.policy.Acceptances;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** An account as its helpers see it, put together from what the features know of it. Blocks. */
@Singleton
final class Portrait {
    private static final Duration USE = Duration.ofDays(30);
    private static final int KEYS = 100;
    private static final int MODELS = 20;
    private static final int NOTICES = 20;

    private final Accounts accounts;
    private final Balances balances;
    private final UsageLookup usage;
    private final Flags flags;
    private final Acceptances acceptances;
    private final SentLetters letters;
    private final DataSource dataSource;
    private final InstantSource clock;

    Portrait(
            Accounts accounts,
            Balances balances,
            UsageLookup usage,
            Flags flags,
            Acceptances acceptances,
            SentLetters letters,
            DataSource dataSource,
            InstantSource clock) {
        this.accounts = accounts;
        this.balances = balances;
        this.usage = usage;
        this.flags = flags;
        this.acceptances = acceptances;
        this.letters = letters;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    CustomerDetails of(Customer customer) throws SQLException {
        Account account = customer.account();
        Instant now = clock.instant();
        Instant from = now.minus(USE).truncatedTo(ChronoUnit.HOURS);
        List<Use> uses = usage.uses(account.id(), from);
        List<ListedKey> keys = accounts.newestKeys(account.id(), KEYS + 1);
        return new CustomerDetails(
                account.id().toString(),
                account.version(),
                Masked.name(account.name()),
                customer.email() == null ? null : Masked.email(customer.email()),
                customer.stripeCustomer(),
                AccountStatus.valueOf(account.status().name()),
                account.createdAt(),
                balances.of(account.id()).details(),
                keys(keys, uses, now),
                keys.size() > KEYS,
                use(uses, from),
                openFlags(account, keys),
                limitedUse(account.id()),
                acceptances.of(account.id()),
                letters.about("account:" + account.id(), NOTICES));
    }

    private int openFlags(Account account, List<ListedKey> keys) throws SQLException {
        Stream<Entity> ofKeys = keys.stream()
                .limit(KEYS)
                .map(listed -> new Entity.Key(listed.key().id()));
        return flags.undecided(Stream.concat(Stream.of(new Entity.Account(account.id())), ofKeys)
                .toList());
    }

    private List<LimitedUse> limitedUse(UUID account) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT kind FROM privacy.limited_use WHERE account = ? ORDER BY kind DESC")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                List<LimitedUse> found = new ArrayList<>();
                while (row.next()) {
                    found.add(LimitedUse.valueOf(row.getString("kind")));
                }
                return found;
            }
        }
    }

    private static List<CustomerKey> keys(List<ListedKey> keys, List<Use> uses, Instant now) {
        Map<UUID, Instant> lastHours = uses.stream()
                .collect(Collectors.toMap(Use::key, Use::lastHour, BinaryOperator.maxBy(Instant::compareTo)));
        return keys.stream()
                .limit(KEYS)
                .map(listed -> new CustomerKey(
                        listed.key().id().toString(),
                        listed.key().hint(),
                        state(listed, now),
                        listed.createdAt(),
                        lastHours.get(listed.key().id())))
                .toList();
    }

    private static KeyState state(ListedKey listed, Instant now) {
        if (listed.revokedAt() != null) {
            return KeyState.REVOKED;
        }
        Instant expiresAt = listed.key().expiresAt();
        return expiresAt != null && !expiresAt.isAfter(now) ? KeyState.EXPIRED : KeyState.ACTIVE;
    }

    private static CustomerUse use(List<Use> uses, Instant from) {
        List<ModelUse> models = uses.stream()
                .collect(Collectors.toMap(
                        Use::model,
                        use -> new ModelUse(use.model(), use.calls(), new Usd(use.costNanos())),
                        Portrait::sum))
                .values()
                .stream()
                .sorted(Comparator.comparingLong(ModelUse::calls).reversed().thenComparing(ModelUse::model))
                .toList();
        return new CustomerUse(
                from,
                uses.stream().mapToLong(Use::calls).sum(),
                uses.stream().mapToLong(Use::failedCalls).sum(),
                new Usd(uses.stream().mapToLong(Use::costNanos).sum()),
                uses.stream().map(Use::lastHour).max(Instant::compareTo).orElse(null),
                models.stream().limit(MODELS).toList(),
                models.size() > MODELS);
    }

    private static ModelUse sum(ModelUse one, ModelUse other) {
        return new ModelUse(
                one.model(),
                one.calls() + other.calls(),
                new Usd(one.spent().nanos() + other.spent().nanos()));
    }
}
