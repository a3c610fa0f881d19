package ai.ominigate.customer.door;

import ai.ominigate.customer.identity.Device;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.RequestId;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a controller's parameter of type {@link Visit} who stands at the door. */
@Singleton
final class Visits implements TypedRequestArgumentBinder<Visit> {
    private final ClientAddress addresses;

    Visits(ClientAddress addresses) {
        this.addresses = addresses;
    }

    @Override
    public Argument<Visit> argumentType() {
        return Argument.of(Visit.class);
    }

    @Override
    public BindingResult<Visit> bind(ArgumentConversionContext<Visit> context, HttpRequest<?> request) {
        return () -> Optional.of(new Visit(
                addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll),
                Device.of(request.getHeaders().get("User-Agent")),
                Cookies.language(request),
                RequestId.of(request),
                proof(request)));
    }

    /** Programs show it in headers; pages have fields for it. */
    private static Visit.@Nullable Proof proof(HttpRequest<?> request) {
        String token = request.getHeaders().get("Step");
        String answer = request.getHeaders().get("Step-Answer");
        return token == null || answer == null ? null : new Visit.Proof(token, answer);
    }
}
