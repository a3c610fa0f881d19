package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import java.time.LocalDate;

/**
 * What was called on a day with one key and one model.
 *
 * @param day in the time zone that was asked for
 * @param key the key's id
 * @param model as the calls named it
 * @param calls how many
 * @param failedCalls how many of them failed by a provider's fault or ours
 * @param tokens of all of them
 * @param cost of all of them, exact
 */
public record DayUsage(
        LocalDate day, String key, String model, long calls, long failedCalls, UsedTokens tokens, Usd cost) {}
