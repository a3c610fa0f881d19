package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Writes to the person.
 *
 * @param text in their language; an empty line parts paragraphs; at most 4000 characters
 */
public record WriteLetter(String text) {
    public WriteLetter {
        Required.text("text", text, 4_000);
    }
}
