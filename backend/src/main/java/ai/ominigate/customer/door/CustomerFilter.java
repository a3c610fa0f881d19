package ai.ominigate.customer.door;

import ai.ominigate.abuse.OperationalLog;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.credential.Waits;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.rest.Caller;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The door of what is a customer's: finds out who asks, and refuses whom the route is not for. Nothing is found out for
 * routes of others.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class CustomerFilter {
    private static final String REQUESTER = "ai.ominigate.customer.door.requester";
    private static final String API = "/api/v1/";
    private static final String SCHEME = "Bearer ";

    private final Sessions sessions;
    private final KeyDirectory keys;
    private final NetworkTries networks;
    private final ClientAddress addresses;
    private final PublicAddress own;
    private final Bar bar;

    CustomerFilter(
            Sessions sessions,
            KeyDirectory keys,
            NetworkTries networks,
            ClientAddress addresses,
            PublicAddress own,
            Bar bar) {
        this.sessions = sessions;
        this.keys = keys;
        this.networks = networks;
        this.addresses = addresses;
        this.own = own;
        this.bar = bar;
    }

    /** Finds out who asks. */
    @RequestFilter
    @Order(Caller.FOUND_OUT)
    @ExecuteOn(TaskExecutors.BLOCKING)
    void admit(HttpRequest<?> request) throws SQLException {
        AnnotationMetadata route = route(request);
        boolean needed = isNeeded(request, route);
        if (!needed && !route.hasAnnotation(ForEverybody.class)) {
            knowWhoIsLost(request);
            return;
        }
        String token = Cookies.session(request);
        SameOrigin.require(request, token != null, own.authority());
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        Requester requester = requester(request, token, address);
        if (requester != null) {
            request.setAttribute(REQUESTER, requester);
            new Caller(
                            requester.name(),
                            switch (requester) {
                                case Requester.SignedIn me -> me.session().id();
                                case Requester.ManagingKey key -> key.key();
                            })
                    .sent(request);
        } else if (needed) {
            throw new Refused(
                    HttpStatus.UNAUTHORIZED,
                    "sign_in_required",
                    "You are not signed in, or have been signed out. Sign in again; programs send a key that manages the"
                            + " account as 'Authorization: Bearer'.");
        }
    }

    /** Whoever asks for a page that does not exist sees on the error page that they are signed in still. */
    private void knowWhoIsLost(HttpRequest<?> request) throws SQLException {
        String token = Cookies.session(request);
        if (token == null || !isLost(request)) {
            return;
        }
        CustomerSession session = sessions.use(token);
        if (session != null) {
            request.setAttribute(REQUESTER, new Requester.SignedIn(session));
        }
    }

    private static boolean isLost(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.GET
                && RouteAttributes.getRouteMatch(request).isEmpty()
                && request.accept().stream().anyMatch(type -> type.getName().equals(MediaType.TEXT_HTML));
    }

    /** Refuses whom the route is not for. */
    @RequestFilter
    @Order(Caller.ADMITTED)
    void check(HttpRequest<?> request) {
        AnnotationMetadata route = route(request);
        Requester requester = requester(request);
        if (requester == null || route.hasAnnotation(ForEverybody.class) && !route.hasAnnotation(Permitted.class)) {
            return;
        }
        Permission permission =
                route.enumValue(Permitted.class, Permission.class).orElse(null);
        if (permission == null) {
            if (request.getPath().startsWith(API)
                    && RouteAttributes.getRouteMatch(request).isPresent()) {
                throw Refused.closed(
                        "route_closed",
                        "Nobody may do this: it does not say who may. Report it as a fault of OminiGate.");
            }
            return;
        }
        if (!permission.isOf(requester)) {
            throw Refused.closed("permission_missing", missing(permission, requester));
        }
        if (permission.endsWithSuspension()
                && !SameOrigin.isSafe(request)
                && requester instanceof Requester.SignedIn me
                && me.session().accountSuspended()) {
            throw suspended();
        }
        if (!permission.goesOnWithoutCard()
                && (requester instanceof Requester.SignedIn || !SameOrigin.isSafe(request))) {
            requireOpen(bar.shutUntilCardIsConfirmed(requester.account()));
        }
    }

    private static Refused suspended() {
        return Refused.closed(
                "account_suspended",
                "Your account is suspended: you can look at everything and ask for your data, and change nothing that lets"
                        + " calls go on. Write to us to learn why and what to do; the address is in the privacy policy.");
    }

    private static String missing(Permission permission, Requester requester) {
        String who = permission.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
        return switch (requester) {
            case Requester.SignedIn me ->
                "You are in this account as " + me.member().role().name().toLowerCase(Locale.ROOT)
                        + "; this is for its " + who + ".";
            case Requester.ManagingKey ignored -> "No key may do this; sign in as the account's " + who + ".";
        };
    }

    /** Below {@code /api/v1} what says nothing is closed. */
    private static boolean isNeeded(HttpRequest<?> request, AnnotationMetadata route) {
        return route.hasAnnotation(Permitted.class)
                || request.getPath().startsWith(API) && !route.hasAnnotation(ForEverybody.class);
    }

    private static AnnotationMetadata route(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .<AnnotationMetadata>map(match -> match.getAnnotationMetadata())
                .orElse(AnnotationMetadata.EMPTY_METADATA);
    }

    /** Who sent this request; null if nobody is signed in. */
    static @Nullable Requester requester(HttpRequest<?> request) {
        return request.getAttribute(REQUESTER, Requester.class).orElse(null);
    }

    private @Nullable Requester requester(HttpRequest<?> request, @Nullable String token, byte[] address)
            throws SQLException {
        String header = request.getHeaders().get("Authorization");
        if (header != null && request.getPath().startsWith(API)) {
            return managing(request, header, address);
        }
        CustomerSession session = token == null ? null : sessions.use(token);
        if (session == null) {
            return null;
        }
        Cookies.known(request, session.member());
        requireOpen(bar.shutSignedIn(session.member().account(), address, RequestId.of(request)));
        return new Requester.SignedIn(session);
    }

    private static void requireOpen(Bar.@Nullable Shut shut) {
        if (shut != null) {
            throw Refused.closed(shut.code(), shut.sentence());
        }
    }

    private Requester managing(HttpRequest<?> request, String header, byte[] address) {
        ApiKey key = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? keys.find(header.substring(SCHEME.length()).strip())
                : null;
        if (key == null) {
            throw unknownKey(address);
        }
        request.setAttribute(OperationalLog.KEY_ATTRIBUTE, key.id());
        if (key.scope() != KeyScope.MANAGE) {
            throw Refused.closed(
                    "scope_missing",
                    "This key calls models and cannot manage the account. Make one that manages it, on the page of keys.");
        }
        if (!key.allowsAddress(address)) {
            throw Refused.closed("blocked", "This key may not be used from this network.");
        }
        if (key.accountSuspended()) {
            throw suspended();
        }
        requireOpen(bar.shutKey(key.id(), key.accountId(), address, RequestId.of(request)));
        return new Requester.ManagingKey(key.id(), key.accountId());
    }

    /** Who guesses waits; whoever has a good key is not kept out by them, though they share a network. */
    private Refused unknownKey(byte[] address) {
        Duration wait = networks.wait(Door.MANAGING_KEY, address);
        if (wait != null) {
            return Waits.refusal(wait);
        }
        networks.failed(Door.MANAGING_KEY, address);
        return new Refused(
                HttpStatus.UNAUTHORIZED,
                "invalid_api_key",
                "This key is unknown, revoked or expired. Send a key that manages the account as 'Authorization: Bearer"
                        + " og-…'.");
    }
}
