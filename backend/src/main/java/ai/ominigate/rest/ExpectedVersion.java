package ai.ominigate.rest;

import ai.ominigate.model.Versioned;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The version of something that somebody saw before they decided to change it, from {@code If-Match} (RFC 9110, 13.1.1):
 * a method that changes something takes one as a parameter, so that nobody overwrites what they have not seen.
 *
 * @param version as {@link Versioned#version()} said
 */
public record ExpectedVersion(long version) {
    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    /**
     * Compares it with what is there now, which the transaction of the change has locked.
     *
     * @param current as it is answered
     * @throws Refused with what is there now, if it is another version
     */
    public void check(Versioned current) {
        if (current.version() != version) {
            throw Refused.stale(current);
        }
    }

    private static ExpectedVersion of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw new Refused(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "version_missing",
                    "A change names the version that it is about: send the 'version' that you saw as If-Match, in quotation"
                            + " marks, as in If-Match: \"7\".");
        }
        Matcher tag = TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw Refused.invalid("The header If-Match is one version in quotation marks, as in If-Match: \"7\".");
        }
        return new ExpectedVersion(Long.parseLong(tag.group(1)));
    }

    /** Reads it out of the request, after the filters. */
    @Singleton
    static final class Binder
            implements TypedRequestArgumentBinder<ExpectedVersion>, PostponedRequestArgumentBinder<ExpectedVersion> {

        @Override
        public Argument<ExpectedVersion> argumentType() {
            return Argument.of(ExpectedVersion.class);
        }

        @Override
        public BindingResult<ExpectedVersion> bind(
                ArgumentConversionContext<ExpectedVersion> context, HttpRequest<?> request) {
            return () -> Optional.of(of(request.getHeaders().get(HttpHeaders.IF_MATCH)));
        }
    }
}
