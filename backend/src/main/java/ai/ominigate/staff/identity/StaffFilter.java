package ai.ominigate.staff.identity;

import ai.ominigate.credential.Door;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.credential.Waits;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Caller;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.BeforeSignIn;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The door of the staff API: finds out who sends a request, and refuses those whose rights do not reach the route. Who
 * is refused for that is written into the audit log, as often as the rate of requests lets them ask.
 */
@ServerFilter("/admin/v1/**")
final class StaffFilter {
    private static final String VISITOR = "ai.ominigate.staff.identity.visitor";
    private static final String SCHEME = "Bearer ";
    private static final Set<String> PAGING = Set.of("cursor", "limit", "sort");
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern ACCOUNT = Pattern.compile("account:" + ID);

    private final OperatorToken operator;
    private final Sessions sessions;
    private final NetworkTries networks;
    private final CountedRefusals refusals;
    private final ClientAddress addresses;
    private final AuditLog audit;
    private final InstantSource clock;

    StaffFilter(
            OperatorToken operator,
            Sessions sessions,
            NetworkTries networks,
            CountedRefusals refusals,
            ClientAddress addresses,
            AuditLog audit,
            InstantSource clock) {
        this.operator = operator;
        this.sessions = sessions;
        this.networks = networks;
        this.refusals = refusals;
        this.addresses = addresses;
        this.audit = audit;
        this.clock = clock;
    }

    /** Refuses a request without a good token, whether or not there is anything at its path. */
    @RequestFilter
    @Order(Caller.FOUND_OUT)
    @ExecuteOn(TaskExecutors.BLOCKING)
    void admit(HttpRequest<?> request) throws SQLException {
        RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
        if (route != null && route.getAnnotationMetadata().hasAnnotation(BeforeSignIn.class)) {
            return;
        }
        Visitor visitor = visitor(request);
        request.setAttribute(VISITOR, visitor);
        Session session = visitor.session();
        new Caller(visitor.actor().id(), session == null ? null : session.id()).sent(request);
    }

    /** Refuses whoever's rights do not reach the route. */
    @RequestFilter
    @Order(Caller.ADMITTED)
    @ExecuteOn(TaskExecutors.BLOCKING)
    void check(HttpRequest<?> request) throws SQLException {
        Visitor visitor = request.getAttribute(VISITOR, Visitor.class).orElse(null);
        RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
        if (visitor != null && route != null) {
            check(visitor, route.getAnnotationMetadata(), request);
            record(visitor.actor(), route, request);
        }
    }

    /** Who sent this request; null for one to a route that needs no sign-in. */
    static @Nullable Actor actor(HttpRequest<?> request) {
        return request.getAttribute(VISITOR, Visitor.class).map(Visitor::actor).orElse(null);
    }

    private record Visitor(Actor actor, @Nullable Session session) {}

    private Visitor visitor(HttpRequest<?> request) throws SQLException {
        String token = token(request.getHeaders().get("Authorization"));
        if (token == null) {
            throw new Refused(
                    HttpStatus.UNAUTHORIZED,
                    "token_missing",
                    "The staff API needs the header 'Authorization: Bearer' with the token of a sign-in at POST"
                            + " /admin/v1/session.");
        }
        if (operator.is(token)) {
            return new Visitor(new Actor.Operator(), null);
        }
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        requirePatience(token, address, request);
        Session session = token.startsWith(Sessions.PREFIX) ? sessions.use(token) : null;
        if (session == null) {
            networks.failed(Door.TOKEN, address);
            throw new Refused(
                    HttpStatus.UNAUTHORIZED,
                    "token_invalid",
                    "This token is unknown, or its session has ended. Sign in again.");
        }
        return new Visitor(session.actor(), session);
    }

    /**
     * Whose network has guessed too often waits, before anybody is asked whether the token is good. Who was here with it a
     * moment ago is let through: colleagues share a network with a console that was left open.
     */
    private void requirePatience(String token, byte[] address, HttpRequest<?> request) throws SQLException {
        Duration wait = networks.wait(Door.TOKEN, address);
        if (wait == null || sessions.wasGood(token)) {
            return;
        }
        refusals.note(
                new Act(
                        new Actor.Unidentified(),
                        "session.use",
                        Act.Outcome.REFUSED,
                        null,
                        null,
                        RequestId.of(request),
                        Map.of("code", "too_many_tries", "of", "network")),
                NetworkTries.network(address));
        throw Waits.refusal(wait);
    }

    private static @Nullable String token(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return header.substring(SCHEME.length()).strip();
    }

