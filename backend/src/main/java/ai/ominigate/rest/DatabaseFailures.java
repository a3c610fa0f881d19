package ai.ominigate.rest;

import ai.ominigate.model.Problem;
import ai.ominigate.platform.DatabaseAway;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** Tells whoever needs the database while it is away to try again; anything else it refuses is a mistake of ours. */
@Singleton
final class DatabaseFailures implements ExceptionHandler<SQLException, HttpResponse<?>> {
    private static final String SOON_SECONDS = "5";

    private final ErrorResponseProcessor<?> mistakes;

    DatabaseFailures(ErrorResponseProcessor<?> mistakes) {
        this.mistakes = mistakes;
    }

    @Override
    @SuppressWarnings("rawtypes") // The interface is older than the request's type parameter.
    public HttpResponse<?> handle(HttpRequest request, SQLException failure) {
        if (!DatabaseAway.is(failure)) {
            return mistakes.processResponse(
                    ErrorContext.builder(request).cause(failure).build(), HttpResponse.serverError());
        }
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        Problem problem = new Problem(
                status.getReason(),
                status.getCode(),
                "database_away",
                "The database does not answer at the moment, and this needs it. Try again in a few seconds.");
        return HttpResponse.status(status)
                .body(problem)
                .contentType(MediaType.of(Problem.MEDIA_TYPE))
                .header("Retry-After", SOON_SECONDS);
    }
}
