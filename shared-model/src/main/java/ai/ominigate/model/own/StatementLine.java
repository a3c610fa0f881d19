package ai.ominigate.model.own;

import ai.ominigate.model.Usd;

/**
 * What calls of one model with one key came to in a month.
 *
 * @param key the key's id
 * @param keyName what its owner calls it
 */
public record StatementLine(String model, String key, String keyName, long calls, UsedTokens tokens, Usd cost) {}
