package ai.ominigate.customer.keys;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.IssuedKey;
import ai.ominigate.accounts.KeyForms;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.accounts.KeySort;
import ai.ominigate.accounts.ListedKey;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.KeyMade;
import ai.ominigate.model.Page;
import ai.ominigate.model.own.ChangeKey;
import ai.ominigate.model.own.MadeKey;
import ai.ominigate.model.own.MakeKey;
import ai.ominigate.model.own.OwnKey;
import ai.ominigate.model.own.OwnKeyScope;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An account's keys, for its members and for keys that manage it. */
@Controller("/api/v1/keys")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.MANAGE_KEYS)
final class OwnKeyController {
    private static final String KEY_SHOWN =
            "This key was made before with this Idempotency-Key, and its secret was shown then and cannot be shown again. If"
                    + " you do not have it, revoke the key and make another with a new Idempotency-Key.";

    private final DataSource dataSource;
    private final Accounts accounts;
    private final Commands commands;
    private final ApplicationEventPublisher<KeyMade> told;
    private final InstantSource clock;

    OwnKeyController(
            DataSource dataSource,
            Accounts accounts,
            Commands commands,
            ApplicationEventPublisher<KeyMade> told,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.commands = commands;
        this.told = told;
        this.clock = clock;
    }

    /** The keys, the newest first unless they are sorted, revoked ones too. */
    @Get
    Page<OwnKey> keys(PageRequest page, @Nullable Sort<KeySort> sort, Requester me) throws SQLException {
        return accounts.keys(me.account(), page, Sort.orLargestFirst(sort, KeySort.CREATED_AT))
                .map(OwnKeyController::details);
    }

    /** Makes a key; the answer is the only place where its secret ever is. */
    @Post
    @Status(HttpStatus.CREATED)
    MadeKey make(@Body MakeKey wish, Command command, Requester me) throws SQLException {
        if (wish.scope() == OwnKeyScope.MANAGE) {
            me.requireOwnerForManagingKey();
        }
        NewKey checked = checked(wish);
        return told(
                me,
                commands.shownOnce(
                        command,
                        wish,
                        KEY_SHOWN,
                        transaction -> made(accounts.issue(transaction, me.account(), checked))));
    }

    /** After the transaction: what is not there has not been made. */
    private MadeKey told(Requester me, MadeKey made) {
        UUID member = me instanceof Requester.SignedIn person ? person.member().id() : null;
        told.publishEvent(new KeyMade(
                clock.instant(),
                me.account(),
                member,
                UUID.fromString(made.key().id())));
        return made;
    }

    private NewKey checked(MakeKey wish) {
        return checked(
                new ChangeKey(wish.name(), wish.expiresAt(), wish.models(), wish.networks(), wish.limits()),
                KeyScope.valueOf(wish.scope().name()));
    }

    private NewKey checked(ChangeKey wish, KeyScope scope) {
        if (wish.expiresAt() != null && !wish.expiresAt().isAfter(clock.instant())) {
            throw Refused.invalid("The field 'expiresAt' is in the past.");
        }
        try {
            return new NewKey(
                    wish.name(),
                    wish.expiresAt(),
                    Set.copyOf(wish.models()),
                    wish.networks().stream().map(Network::parse).toList(),
                    KeyForms.limits(wish.limits()),
                    scope);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            throw Refused.invalid(Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".");
        }
    }

    private static MadeKey made(@Nullable IssuedKey issued) {
        if (issued == null) {
            throw Refused.notFound("There is no such account any more.");
        }
        return new MadeKey(details(issued.key(), issued.createdAt(), null), issued.secret());
    }

    /** Says what a key may do from now on, on every node within a second. Its secret stays. */
    @Put("/{id}")
    OwnKey change(@PathVariable UUID id, @Body ChangeKey wish, Requester me) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            ListedKey before = accounts.listed(transaction, me.account(), id);
            if (before == null) {
                throw noSuchKey();
            }
            if (before.key().scope() == KeyScope.MANAGE) {
                me.requireOwnerForManagingKey();
            }
            ListedKey changed = accounts.change(
                    transaction, me.account(), id, checked(wish, before.key().scope()));
            if (changed == null) {
                throw noSuchKey();
            }
            return details(changed);
        });
    }

    /** Makes another key that may do the same, and gives this one up in the same moment. */
    @Post("/{id}/rotate")
    @Status(HttpStatus.CREATED)
    MadeKey rotate(@PathVariable UUID id, Command command, Requester me) throws SQLException {
        MadeKey made = commands.shownOnce(command, null, KEY_SHOWN, transaction -> {
            IssuedKey issued = accounts.rotate(transaction, me.account(), id);
            if (issued == null) {
                throw noSuchKey();
            }
            if (issued.key().scope() == KeyScope.MANAGE) {
                me.requireOwnerForManagingKey();
            }
            return made(issued);
        });
        return told(me, made);
    }

    /** Gives a key up for good, on every node within a second. */
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable UUID id, Command command, Requester me) throws SQLException {
        commands.once(command, null, transaction -> revoke(transaction, me, id));
    }

    private void revoke(Connection transaction, Requester me, UUID id) throws SQLException {
        if (!accounts.revoke(transaction, me.account(), id)) {
            throw noSuchKey();
        }
    }

    private static Refused noSuchKey() {
        return Refused.notFound("Your account has no such key, or gave it up before.");
    }

    private static OwnKey details(ListedKey listed) {
        return details(listed.key(), listed.createdAt(), listed.revokedAt());
    }

    private static OwnKey details(ApiKey key, Instant createdAt, @Nullable Instant revokedAt) {
        return new OwnKey(
                key.id().toString(),
                key.name(),
                key.hint(),
                OwnKeyScope.valueOf(key.scope().name()),
                createdAt,
                key.expiresAt(),
                revokedAt,
                key.models().stream().sorted().toList(),
                key.networks().stream().map(Network::toString).sorted().toList(),
                KeyForms.limits(key.limits()));
    }
}
