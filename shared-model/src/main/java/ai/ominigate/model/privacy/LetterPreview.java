package ai.ominigate.model.privacy;

/**
 * A letter as the person would get it.
 *
 * @param to where it would go, masked
 * @param language of its words
 * @param subject its subject
 * @param text all of it, as plain text
 */
public record LetterPreview(String to, String language, String subject, String text) {}
