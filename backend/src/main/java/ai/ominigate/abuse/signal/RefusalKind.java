package ai.ominigate.abuse.signal;

import java.util.Locale;

/** For what content a provider did not answer, in its own words as far as it says; nobody here has seen the content. */
public enum RefusalKind {
    /** A filter ended the answer. */
    CONTENT_FILTER,
    /** The model refused and gave no category. */
    REFUSAL,
    /** The request was not let in: a moderation refused it. */
    MODERATION,
    /** Attacks on computers; security research is refused so too. */
    CYBER,
    /** Biological harm. */
    BIO,
    /** Another harm. */
    GENERAL_HARMS,
    /** Models that compete with the provider's. */
    FRONTIER_LLM,
    /** The model's own reasoning. */
    REASONING_EXTRACTION;

    /** Under this name a rule's version has how many refusals one of this kind counts as. */
    String weight() {
        return "weight-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
