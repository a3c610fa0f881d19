package ai.ominigate.model.own;

import ai.ominigate.model.privacy.RequestType;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A request about one's own data, however it reached us.
 *
 * @param id names it
 * @param reference what letters call it
 * @param type what is asked; absent until it is known
 * @param stage how far it is
 * @param receivedAt when it reached us
 * @param expectedBy the day by which it is answered
 * @param calledOffUntil until when it can be called off, if it is to be done at a time; absent otherwise
 * @param endedAt when it was over; absent while it is not
 * @param canBeCalledOff whether nothing of it has begun to be done
 * @param download what there is to fetch; absent if nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnPrivacyRequest(
        String id,
        String reference,
        @Nullable RequestType type,
        OwnRequestStage stage,
        Instant receivedAt,
        LocalDate expectedBy,
        @Nullable Instant calledOffUntil,
        @Nullable Instant endedAt,
        boolean canBeCalledOff,
        @Nullable Download download) {

    /**
     * A package with one's data, which a passphrase opens that one is shown after one has shown anew who one is.
     *
     * @param parts in how many files
     * @param bytes of all of them
     * @param left how often one of them can still be fetched
     * @param until when it is gone
     */
    public record Download(int parts, long bytes, int left, Instant until) {}
}
