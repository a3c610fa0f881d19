package ai.ominigate.dashboard;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.IssuedKey;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.accounts.ListedKey;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.KeyMade;
import ai.ominigate.metering.UsageLookup;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An account's keys: which there are, new ones, and an end to old ones. */
@Controller("/keys")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.MANAGE_KEYS)
@Produces(MediaType.TEXT_HTML)
final class KeysController {
    private static final Duration USED_WITHIN = Duration.ofDays(400);

    private final DataSource dataSource;
    private final Accounts accounts;
    private final UsageLookup usage;
    private final Pages pages;
    private final ApplicationEventPublisher<KeyMade> told;
    private final InstantSource clock;

    KeysController(
            DataSource dataSource,
            Accounts accounts,
            UsageLookup usage,
            Pages pages,
            ApplicationEventPublisher<KeyMade> told,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.accounts = accounts;
        this.usage = usage;
        this.pages = pages;
        this.told = told;
        this.clock = clock;
    }

    /** Those there are. */
    @Get
    HttpResponse<String> keys(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        Map<UUID, KeyUse> uses = new HashMap<>();
        for (UsageLookup.Use use : usage.uses(me.account(), clock.instant().minus(USED_WITHIN))) {
            uses.merge(use.key(), new KeyUse(use.calls(), use.costNanos(), use.lastHour()), KeyUse::plus);
        }
        List<ListedKey> keys = accounts.newestKeys(me.account(), OverviewController.KEYS_KNOWN);
        return pages.ok(
                request,
                "keys",
                pages.frame(request, me, "keys"),
                Map.of("keys", new KeyList(keys, uses, clock.instant())));
    }

    /** A form for another. */
    @Get("/new")
    HttpResponse<String> form(Requester.SignedIn me, HttpRequest<?> request) {
        return pages.ok(request, "key-new", pages.frame(request, me, "keys"), Map.of("form", Form.EMPTY));
    }

    /** Makes one, and shows its secret for the only time. */
    @Post
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> make(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            NewKey wish = KeyWish.of(form);
            if (wish.scope() == KeyScope.MANAGE) {
                me.requireOwnerForManagingKey();
            }
            return shown(request, me, accounts.issue(me.account(), wish), null);
        } catch (IllegalArgumentException | Refused e) {
            Frame frame = pages.frame(request, me, "keys");
            return pages.page(
                    HttpStatus.BAD_REQUEST, request, "key-new", frame, Map.of("form", form.refused(frame.why(e))));
        }
    }

    private HttpResponse<String> shown(
            HttpRequest<?> request, Requester.SignedIn me, @Nullable IssuedKey issued, @Nullable ApiKey replaced) {
        if (issued == null) {
            throw Refused.notFound("There is no such account any more.");
        }
        told.publishEvent(new KeyMade(
                clock.instant(), me.account(), me.member().id(), issued.key().id()));
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("issued", issued);
        parameters.put("replaced", replaced);
        parameters.put("calls", pages.firstCalls(request));
        return pages.once(HttpStatus.CREATED, request, "key-made", pages.frame(request, me, "keys"), parameters);
    }

    /** A form for what one may do, or the question whether to end it, and what that does. */
    @Get("/{id}/{what}")
    HttpResponse<String> ask(
            @PathVariable UUID id, @PathVariable String what, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        if (what.equals("change")) {
            ListedKey key = find(me, id);
            return changing(HttpStatus.OK, request, me, key, KeyWish.form(key.key()));
        }
        if (!what.equals("revoke") && !what.equals("rotate")) {
            throw Refused.notFound("A key is changed, revoked or rotated.");
        }
        return pages.ok(
                request, "key-end", pages.frame(request, me, "keys"), Map.of("key", find(me, id), "what", what));
    }

    private HttpResponse<String> changing(
            HttpStatus status, HttpRequest<?> request, Requester.SignedIn me, ListedKey key, Form form) {
        return pages.page(
                status,
                request,
                "key-change",
                pages.frame(request, me, "keys"),
                Map.of("key", key.key(), "form", form));
    }

    /** Says what one may do from now on. */
    @Post("/{id}/change")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> change(
            @PathVariable UUID id, @Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        ListedKey key = find(me, id);
        if (key.key().scope() == KeyScope.MANAGE) {
            me.requireOwnerForManagingKey();
        }
        Form form = Form.of(fields);
        try {
            NewKey wish = KeyWish.changing(form, key.key());
            Transaction.<@Nullable ListedKey>run(
                    dataSource, transaction -> accounts.change(transaction, me.account(), id, wish));
            return HttpResponse.seeOther(URI.create("/keys"));
        } catch (IllegalArgumentException | Refused e) {
            String why = pages.frame(request, me, "keys").why(e);
            return changing(HttpStatus.BAD_REQUEST, request, me, key, form.refused(why));
        }
    }

    /** Ends one for good. */
    @Post("/{id}/revoke")
    @Consumes(MediaType.ALL)
    HttpResponse<String> revoke(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        find(me, id);
        accounts.revoke(me.account(), id);
        return HttpResponse.seeOther(URI.create("/keys"));
    }

    /** Makes another that may do the same, and ends this one. */
    @Post("/{id}/rotate")
    @Consumes(MediaType.ALL)
    HttpResponse<String> rotate(@PathVariable UUID id, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        ApiKey old = find(me, id).key();
        if (old.scope() == KeyScope.MANAGE) {
            me.requireOwnerForManagingKey();
        }
        IssuedKey issued = Transaction.<@Nullable IssuedKey>run(
                dataSource, transaction -> accounts.rotate(transaction, me.account(), id));
        return shown(request, me, issued, old);
    }

    private ListedKey find(Requester.SignedIn me, UUID id) throws SQLException {
        return accounts.newestKeys(me.account(), OverviewController.KEYS_KNOWN).stream()
                .filter(key -> key.key().id().equals(id) && key.revokedAt() == null)
                .findAny()
                .orElseThrow(() -> Refused.notFound("There is no such key, or it was revoked already."));
    }
}
