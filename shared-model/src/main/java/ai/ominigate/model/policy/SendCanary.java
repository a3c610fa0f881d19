package ai.ominigate.model.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A wish to send calls with a mark in them.
 *
 * @param model that is called; null for one of the demo provider
 * @param paid whether it is confirmed that a provider is paid for them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SendCanary(@Nullable String model, boolean paid) {}
