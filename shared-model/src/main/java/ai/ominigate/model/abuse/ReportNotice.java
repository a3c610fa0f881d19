package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Records that a provider complains about a customer of ours, whom it knows by a safety identifier alone.
 *
 * @param provider who complains
 * @param safetyIdentifier what it knows the customer by
 * @param reference what it calls its complaint, so that the same twice is one; at most 100 characters
 * @param words what it says, without anything of a prompt or an answer; at most 2000 characters, absent for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportNotice(
        String provider,
        String safetyIdentifier,
        String reference,
        @Nullable String words) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_WORDS = 2_000;

    public ReportNotice {
        Required.text("provider", provider, LONGEST_NAME);
        Required.text("safetyIdentifier", safetyIdentifier, LONGEST_NAME);
        Required.text("reference", reference, LONGEST_NAME);
        if (words != null) {
            Required.text("words", words, LONGEST_WORDS);
        }
    }
}
