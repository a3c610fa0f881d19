package ai.ominigate.model.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy as everybody can read it.
 *
 * @param version its number
 * @param lastUpdated when it was last updated
 * @param effectiveAt from when on it holds; null for the first
 * @param status whether it holds
 * @param finished whether it is final
 * @param locale the language of the text
 * @param locales the languages that there are
 * @param sha256 of the text's UTF-8 bytes, in hexadecimal
 * @param text without the line that says when it was updated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyDocument(
        int version,
        LocalDate lastUpdated,
        @Nullable Instant effectiveAt,
        PolicyStatus status,
        boolean finished,
        String locale,
        List<String> locales,
        String sha256,
        String text) {
    public PolicyDocument {
        locales = List.copyOf(locales);
    }
}
