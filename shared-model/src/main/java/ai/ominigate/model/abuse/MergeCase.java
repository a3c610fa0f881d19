package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Makes a case part of another one, which goes on.
 *
 * @param into the other one's id
 * @param intoVersion its version, as it was seen
 */
public record MergeCase(String into, long intoVersion) {
    public MergeCase {
        Required.text("into", into);
    }
}
