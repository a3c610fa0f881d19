package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Writes something down for colleagues.
 *
 * @param words at most 2000 characters
 */
public record NoteRequest(String words) {
    public NoteRequest {
        Required.text("words", words, 2_000);
    }
}
