package ai.ominigate.rest;

import ai.ominigate.model.Problem;
import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.RightNeeded;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ConversionErrorHandler;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers requests that cannot be done with a problem that says why. */
@Singleton
final class RefusedRequests implements ExceptionHandler<Refused, HttpResponse<Problem>> {
    private static final MediaType TYPE = MediaType.of(Problem.MEDIA_TYPE);
    private static final int DEEPEST_CAUSE = 20;

    @Override
    @SuppressWarnings("rawtypes") // The interface is older than the request's type parameter.
    public HttpResponse<Problem> handle(HttpRequest request, Refused refused) {
        MutableHttpResponse<Problem> answer =
                answer(refused.status(), refused.code(), refused.getMessage(), refused.needs(), refused.current());
        Duration retryAfter = refused.retryAfter();
        return retryAfter == null
                ? answer
                : answer.header("retry-after", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000)));
    }

    private static MutableHttpResponse<Problem> answer(
            HttpStatus status,
            String code,
            @Nullable String detail,
            @Nullable RightNeeded needs,
            @Nullable Versioned current) {
        Problem problem = new Problem(status.getReason(), status.getCode(), code, detail, needs, current);
        MutableHttpResponse<Problem> answer =
                HttpResponse.<Problem>status(status).body(problem).contentType(TYPE);
        // RFC 9110, 11.6.1: a 401 says how to authenticate.
        return status == HttpStatus.UNAUTHORIZED ? answer.header("WWW-Authenticate", "Bearer") : answer;
    }

    /** Names the field of a body or the parameter that could not be read, and what is wrong with it if we know. */
    @Singleton
    @Replaces(ConversionErrorHandler.class)
    static final class Unreadable implements ExceptionHandler<ConversionErrorException, HttpResponse<Problem>> {

        @Override
        @SuppressWarnings("rawtypes") // The interface is older than the request's type parameter.
        public HttpResponse<Problem> handle(HttpRequest request, ConversionErrorException failure) {
            String detail = detail(failure);
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "invalid_request",
                    detail == null ? "'" + failure.getArgument().getName() + "' cannot be read." : detail,
                    null,
                    null);
        }

        private static @Nullable String detail(Throwable failure) {
            String field = null;
            String sentence = null;
            Throwable cause = failure;
            for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
                if (cause instanceof JsonMappingException mapping && field == null) {
                    field = field(mapping);
                }
                if (cause instanceof UnrecognizedPropertyException unknown) {
                    return "There is no field '" + unknown.getPropertyName() + "'.";
                }
                // Thrown by our own records, with a sentence for whoever sent it.
                if (cause.getClass() == IllegalArgumentException.class) {
                    sentence = withoutWhatWasTyped(cause.getMessage());
                }
                cause = cause.getCause();
            }
            if (field == null || field.isEmpty()) {
                return sentence;
            }
            return "The field '" + field + "' cannot be read." + (sentence == null ? "" : " " + sentence);
        }

        /** Java repeats what is no id, which may be anything of anybody's. */
        private static @Nullable String withoutWhatWasTyped(@Nullable String sentence) {
            return sentence != null && sentence.startsWith("Invalid UUID string") ? "This is not an id." : sentence;
        }

        private static String field(JsonMappingException failure) {
            return failure.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining())
                    .replaceFirst("^\\.", "");
        }
    }
}
