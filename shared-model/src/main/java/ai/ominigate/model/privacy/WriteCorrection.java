package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;
import java.util.List;

/**
 * Says what is to be corrected, instead of what was said before.
 *
 * @param changes one or two, of different fields
 * @param evidence what shows that it is so, in words of whoever looked at it; 1 to 2000 characters
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record WriteCorrection(List<Change> changes, String evidence, String reason) {
    private static final int LONGEST_EVIDENCE = 2_000;

    public WriteCorrection {
        Required.value("changes", changes);
        changes = List.copyOf(changes);
        if (changes.isEmpty() || changes.stream().map(Change::field).distinct().count() < changes.size()) {
            throw new IllegalArgumentException("The field 'changes' has one change for each field that is corrected.");
        }
        Required.text("evidence", evidence, LONGEST_EVIDENCE);
        Required.text("reason", reason, 500);
    }

    /**
     * What a field becomes.
     *
     * @param after in clear; at most 254 characters
     */
    public record Change(CorrectedField field, String after) {
        private static final int LONGEST = 254;

        public Change {
            Required.value("field", field);
            Required.text("after", after, LONGEST);
        }

        /** Without the value, so that no log line can hold it. */
        @Override
        public String toString() {
            return "Change[" + field + "]";
        }
    }

    /** Without what tells something of the person. */
    @Override
    public String toString() {
        return "WriteCorrection[" + changes + "]";
    }
}
