package ai.ominigate.model.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host that may be connected to.
 *
 * @param owner the subprocessor's name, {@code own infrastructure} or {@code this machine}
 * @param contactedAt when this node last did; null if it has not since it started
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EgressHost(
        String host, String owner, @Nullable Instant contactedAt) {}
