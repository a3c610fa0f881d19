package ai.ominigate.rest;

import ai.ominigate.model.Problem;
import ai.ominigate.model.Versioned;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Tells the version of what is answered as its {@code ETag} too: what {@code If-Match} of a change must repeat. */
@ServerFilter({"/admin/v1/**", "/api/v1/**"})
final class VersionTags {

    @ResponseFilter
    void tell(MutableHttpResponse<?> response) {
        Object body = response.getBody().orElse(null);
        Object answered = body instanceof Problem problem ? problem.current() : body;
        if (answered instanceof Versioned versioned) {
            response.header(HttpHeaders.ETAG, "\"" + versioned.version() + "\"");
        }
    }
}
