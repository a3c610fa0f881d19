package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Writes something down for colleagues.
 *
 * @param words 1 to 4000 characters; they go when the case is reduced to the record of what was decided
 */
public record NoteCase(String words) {
    private static final int LONGEST = 4_000;

    public NoteCase {
        Required.text("words", words, LONGEST);
    }
}
