package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the journal is told about a call: first that it is about to be made, then how far it is, at last how it ended. */
public sealed interface CallEvent {

    /** Whose calls are of accounts whose owners are forgotten, all alike: an account and a key that nobody has. */
    UUID NOBODY = new UUID(0x8000L, 0x8000000000000000L);

    /** The call's event id, a UUIDv7 (RFC 9562): its time is the moment the call was admitted. */
    UUID id();

    /**
     * The call is about to be sent to an upstream. Durable before the first byte goes there.
     *
     * @param account who pays
     * @param key the API key it came with
     * @param model the name the customer used
     * @param provider who is to serve it
     * @param priceVersion the price it will be billed by
     * @param estimatedPrompt tokens that its prompt is thought to have
     * @param lease the slice that its hold was taken from
     */
    record Intent(
            UUID id,
            UUID account,
            UUID key,
            String model,
            String provider,
            long priceVersion,
            long estimatedPrompt,
            UUID lease)
            implements CallEvent {
        /** @throws IllegalArgumentException if the journal could not write it */
        public Intent {
            EventCodec.checkName(model);
            EventCodec.checkName(provider);
            EventCodec.checkNotNegative(estimatedPrompt);
        }
    }

    /** A stream is under way and has used about this much by now. Not waited for. */
    record Progress(UUID id, TokenCounts tokens) implements CallEvent {}

    /**
     * The call is over. Durable before the last byte of the answer leaves.
     *
     * @param provider who served it in the end
     * @param tokens what it used
     * @param estimated whether {@code tokens} are our estimate, because the provider reported none
     * @param costNanos what the customer pays
     * @param latencyMicros from the call's arrival to the end of its answer
     * @param firstByteMicros from the call's arrival to the first byte of the answer; 0 if there was none
     * @param httpStatus what the client was told
     * @param answerId the id inside the answer, by which the client can look the call up; null if there was none
     */
    record Final(
            UUID id,
            UUID account,
            UUID key,
            String model,
            String provider,
            long priceVersion,
            UUID lease,
            TokenCounts tokens,
            boolean estimated,
            long costNanos,
            long latencyMicros,
            long firstByteMicros,
            int httpStatus,
            EndReason end,
            @Nullable String answerId)
            implements CallEvent {
        /** @throws IllegalArgumentException if the journal could not write it */
        public Final {
            EventCodec.checkName(model);
            EventCodec.checkName(provider);
            EventCodec.checkNotNegative(costNanos);
            EventCodec.checkNotNegative(latencyMicros);
            EventCodec.checkNotNegative(firstByteMicros);
            EventCodec.checkStatus(httpStatus);
        }

        /** The same call as nobody's: one of {@link #NOBODY}, that nobody can look up. */
        Final ofNobody() {
            return new Final(
                    id,
                    NOBODY,
                    NOBODY,
                    model,
                    provider,
                    priceVersion,
                    lease,
                    tokens,
                    estimated,
                    costNanos,
                    latencyMicros,
                    firstByteMicros,
                    httpStatus,
                    end,
                    null);
        }
    }
}
