package ai.ominigate.model.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the person who asks: how much there is, a masked example of each, and what would become of it.
 *
 * @param request the request's id
 * @param rows of all tables together
 * @param tables those that have something, by what they are in a package for the person
 */
public record DataFound(String request, long rows, List<Table> tables) {
    public DataFound {
        tables = List.copyOf(tables);
    }

    /**
     * One kind of data.
     *
     * @param feature that keeps it
     * @param file where it is in a package, without an ending
     * @param rows how many
     * @param fate what becomes of it when the person is forgotten
     * @param why it is kept; absent if it is not
     * @param example the first row, masked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Table(
            String feature,
            String file,
            long rows,
            DataFate fate,
            @Nullable String why,
            Map<String, String> example) {
        public Table {
            example = Map.copyOf(example);
        }
    }
}
