package ai.ominigate.model.staff;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each role may do.
 *
 * @param rows one for each capability
 */
public record RightsTable(List<Row> rows) {
    public RightsTable {
        rows = List.copyOf(rows);
    }

    /**
     * Who has a right, and how far.
     *
     * @param capability the right's stable name
     * @param marks how far it goes for each role, in the words of {@link RightDetails}
     */
    public record Row(String capability, Map<Role, String> marks) {
        public Row {
            marks = Collections.unmodifiableMap(new LinkedHashMap<>(marks));
        }
    }
}
