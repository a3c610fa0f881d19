package ai.ominigate.platform;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * The body of every error that no feature answered itself. It says what the status says and nothing of the exception:
 * its message may hold what the caller sent, or what only operators may see.
 */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Problem> {
    private static final MediaType TYPE = MediaType.of(Problem.MEDIA_TYPE);

    @Override
    @SuppressWarnings("unchecked") // The interface asks for the old response with a new body type.
    public MutableHttpResponse<Problem> processResponse(ErrorContext error, MutableHttpResponse<?> response) {
        if (error.getRequest().getMethod() == HttpMethod.HEAD) {
            return (MutableHttpResponse<Problem>) response;
        }
        Problem problem = Problem.of(HttpStatus.valueOf(response.code()));
        return response.body(problem).contentType(TYPE);
    }
}
