package ai.ominigate.staff.identity;

import ai.ominigate.staff.rights.Actor;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Gives a controller's parameter of type {@link Actor} whoever {@link StaffFilter} let in. */
@Singleton
final class ActorBinder implements TypedRequestArgumentBinder<Actor>, PostponedRequestArgumentBinder<Actor> {

    @Override
    public Argument<Actor> argumentType() {
        return Argument.of(Actor.class);
    }

    @Override
    public BindingResult<Actor> bind(ArgumentConversionContext<Actor> context, HttpRequest<?> request) {
        return () -> Optional.ofNullable(StaffFilter.actor(request));
    }

    /** The same for {@link Actor.Member}, on routes that only members may call. */
    @Singleton
    static final class OfMembers
            implements TypedRequestArgumentBinder<Actor.Member>, PostponedRequestArgumentBinder<Actor.Member> {

        @Override
        public Argument<Actor.Member> argumentType() {
            return Argument.of(Actor.Member.class);
        }

        @Override
        public BindingResult<Actor.Member> bind(
                ArgumentConversionContext<Actor.Member> context, HttpRequest<?> request) {
            return () ->
                    StaffFilter.actor(request) instanceof Actor.Member member ? Optional.of(member) : Optional.empty();
        }
    }
}
