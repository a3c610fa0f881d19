package ai.ominigate.metering;

import org.jspecify.annotations.Nullable;

/**
 * One event as it was read back from the journal.
 *
 * @param seq its number, counted up by one from record to record over all segments
 * @param event the event; a {@link CallEvent.Final} comes back without its answer id, of which only the digest is kept
 * @param answer the digest of the answer's id; null for other events and for calls without an answer id
 */
record JournalRecord(long seq, CallEvent event, @Nullable AnswerDigest answer) {}
