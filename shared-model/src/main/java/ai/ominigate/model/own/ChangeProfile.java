package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Says what somebody tells of themselves. What is absent is told no more.
 *
 * @param language that they read, as a tag of BCP 47: en or zh-CN
 * @param name what they like to be called; at most 200 characters
 * @param company at most 200 characters
 * @param country two capitals of ISO 3166-1
 * @param timeZone as the IANA database calls it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeProfile(
        String language,
        @Nullable String name,
        @Nullable String company,
        @Nullable String country,
        @Nullable String timeZone) {
    public ChangeProfile {
        Required.text("language", language, 35);
    }

    /** Without anything personal. */
    @Override
    public String toString() {
        return "ChangeProfile[]";
    }
}
