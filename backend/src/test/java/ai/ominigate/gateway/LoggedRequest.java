package ai.ominigate.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the operational log as it is stored.
 *
 * @param everything all its columns, for what must be in none of them
 */
record LoggedRequest(
        String method,
        String pathTemplate,
        int status,
        @Nullable UUID key,
        JsonNode headers,
        String everything) {}
