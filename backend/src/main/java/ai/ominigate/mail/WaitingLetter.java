package ai.ominigate.mail;

import java.time.Instant;
import java.util.UUID;

/**
 * A letter that this node may try to hand over now.
 *
 * @param id also what its {@code Message-ID} is made of, so that a letter that is handed over twice, because its node died
 *     in between, is the same one to whoever gets it
 * @param tries how often it was tried before
 */
record WaitingLetter(UUID id, Letter letter, Instant createdAt, int tries) {}
