package ai.ominigate.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.annotation.PreMatching;

/**
 * Refuses an {@code Accept-Language} that is no list of languages (RFC 9110, 12.5.4), before Micronaut fails in reading it
 * for the first parameter of a route.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class ReadableLanguages {

    @RequestFilter
    @PreMatching
    void check(HttpRequest<?> request) {
        try {
            request.getLocale();
        } catch (RuntimeException e) {
            throw Refused.invalid(
                    "The header Accept-Language is no list of languages, as in Accept-Language: en, zh;q=0.5.");
        }
    }
}
