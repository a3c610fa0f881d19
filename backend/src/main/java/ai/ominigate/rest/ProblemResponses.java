package ai.ominigate.rest;

import ai.ominigate.model.Problem;
import io.micronaut.http.HttpAttributes;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of every error that no feature answered itself. It says what the status says and nothing of the exception:
 * its message may hold what the caller sent, or what only operators may see.
 */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Problem> {
    private static final MediaType TYPE = MediaType.of(Problem.MEDIA_TYPE);
    private static final int CAUSES_LOGGED = 5;
    private static final int FRAMES_LOGGED = 8;
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);

    @Override
    @SuppressWarnings("unchecked") // The interface asks for the old response with a new body type.
    public MutableHttpResponse<Problem> processResponse(ErrorContext error, MutableHttpResponse<?> response) {
        if (error.getRequest().getMethod() == HttpMethod.HEAD) {
            return (MutableHttpResponse<Problem>) response;
        }
        Problem problem = problem(HttpStatus.valueOf(response.code()));
        if (response.code() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            error.getRootCause().ifPresent(cause -> log(error, cause));
        }
        return response.body(problem).contentType(TYPE);
    }

    /** The path's template instead of the path, and what happened where instead of what the exceptions say. */
    private static void log(ErrorContext error, Throwable cause) {
        LOG.error(
                "{} {} failed: {}",
                error.getRequest().getMethodName(),
                error.getRequest()
                        .getAttribute(HttpAttributes.URI_TEMPLATE, String.class)
                        .orElse("(no route)"),
                withoutMessages(cause));
    }

    private static String withoutMessages(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable each = failure;
        for (int depth = 0; each != null && depth < CAUSES_LOGGED; depth++) {
            text.append(depth == 0 ? "" : " caused by ").append(each.getClass().getName());
            Arrays.stream(each.getStackTrace())
                    .limit(FRAMES_LOGGED)
                    .forEach(frame -> text.append(" < ").append(frame));
            each = each.getCause();
        }
        return text.toString();
    }

    private static Problem problem(HttpStatus status) {
        String code = status == HttpStatus.INTERNAL_SERVER_ERROR
                ? "internal_error"
                : status.name().toLowerCase(Locale.ROOT);
        return new Problem(status.getReason(), status.getCode(), code, null);
    }
}
