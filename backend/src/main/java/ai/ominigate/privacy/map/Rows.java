package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.PolicyEnforcement;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The rows of the map, as the file {@code policy/map.json} of the program has them. */
final class Rows {
    private Rows() {}

    /**
     * What is written down about a sentence.
     *
     * @param clause what the policy's clauses are called among those who look after it
     * @param sentence word for word
     * @param tests each as {@code class#method}
     * @param checks names of checks that look whether it is true now; empty where nothing can be looked at
     */
    record Row(
            String clause,
            String sentence,
            List<PolicyEnforcement> enforcedBy,
            List<String> tests,
            Role owner,
            List<String> checks) {
        Row {
            Objects.requireNonNull(owner, () -> "nobody owns: " + sentence);
            enforcedBy = List.copyOf(enforcedBy);
            tests = List.copyOf(tests);
            checks = List.copyOf(checks);
            if (enforcedBy.isEmpty()) {
                throw new IllegalArgumentException("nothing enforces: " + sentence);
            }
            if (tests.isEmpty()) {
                throw new IllegalArgumentException("no test proves: " + sentence);
            }
        }
    }

    static List<Row> all() {
        try (InputStream file =
                Objects.requireNonNull(Rows.class.getResourceAsStream("/policy/map.json"), "the map is there")) {
            return List.of(JsonMapper.builder().build().readValue(file, Row[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
