package ai.ominigate.gateway.lookup;

import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.Rates;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in dollars per million tokens as decimal strings. A class that is absent is billed as the one it
 * is part of: cached and audio input as input, writes to a cache for an hour as those for five minutes and these as
 * input, reasoning and audio output as output.
 *
 * @param above for prompts of more than so many tokens; absent on the price for all other prompts
 * @param perCall dollars for each call; absent where there are none
 * @param longPrompts what prompts above some length cost instead; empty for most models
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Pricing(
        @Nullable Long above,
        String input,
        @JsonProperty("cached_input") @Nullable String cachedInput,
        @JsonProperty("cache_write") @Nullable String cacheWrite,
        @JsonProperty("cache_write_1h") @Nullable String cacheWrite1h,
        @Nullable String output,
        @Nullable String reasoning,
        @JsonProperty("audio_input") @Nullable String audioInput,
        @JsonProperty("audio_output") @Nullable String audioOutput,
        @JsonProperty("per_call") @Nullable String perCall,
        @JsonProperty("long_prompts") List<Pricing> longPrompts) {

    static Pricing of(Model model) {
        Price price = model.price();
        boolean answers = model.tasks().contains(Model.Task.CHAT);
        List<Pricing> longPrompts = price.bands().stream()
                .skip(1)
                .map(band -> of(band.above(), band.rates(), answers, null, List.of()))
                .toList();
        String perCall = price.perCallPico() == 0 ? null : Dollars.perCall(price.perCallPico());
        return of(null, price.bands().getFirst().rates(), answers, perCall, longPrompts);
    }

    private static Pricing of(
            @Nullable Long above, Rates rates, boolean answers, @Nullable String perCall, List<Pricing> longPrompts) {
        return new Pricing(
                above,
                Dollars.perMillion(rates.input()),
                unless(rates.cacheRead(), rates.input()),
                unless(rates.cacheWrite5m(), rates.input()),
                unless(rates.cacheWrite1h(), rates.cacheWrite5m()),
                answers ? Dollars.perMillion(rates.output()) : null,
                answers ? unless(rates.reasoning(), rates.output()) : null,
                unless(rates.audioInput(), rates.input()),
                answers ? unless(rates.audioOutput(), rates.output()) : null,
                perCall,
                longPrompts);
    }

    private static @Nullable String unless(long rate, long same) {
        return rate == same ? null : Dollars.perMillion(rate);
    }
}
