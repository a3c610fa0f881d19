package ai.ominigate.model.policy;

/**
 * A version in one language.
 *
 * @param locale as {@code en} or {@code zh-CN}
 * @param sha256 of its UTF-8 bytes, in hexadecimal
 * @param characters how long it is
 */
public record PolicyText(String locale, String sha256, int characters) {}
