package ai.ominigate.abuse.decision;

import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.BeforeSignIn;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses blocked networks where they sign in, and wherever else if everything is blocked, but not what is for everybody:
 * how the system is, its descriptions, what the law wants to be readable and to be asked for, and news of payments, which
 * their sender signs. Calls below {@code /v1} are judged where their keys are known, and customers at their own door as long
 * as one of them is on the allow-list: that goes before a block wherever they come from.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Order(BlockedFilter.BEFORE_ANYBODY_IS_KNOWN)
final class BlockedFilter {
    static final int BEFORE_ANYBODY_IS_KNOWN = -1_000;

    private static final List<String> JUDGED_ELSEWHERE =
            List.of("/v1/", "/health", "/prometheus", "/openapi/", "/legal/", "/privacy/", "/webhooks/", "/admin/v1/");

    private final Enforcement enforcement;
    private final ClientAddress addresses;
    private final InstantSource clock;

    BlockedFilter(Enforcement enforcement, ClientAddress addresses, InstantSource clock) {
        this.enforcement = enforcement;
        this.addresses = addresses;
        this.clock = clock;
    }

    @RequestFilter
    void refuseBlocked(HttpRequest<?> request) {
        String path = request.getPath();
        if (JUDGED_ELSEWHERE.stream().anyMatch(path::startsWith)) {
            return;
        }
        Ruling block = block(request);
        if (block != null && !isJudgedByWhoComes(request)) {
            throw refused(block, request);
        }
    }

    private boolean isJudgedByWhoComes(HttpRequest<?> request) {
        AnnotationMetadata route = RouteAttributes.getRouteMatch(request)
                .<AnnotationMetadata>map(match -> match.getAnnotationMetadata())
                .orElse(AnnotationMetadata.EMPTY_METADATA);
        return (route.hasAnnotation(Permitted.class) || route.hasAnnotation(ForEverybody.class))
                && enforcement.allowsSomebody(clock.millis());
    }

    /** What keeps whoever sends this out; null if nothing does. */
    @Nullable
    Ruling block(HttpRequest<?> request) {
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        return enforcement.block(face(request), address, clock.millis());
    }

    /** What they are told, which counts as a hit of the decision. */
    Refused refused(Ruling block, HttpRequest<?> request) {
        block.hit(clock.millis());
        return Refused.forbidden(
                "blocked",
                enforcement.sentenceForBlocked(RequestId.of(request)),
                new RightNeeded("none", List.of(), false));
    }

    private static Face face(HttpRequest<?> request) {
        RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
        return route != null && route.getAnnotationMetadata().hasAnnotation(BeforeSignIn.class)
                ? Face.SIGN_IN
                : Face.OTHER;
    }
}
