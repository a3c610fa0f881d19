package ai.ominigate.rest;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that does something which doing twice would do twice: a method that takes one as a parameter and runs it by
 * {@link Commands} does it once for each {@code Idempotency-Key}.
 *
 * @param caller whose it is: two callers may choose the same key
 * @param place what it is sent to: method, path and {@code If-Match}
 * @param key the {@code Idempotency-Key}; null if the request has none
 * @param requestId its {@code x-request-id}
 */
public record Command(String caller, String place, @Nullable String key, String requestId) {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

    static Command of(HttpRequest<?> request) {
        String key = request.getHeaders().get(HEADER);
        if (key != null && !KEY.matcher(key).matches()) {
            throw Refused.invalid("The header Idempotency-Key has 1 to 200 characters, none of them a space.");
        }
        String ifMatch = request.getHeaders().get(HttpHeaders.IF_MATCH);
        return new Command(
                Caller.of(request).map(Caller::name).orElse(""),
                request.getMethodName() + " " + request.getPath() + " " + (ifMatch == null ? "" : ifMatch),
                key,
                RequestId.of(request));
    }

    /** Reads it out of the request, after the filters. */
    @Singleton
    static final class Binder implements TypedRequestArgumentBinder<Command>, PostponedRequestArgumentBinder<Command> {

        @Override
        public Argument<Command> argumentType() {
            return Argument.of(Command.class);
        }

        @Override
        public BindingResult<Command> bind(ArgumentConversionContext<Command> context, HttpRequest<?> request) {
            return () -> Optional.of(Command.of(request));
        }
    }
}
