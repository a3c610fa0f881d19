package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a network, as far as the operational log reaches back.
 *
 * @param network in its canonical form, as whoever asks has typed it
 * @param entity as decisions and cases name it
 * @param reach how far its first address reaches: {@code PUBLIC}, or else it is nobody's on the internet
 * @param ours whether it is our own and can never be blocked
 * @param origin whose it is; absent without files that say so
 * @param from the first moment that was looked at
 * @param calls requests that came from it
 * @param hours how many in each hour that had some, the first first
 * @param accounts those that most of them were for, by their keys or by who was signed in, at most 50
 * @param keys the keys that most of them came with, at most 50
 * @param events the last of them, the newest first, at most 50
 * @param decisions what was decided about it, what it lies in and what lies in it, the newest first, at most 50
 * @param related the networks around it that one party may have, the narrowest first
 * @param notes what colleagues wrote in cases about it, what it lies in and what lies in it, the newest first, at most 50
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkDetails(
        String network,
        String entity,
        String reach,
        boolean ours,
        @Nullable NetworkOrigin origin,
        Instant from,
        long calls,
        List<NetworkHour> hours,
        List<NetworkAccount> accounts,
        List<NetworkKey> keys,
        List<NetworkEvent> events,
        List<DecisionDetails> decisions,
        List<RelatedNetwork> related,
        List<NetworkNote> notes) {
    public NetworkDetails {
        hours = List.copyOf(hours);
        accounts = List.copyOf(accounts);
        keys = List.copyOf(keys);
        events = List.copyOf(events);
        decisions = List.copyOf(decisions);
        related = List.copyOf(related);
        notes = List.copyOf(notes);
    }
}
