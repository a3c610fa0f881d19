package ai.ominigate.gateway.lookup;

import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Format;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Says why a look-up cannot be answered, in OpenAI's words or, to those who speak like Anthropic's clients, in theirs. */
@Singleton
final class LookupErrors implements ExceptionHandler<LookupRefused, HttpResponse<byte[]>> {

    @Override
    @SuppressWarnings("rawtypes") // The interface is older than the request's type parameter.
    public HttpResponse<byte[]> handle(HttpRequest request, LookupRefused refused) {
        MutableHttpResponse<byte[]> answer = HttpResponse.status(HttpStatus.valueOf(refused.status()));
        tell(request, answer, refused);
        // What a filter refuses, it does not see the answer of.
        RequestIds.tell(request, answer);
        // RFC 9110, 11.6.1: a 401 says how to authenticate.
        return refused.status() == 401 ? answer.header("WWW-Authenticate", "Bearer") : answer;
    }

    /** Makes this refusal the answer's body. */
    static void tell(HttpRequest<?> request, MutableHttpResponse<?> answer, LookupRefused refused) {
        Format format = speaksAnthropic(request) ? Format.ANTHROPIC_MESSAGES : Format.OPENAI_CHAT;
        answer.body(ErrorBody.of(
                        format,
                        refused.status(),
                        refused.code(),
                        String.valueOf(refused.getMessage()),
                        null,
                        RequestIds.of(request)))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    static boolean speaksAnthropic(HttpRequest<?> request) {
        return request.getHeaders().contains("anthropic-version");
    }
}
