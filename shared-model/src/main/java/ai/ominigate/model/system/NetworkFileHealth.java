package ai.ominigate.model.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A file of the operator's about networks, which the abuse desk looks into.
 *
 * @param file what it holds: {@code geo}, {@code asn}, {@code tor}, {@code hosting} or {@code vpn}
 * @param ageDays how old its content is; absent if it cannot be read
 * @param used whether it is young enough to be believed: at most 30 days
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkFileHealth(String file, @Nullable Double ageDays, boolean used) {}
