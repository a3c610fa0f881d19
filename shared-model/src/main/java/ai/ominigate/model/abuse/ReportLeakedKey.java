package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Records that somebody has found a key of ours where everybody can read it.
 *
 * @param key the key as it was found, or its id; what was found is kept nowhere
 * @param where it was found, as a repository's name; at most 200 characters
 * @param reference what whoever found it calls their report, so that the same twice is one; at most 100 characters
 */
public record ReportLeakedKey(String key, String where, String reference) {
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_PLACE = 200;
    private static final int LONGEST_NAME = 100;

    public ReportLeakedKey {
        Required.text("key", key, LONGEST_KEY);
        Required.text("where", where, LONGEST_PLACE);
        Required.text("reference", reference, LONGEST_NAME);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ReportLeakedKey[" + reference + "]";
    }
}
