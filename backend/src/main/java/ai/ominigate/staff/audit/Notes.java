package ai.ominigate.staff.audit;

import java.util.ArrayList;
import java.util.List;

/** Many signed notes in one text: each followed by an empty line. */
final class Notes {
    private static final String EMPTY_LINE = "\n\n";

    private Notes() {}

    /** The whole notes of the text; what a crash has left of another at its end is left out. */
    static List<String> in(String text) {
        List<String> notes = new ArrayList<>();
        int start = 0;
        while (true) {
            int signatures = text.indexOf(EMPTY_LINE, start);
            int end = signatures < 0 ? -1 : text.indexOf(EMPTY_LINE, signatures + EMPTY_LINE.length());
            if (end < 0) {
                return notes;
            }
            notes.add(text.substring(start, end + 1));
            start = end + EMPTY_LINE.length();
        }
    }
}
