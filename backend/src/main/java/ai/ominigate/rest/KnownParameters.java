package ai.ominigate.rest;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteAttributes;
import java.util.Set;
import java.util.TreeSet;

/** Refuses parameters that a route does not have: a filter with a slip in its name would show everything. */
@ServerFilter({"/admin/v1/**", "/api/v1/**"})
@Order(Caller.ADMITTED + 1)
final class KnownParameters {

    @RequestFilter
    void check(HttpRequest<?> request) {
        if (!request.getParameters().isEmpty()) {
            RouteAttributes.getRouteMatch(request).ifPresent(route -> {
                if (route instanceof MethodBasedRouteMatch<?, ?> method) {
                    check(request.getParameters().names(), method.getArguments());
                }
            });
        }
    }

    private static void check(Set<String> given, Argument<?>[] arguments) {
        Set<String> known = new TreeSet<>();
        for (Argument<?> argument : arguments) {
            if (argument.getType() == PageRequest.class) {
                known.addAll(PageRequest.PARAMETERS);
            } else if (argument.getType() == Sort.class) {
                known.add(Sort.PARAMETER);
            } else if (argument.isAnnotationPresent(QueryValue.class)) {
                known.add(argument.getAnnotationMetadata()
                        .stringValue(QueryValue.class)
                        .filter(name -> !name.isEmpty())
                        .orElse(argument.getName()));
            }
        }
        for (String name : given) {
            if (!known.contains(name)) {
                throw Refused.invalid("There is no parameter '" + name + "' here"
                        + (known.isEmpty() ? "." : ", but " + String.join(", ", known) + "."));
            }
        }
    }
}
