package ai.ominigate.model.own;

/**
 * Tokens by class; each token is in one.
 *
 * @param input read, from no cache
 * @param cacheRead read from a provider's cache
 * @param cacheWrite written to a provider's cache
 * @param output written, without reasoning
 * @param reasoning spent on reasoning
 * @param audio of audio, heard or spoken
 */
public record UsedTokens(long input, long cacheRead, long cacheWrite, long output, long reasoning, long audio) {}
