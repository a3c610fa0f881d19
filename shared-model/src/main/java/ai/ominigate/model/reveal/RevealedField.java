package ai.ominigate.model.reveal;

import java.time.Instant;

/**
 * A value in clear, to be looked at and forgotten.
 *
 * @param id names this look, for {@code POST /admin/v1/reveal/{id}/copied}
 * @param subject whose it is
 * @param field which of theirs
 * @param value in clear
 * @param hideAt when it is to be masked again
 * @param left how many more values may be seen until the next UTC day begins
 */
public record RevealedField(String id, String subject, PersonalField field, String value, Instant hideAt, int left) {

    /** Without the value. */
    @Override
    public String toString() {
        return "RevealedField[" + id + ", " + subject + ", " + field + "]";
    }
}
