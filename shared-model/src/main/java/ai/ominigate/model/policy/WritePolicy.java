package ai.ominigate.model.policy;

import ai.ominigate.model.Required;

/**
 * A draft's text in one language.
 *
 * @param text lines: the first is the title, those that begin with a number and a full stop are headings, those that begin
 *     with a hyphen are items of a list. Without the line that says when it was updated, which the page adds
 */
public record WritePolicy(String text) {
    private static final int LONGEST_TEXT = 100_000;

    public WritePolicy {
        Required.text("text", text, LONGEST_TEXT);
    }
}
