package ai.ominigate.gateway.wire;

import org.jspecify.annotations.Nullable;

/** For what content an upstream did not answer, or not to the end, as far as it says: never the content itself. */
public enum ContentRefusal {
    /** A filter ended it: OpenAI's {@code finish_reason} {@code content_filter}, Google's {@code SAFETY} and the like. */
    CONTENT_FILTER,
    /** The model did not want to: Anthropic's {@code stop_reason} {@code refusal}, without a category. */
    REFUSAL,
    /** The request was not let in at all: a status that speaks of moderation or of a content policy. */
    MODERATION,
    /** Attacks on computers; work on their defence can look alike. */
    CYBER,
    /** Biological harm. */
    BIO,
    /** Another harm. */
    GENERAL_HARMS,
    /** Models that compete with the provider's: its terms, and no harm. */
    FRONTIER_LLM,
    /** The model's own reasoning: the provider's terms, and no harm. */
    REASONING_EXTRACTION;

    /**
     * As Anthropic's {@code stop_details.category} names it (anthropic-sdk 1.70, {@code RefusalStopDetails}); {@link
     * #REFUSAL} for none and for those that are not known here.
     */
    public static ContentRefusal ofCategory(@Nullable String category) {
        return switch (category) {
            case "cyber" -> CYBER;
            case "bio" -> BIO;
            case "general_harms" -> GENERAL_HARMS;
            case "frontier_llm" -> FRONTIER_LLM;
            case "reasoning_extraction" -> REASONING_EXTRACTION;
            case null, default -> REFUSAL;
        };
    }

    /** As OpenAI and those who speak like it name it in an error's {@code code}; null for what is not about content. */
    public static @Nullable ContentRefusal ofErrorCode(String code) {
        return switch (code) {
            case "content_filter", "content_policy_violation", "moderation_blocked" -> MODERATION;
            case "cyber_policy" -> CYBER;
            default -> null;
        };
    }
}
