package ai.ominigate.model.reveal;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Asks to see one masked value in clear.
 *
 * @param subject whose, as {@code account:019a…}
 * @param field which of theirs
 * @param purpose what for; needed
 * @param caseName in which case, as {@code case:019a…}; needed by whoever may see it in cases only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevealField(
        String subject,
        PersonalField field,
        @Nullable Purpose purpose,
        @JsonProperty("case") @Nullable String caseName) {
    public RevealField {
        Required.text("subject", subject);
        Required.value("field", field);
    }
}
