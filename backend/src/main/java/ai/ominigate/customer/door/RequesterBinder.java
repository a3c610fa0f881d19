package ai.ominigate.customer.door;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Gives a controller's parameter of type {@link Requester} whoever {@link CustomerFilter} let in. */
@Singleton
final class RequesterBinder
        implements TypedRequestArgumentBinder<Requester>, PostponedRequestArgumentBinder<Requester> {

    @Override
    public Argument<Requester> argumentType() {
        return Argument.of(Requester.class);
    }

    @Override
    public BindingResult<Requester> bind(ArgumentConversionContext<Requester> context, HttpRequest<?> request) {
        return () -> Optional.ofNullable(CustomerFilter.requester(request));
    }

    /** The same for {@link Requester.SignedIn}, on routes that only people may call. */
    @Singleton
    static final class OfPeople
            implements TypedRequestArgumentBinder<Requester.SignedIn>,
                    PostponedRequestArgumentBinder<Requester.SignedIn> {

        @Override
        public Argument<Requester.SignedIn> argumentType() {
            return Argument.of(Requester.SignedIn.class);
        }

        @Override
        public BindingResult<Requester.SignedIn> bind(
                ArgumentConversionContext<Requester.SignedIn> context, HttpRequest<?> request) {
            return () -> CustomerFilter.requester(request) instanceof Requester.SignedIn me
                    ? Optional.of(me)
                    : Optional.empty();
        }
    }
}
