package ai.ominigate.model.customer;

import ai.ominigate.model.Required;
import ai.ominigate.model.reveal.Purpose;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Looks for accounts.
 *
 * @param by what {@code value} is
 * @param value exactly; nothing is found by a part
 * @param purpose what for
 * @param caseName in which case, as {@code case:019a…}; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SearchCustomers(
        KnownBy by,
        String value,
        @Nullable Purpose purpose,
        @JsonProperty("case") @Nullable String caseName) {
    public SearchCustomers {
        Required.value("by", by);
        Required.text("value", value);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "SearchCustomers[" + by + ", " + purpose + ", " + caseName + "]";
    }
}
