package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Opens a case for what somebody has seen themselves, without a rule. One of {@code network} and {@code entity} is given.
 *
 * @param network an address or a network, as people write it; absent for anything else
 * @param entity a key or an account, as {@code account:019a…}; absent for a network
 * @param family what kind of abuse it seems to be
 * @param words what was seen; at most 2000 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenCase(@Nullable String network, @Nullable String entity, CaseFamily family, String words) {
    private static final int LONGEST = 2_000;

    public OpenCase {
        Required.oneOf("network", network, "entity", entity);
        Required.value("family", family);
        Required.text("words", words, LONGEST);
    }
}
