package ai.ominigate.accounts;

import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.model.Page;
import ai.ominigate.model.account.AccountDetails;
import ai.ominigate.model.account.AccountStatus;
import ai.ominigate.model.account.CreateAccount;
import ai.ominigate.model.billing.CreditGranted;
import ai.ominigate.model.billing.GrantCredit;
import ai.ominigate.model.key.CreateKey;
import ai.ominigate.model.key.CreatedKey;
import ai.ominigate.model.key.KeyDetails;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts, their keys and their credit, for operators. */
@Controller("/admin/v1/accounts")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.OPERATE_ACCOUNTS)
final class AccountController {
    private static final String KEY_SHOWN =
            "This key was made before with this Idempotency-Key, and its secret was shown then and cannot be shown again. If"
                    + " nobody has it, revoke the key and make another with a new Idempotency-Key.";

    private final Accounts accounts;
    private final Balances balances;
    private final Credits credits;
    private final Commands commands;
    private final AuditLog audit;
    private final InstantSource clock;

    AccountController(
            Accounts accounts,
            Balances balances,
            Credits credits,
            Commands commands,
            AuditLog audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.balances = balances;
        this.credits = credits;
        this.commands = commands;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes an account. */
    @Post
    @Status(HttpStatus.CREATED)
    AccountDetails create(@Body CreateAccount wish, Command command, Actor actor) throws SQLException {
        return valid(() -> commands.once(command, wish, AccountDetails.class, transaction -> {
            Account account = create(transaction, wish);
            record(transaction, actor, "account.create", account.id(), command, Map.of());
            return details(account);
        }));
    }

    private Account create(Connection transaction, CreateAccount wish) throws SQLException {
        try {
            return accounts.create(transaction, wish.name(), wish.email());
        } catch (Accounts.EmailInUse e) {
            throw new Refused(
                    HttpStatus.CONFLICT, "email_in_use", "Another account has this e-mail address; nothing was made.");
        }
    }

    /** An account with its money, and with an entry in the audit log. */
    @Get("/{id}")
    AccountDetails get(@PathVariable String id, Actor actor, HttpRequest<?> request) throws SQLException {
        Account account = account(id);
        recordReading(actor, "account.view", account.id(), request);
        return details(account);
    }

    /** From now on the account's keys are refused. */
    @Post("/{id}/suspend")
    AccountDetails suspend(@PathVariable String id, ExpectedVersion version, Command command, Actor actor)
            throws SQLException {
        return setStatus(id, version, Account.Status.SUSPENDED, "account.suspend", command, actor);
    }

    /** The account's keys may be used again. */
    @Post("/{id}/resume")
    AccountDetails resume(@PathVariable String id, ExpectedVersion version, Command command, Actor actor)
            throws SQLException {
        return setStatus(id, version, Account.Status.ACTIVE, "account.resume", command, actor);
    }

    private AccountDetails setStatus(
            String id, ExpectedVersion version, Account.Status status, String action, Command command, Actor actor)
            throws SQLException {
        UUID account = account(id).id();
        return commands.once(command, null, AccountDetails.class, transaction -> {
            version.check(details(locked(transaction, account)));
            requireOpen(locked(transaction, account));
            accounts.setStatus(transaction, account, status);
            record(transaction, actor, action, account, command, Map.of());
            return details(locked(transaction, account));
        });
    }

    private static void requireOpen(Account account) {
        if (account.status() == Account.Status.CLOSED) {
            throw new Refused(
                    HttpStatus.CONFLICT, "account_closed", "The account is closed for good; make another one.");
        }
    }

    private Account locked(Connection transaction, UUID id) throws SQLException {
        Account account = accounts.lock(transaction, id);
        if (account == null) {
            throw noSuchAccount(id.toString());
        }
        return account;
    }

    /** Makes a key; the answer is the only place where its secret ever is. */
    @Post("/{id}/keys")
    @Status(HttpStatus.CREATED)
    CreatedKey createKey(@PathVariable String id, @Body CreateKey wish, Command command, Actor actor)
            throws SQLException {
        Account account = account(id);
        requireOpen(account);
        if (wish.expiresAt() != null && !wish.expiresAt().isAfter(clock.instant())) {
            throw Refused.invalid("The field 'expiresAt' is in the past.");
        }
        NewKey checked = valid(() -> new NewKey(
                wish.name(),
                wish.expiresAt(),
                Set.copyOf(wish.models()),
                wish.networks().stream().map(Network::parse).toList(),
                KeyForms.limits(wish.limits())));
        return commands.shownOnce(command, wish, KEY_SHOWN, transaction -> {
            requireOpen(locked(transaction, account.id()));
            IssuedKey issued = accounts.issue(transaction, account.id(), checked);
            if (issued == null) {
                throw noSuchAccount(id);
            }
            String key = issued.key().id().toString();
            record(transaction, actor, "key.create", account.id(), command, Map.of("key", key));
            return new CreatedKey(KeyForms.details(issued.key(), issued.createdAt(), null), issued.secret());
        });
    }

    /** The account's keys, the newest first unless they are sorted, revoked ones too, with an entry in the audit log. */
    @Get("/{id}/keys")
    Page<KeyDetails> keys(
            @PathVariable String id,
            PageRequest page,
            @Nullable Sort<KeySort> sort,
            Actor actor,
            HttpRequest<?> request)
            throws SQLException {
        UUID account = account(id).id();
        recordReading(actor, "key.list", account, request);
        Page<ListedKey> found = accounts.keys(account, page, Sort.orLargestFirst(sort, KeySort.CREATED_AT));
        return new Page<>(found.items().stream().map(KeyForms::details).toList(), found.next());
    }

    /** Revokes a key for good, on every node within a second. A key has no versions: whatever it was, it is no more. */
    @Delete("/{id}/keys/{key}")
    @Status(HttpStatus.NO_CONTENT)
    void revokeKey(@PathVariable String id, @PathVariable String key, Command command, Actor actor)
            throws SQLException {
        UUID keyId = uuid(key);
        if (keyId == null) {
            throw noSuchKey(key);
        }
        UUID account = account(id).id();
        commands.once(command, null, transaction -> {
            if (!accounts.revoke(transaction, account, keyId)) {
                throw noSuchKey(key);
            }
            record(transaction, actor, "key.revoke", account, command, Map.of("key", keyId.toString()));
        });
    }

    private static Refused noSuchKey(String key) {
        return Refused.notFound("The account has no key with the id '" + key + "'.");
    }

    /** Gives the account credit at our expense. */
    @Post("/{id}/grants")
    CreditGranted grant(@PathVariable String id, @Body GrantCredit wish, Command command, Actor actor)
            throws SQLException {
        UUID account = account(id).id();
        try {
            boolean granted = commands.once(command, wish, Boolean.class, transaction -> {
                requireOpen(locked(transaction, account));
                boolean now = credits.grant(
                        transaction, account, wish.amount().nanos(), wish.idempotencyKey(), wish.reason());
                if (now) {
                    Map<String, String> details = Map.of("amount", wish.amount().toString(), "reason", wish.reason());
                    record(transaction, actor, "credit.grant", account, command, details);
                }
                return now;
            });
            return new CreditGranted(
                    account.toString(),
                    wish.amount(),
                    granted,
                    balances.of(account).details());
        } catch (Credits.KeyInUse e) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "idempotency_key_reused",
                    "The idempotency key was used before for another account or amount; nothing was granted.");
        }
    }

    private void record(
            Connection transaction,
            Actor actor,
            String action,
            UUID account,
            Command command,
            Map<String, String> details)
            throws SQLException {
        audit.append(
                transaction,
                new Act(actor, action, Act.Outcome.DONE, "account:" + account, null, command.requestId(), details));
    }

    /** Before anything is shown: keys name their networks, which may be a person's. */
    private void recordReading(Actor actor, String action, UUID account, HttpRequest<?> request) throws SQLException {
        audit.append(
                new Act(actor, action, Act.Outcome.DONE, "account:" + account, null, RequestId.of(request), Map.of()));
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
                account.version(),
                Masked.name(account.name()),
                switch (account.status()) {
                    case ACTIVE -> AccountStatus.ACTIVE;
                    case SUSPENDED -> AccountStatus.SUSPENDED;
                    case CLOSED -> AccountStatus.CLOSED;
                },
                account.createdAt(),
                balances.of(account.id()).details());
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