    private void check(Visitor visitor, AnnotationMetadata route, HttpRequest<?> request) throws SQLException {
        Capability capability = route.enumValue(Allowed.class, Capability.class).orElse(null);
        if (capability == null) {
            refuse(
                    visitor.actor(),
                    request,
                    "route_closed",
                    "Nobody may do this: it does not say who may. Report it as a fault of OminiGate.",
                    new RightNeeded("none", List.of(), false));
            return;
        }
        boolean stepUp = route.booleanValue(Allowed.class, "stepUp").orElse(false);
        RightNeeded needed = new RightNeeded(capability.name(), Rights.rolesWith(capability), stepUp);
        if (!Rights.allows(visitor.actor(), capability)) {
            refuse(visitor.actor(), request, "right_missing", explained(visitor.actor(), needed), needed);
        }
        Session session = visitor.session();
        if (stepUp && session != null && !session.isSteppedUp(clock.instant())) {
            requireRecovery(session, visitor.actor(), route, request, needed);
        }
    }

    /** Whoever lost the authenticator replaces it first: for all else that is dangerous they show a code of the new one. */
    private void requireRecovery(
            Session session, Actor actor, AnnotationMetadata route, HttpRequest<?> request, RightNeeded needed)
            throws SQLException {
        boolean recovered = session.isRecovered(clock.instant());
        if (recovered && route.booleanValue(Allowed.class, "orRecovery").orElse(false)) {
            return;
        }
        refuse(
                actor,
                request,
                "step_up_required",
                recovered
                        ? "A recovery code lets you replace your authenticator and no more: do that at POST"
                                + " /admin/v1/me/authenticator, then send a code of the new one to POST"
                                + " /admin/v1/session/step-up."
                        : "This needs your second factor again: send a fresh code to POST /admin/v1/session/step-up, then"
                                + " repeat the request within five minutes.",
                needed);
    }

    /** That somebody looks at people. What the filters look for stays out: it may be personal, and is about anybody. */
    private void record(Actor actor, RouteMatch<?> route, HttpRequest<?> request) throws SQLException {
        String action =
                route.getAnnotationMetadata().stringValue(Recorded.class).orElse(null);
        if (action == null) {
            return;
        }
        String filters = request.getParameters().names().stream()
                .filter(name -> !PAGING.contains(name))
                .sorted()
                .collect(Collectors.joining(","));
        audit.append(new Act(
                actor,
                action,
                Act.Outcome.DONE,
                subject(route, request),
                null,
                RequestId.of(request),
                filters.isEmpty() ? Map.of() : Map.of("filters", filters)));
    }

    /** The one that the path names, or the account that is asked for. */
    private static @Nullable String subject(RouteMatch<?> route, HttpRequest<?> request) {
        String kind = route.getAnnotationMetadata()
                .stringValue(Recorded.class, "subject")
                .orElse("");
        if (!kind.isEmpty()) {
            // What is no id names nothing; the route says so after this.
            String id = String.valueOf(route.getVariableValues().get("id")).toLowerCase(Locale.ROOT);
            return ID.matcher(id).matches() ? kind + ":" + id : null;
        }
        String account = request.getParameters().get("account");
        String entity = account == null ? request.getParameters().get("entity") : "account:" + account;
        return entity != null && ACCOUNT.matcher(entity).matches() ? entity : null;
    }

    private void refuse(Actor actor, HttpRequest<?> request, String code, String detail, RightNeeded needed)
            throws SQLException {
        String route = BasicHttpAttributes.getUriTemplate(request).orElse("/admin/v1");
        audit.append(new Act(
                actor,
                "route.call",
                Act.Outcome.REFUSED,
                "route:" + request.getMethodName() + " " + route,
                null,
                RequestId.of(request),
                Map.of("code", code, "needs", needed.capability())));
        throw Refused.forbidden(code, detail, needed);
    }

    private static String explained(Actor actor, RightNeeded needed) {
        String who = switch (actor) {
            case Actor.Member member -> titles(member.roles().stream().sorted().toList(), " and ");
            case Actor.Operator ignored -> "the operator";
            case Actor.Automatic ignored -> "OminiGate itself";
            case Actor.Unidentified ignored -> "nobody we know";
        };
        String whoMay = needed.roles().isEmpty() ? "the operator alone" : titles(needed.roles(), " or ");
        return "You are signed in as " + who + "; this is for " + whoMay + ".";
    }

    private static String titles(List<Role> roles, String last) {
        List<String> titles = roles.stream().map(Rights::title).toList();
        if (titles.size() == 1) {
            return titles.getFirst();
        }
        return titles.stream().limit(titles.size() - 1L).collect(Collectors.joining(", ")) + last + titles.getLast();
    }
}
