package ai.ominigate.catalog;

/** The wire format that an upstream speaks. */
public enum Dialect {
    /** OpenAI's chat completions and embeddings, and everybody who copies them. */
    OPENAI,
    /** Anthropic's messages. */
    ANTHROPIC,
    /** Google's generateContent and batchEmbedContents. */
    GEMINI
}
