package ai.ominigate.model.approval;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that would be different when a proposal is agreed to. Values are as the API writes them elsewhere: a value of an
 * enum by its name, a moment by RFC 3339, a length of time by ISO 8601, several divided by {@code ", "}; personal data is
 * masked.
 *
 * @param field what, in lower case with hyphens, as {@code roles}
 * @param before as it is now; absent if there is nothing
 * @param after as it would be; absent if there would be nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProposedChange(
        String field, @Nullable String before, @Nullable String after) {
    public ProposedChange {
        Required.text("field", field);
    }

    /** From values of any kind; collections become their elements, an empty one nothing. */
    public static ProposedChange of(String field, @Nullable Object before, @Nullable Object after) {
        return new ProposedChange(field, words(before), words(after));
    }

    private static @Nullable String words(@Nullable Object value) {
        if (value instanceof Collection<?> several) {
            return several.isEmpty()
                    ? null
                    : several.stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        return value == null ? null : value.toString();
    }
}
