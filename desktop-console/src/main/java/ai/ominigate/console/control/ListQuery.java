package ai.ominigate.console.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, as the server is asked for it.
 *
 * @param filters by the API's names
 * @param sort the API's name, after a minus sign for the largest first; null for the list's own order
 * @param cursor where the part begins; null for the list's beginning
 */
public record ListQuery(
        Map<String, String> filters,
        @Nullable String sort,
        @Nullable String cursor) {

    /** At most so many rows. */
    public static final int ROWS = 100;

    public ListQuery {
        filters = Map.copyOf(filters);
    }

    /** Which rows and in which order, not which part of them: for what is made of all. */
    public Map<String, String> whole() {
        Map<String, String> parameters = new LinkedHashMap<>(filters);
        if (sort != null) {
            parameters.put("sort", sort);
        }
        return parameters;
    }

    /** For {@code @QueryMap}. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = whole();
        parameters.put("limit", Integer.toString(ROWS));
        if (cursor != null) {
            parameters.put("cursor", cursor);
        }
        return parameters;
    }
}
