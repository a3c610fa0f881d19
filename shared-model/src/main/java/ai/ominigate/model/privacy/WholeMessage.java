package ai.ominigate.model.privacy;

/**
 * All that was taken in of what somebody wrote.
 *
 * @param id names it in its conversation
 * @param text plain text, with addresses and the name of whom it is about masked
 */
public record WholeMessage(String id, String text) {}
