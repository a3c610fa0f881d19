package ai.ominigate.model.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A letter to an account, without what it said.
 *
 * @param template which letter, as {@code POLICY_CHANGED}
 * @param writtenAt when it was written
 * @param sentAt when the mail server took it; absent if it has not
 * @param givenUp whether nobody tries any more to send it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SentNotice(
        String template, Instant writtenAt, @Nullable Instant sentAt, boolean givenUp) {}
