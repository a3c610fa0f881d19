package ai.ominigate.accounts;

import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.account.AccountDetails;
import ai.ominigate.model.account.AccountStatus;
import ai.ominigate.model.account.CreateAccount;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.billing.CreditGranted;
import ai.ominigate.model.billing.GrantCredit;
import ai.ominigate.model.key.CreateKey;
import ai.ominigate.model.key.CreatedKey;
import ai.ominigate.model.key.KeyDetails;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts, their keys and their credit, for operators. */
@Controller("/admin/v1/accounts")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.OPERATE_ACCOUNTS)
final class AccountController {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private final Accounts accounts;
    private final Balances balances;
    private final Credits credits;
    private final InstantSource clock;

    AccountController(Accounts accounts, Balances balances, Credits credits, InstantSource clock) {
        this.accounts = accounts;
        this.balances = balances;
        this.credits = credits;
        this.clock = clock;
    }

    /** Makes an account. */
    @Post
    @Status(HttpStatus.CREATED)
    AccountDetails create(@Body CreateAccount wish) throws SQLException {
        return details(valid(() -> accounts.create(wish.name())));
    }

    /** An account with its money. */
    @Get("/{id}")
    AccountDetails get(@PathVariable String id) throws SQLException {
        return details(account(id));
    }

    /** From now on the account's keys are refused. */
    @Post("/{id}/suspend")
    AccountDetails suspend(@PathVariable String id) throws SQLException {
        return setStatus(id, Account.Status.SUSPENDED);
    }

    /** The account's keys may be used again. */
    @Post("/{id}/resume")
    AccountDetails resume(@PathVariable String id) throws SQLException {
        return setStatus(id, Account.Status.ACTIVE);
    }

    private AccountDetails setStatus(String id, Account.Status status) throws SQLException {
        accounts.setStatus(account(id).id(), status);
        return details(account(id));
    }

    /** Makes a key; the answer is the only place where its secret ever is. */
    @Post("/{id}/keys")
    @Status(HttpStatus.CREATED)
    CreatedKey createKey(@PathVariable String id, @Body CreateKey wish) throws SQLException {
        Account account = account(id);
        if (wish.expiresAt() != null && !wish.expiresAt().isAfter(clock.instant())) {
            throw Refused.invalid("The field 'expiresAt' is in the past.");
        }
        NewKey checked = valid(() -> new NewKey(
                wish.name(),
                wish.expiresAt(),
                Set.copyOf(wish.models()),
                wish.networks().stream().map(Network::parse).toList(),
                KeyForms.limits(wish.limits())));
        IssuedKey issued = accounts.issue(account.id(), checked);
        if (issued == null) {
            throw noSuchAccount(id);
        }
        return new CreatedKey(KeyForms.details(issued.key(), issued.createdAt(), null), issued.secret());
    }

    /** The account's keys, the newest first, revoked ones too. */
    @Get("/{id}/keys")
    Page<KeyDetails> keys(
            @PathVariable String id, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor)
            throws SQLException {
        int size = limit == null ? PAGE : limit;
        if (size < 1 || size > LARGEST_PAGE) {
            throw Refused.invalid("The parameter 'limit' is a number from 1 to " + LARGEST_PAGE + ".");
        }
        UUID before = cursor == null ? null : uuid(cursor);
        if (cursor != null && before == null) {
            throw Refused.invalid("The parameter 'cursor' is not one that a list gave as 'next'.");
        }
        List<ListedKey> found = accounts.keys(account(id).id(), before, size + 1);
        List<KeyDetails> items =
                found.stream().limit(size).map(KeyForms::details).toList();
        return new Page<>(items, found.size() > size ? items.getLast().id() : null);
    }

    /** Revokes a key for good, on every node within a second. */
    @Delete("/{id}/keys/{key}")
    @Status(HttpStatus.NO_CONTENT)
    void revokeKey(@PathVariable String id, @PathVariable String key) throws SQLException {
        UUID keyId = uuid(key);
        if (keyId == null || !accounts.revoke(account(id).id(), keyId)) {
            throw Refused.notFound("The account has no key with the id '" + key + "'.");
        }
    }

    /** Gives the account credit at our expense. */
    @Post("/{id}/grants")
    CreditGranted grant(@PathVariable String id, @Body GrantCredit wish) throws SQLException {
        Account account = account(id);
        try {
            boolean granted = credits.grant(account.id(), wish.amount().nanos(), wish.idempotencyKey(), wish.reason());
            return new CreditGranted(account.id().toString(), wish.amount(), granted, balance(account.id()));
        } catch (Credits.KeyInUse e) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "idempotency_key_reused",
                    "The idempotency key was used before for another account or amount; nothing was granted.");
        }
    }

    private Account account(String id) throws SQLException {
        UUID uuid = uuid(id);
        Account account = uuid == null ? null : accounts.find(uuid);
        if (account == null) {
            throw noSuchAccount(id);
        }
        return account;
    }

    private static Refused noSuchAccount(String id) {
        return Refused.notFound("There is no account with the id '" + id + "'.");
    }

    /** Null for what is no id of ours. */
    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private AccountDetails details(Account account) throws SQLException {
        return new AccountDetails(
                account.id().toString(),
                account.name(),
                switch (account.status()) {
                    case ACTIVE -> AccountStatus.ACTIVE;
                    case SUSPENDED -> AccountStatus.SUSPENDED;
                },
                account.createdAt(),
                balance(account.id()));
    }

    private BalanceDetails balance(UUID account) throws SQLException {
        Balances.Balance balance = balances.of(account);
        return new BalanceDetails(
                new Usd(balance.available()),
                new Usd(balance.balance()),
                new Usd(balance.held()),
                new Usd(balance.owed()),
                new Usd(balance.credited()),
                new Usd(balance.used()));
    }

    @FunctionalInterface
    private interface Checked<T> {
        T get() throws SQLException;
    }

    /** What our own records say of a wish is for whoever sent it. */
    private static <T> T valid(Checked<T> wish) throws SQLException {
        try {
            return wish.get();
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            throw Refused.invalid(Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".");
        }
    }
}
