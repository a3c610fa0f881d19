package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of the last flags of a rule that people decided about, up to 50; after somebody changed it, of those since.
 *
 * @param confirmed abuse
 * @param wrong the rule saw what was not there, or what is no harm
 * @param open nobody could tell
 * @param share of flags that were right, from 0 to 1, of those that somebody could tell; absent if there are none. Below
 *     0.6 of at least 20, the rule is put into shadow mode by itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RulePrecision(
        int confirmed, int wrong, int open, @Nullable Double share) {}
