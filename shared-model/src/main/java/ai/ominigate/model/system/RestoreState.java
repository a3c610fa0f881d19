package ai.ominigate.model.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database knows of everybody who was forgotten, also after an older one was restored.
 *
 * @param remembered how many were forgotten, as it is remembered outside of the database
 * @param known how many of them the database knows of; fewer only while somebody is being forgotten
 * @param replayedAt when a start last found an older database, and had it forget people again; absent if none did
 * @param replayed how many people that was about; 0 if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreState(
        long remembered, long known, @Nullable Instant replayedAt, long replayed) {}
