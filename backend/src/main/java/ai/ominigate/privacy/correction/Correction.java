package ai.ominigate.privacy.correction;

import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.privacy.CorrectionState;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request changes of one field.
 *
 * @param before what it was as somebody said so, and as it was changed; null if there was nothing
 * @param evidence what shows that it is so
 * @param oldNeeded whether the old mailbox is asked; false for a name
 * @param askedAt when the mailboxes were asked; null before
 * @param remindedAt when those that had not confirmed were asked again; null before
 * @param revertibleUntil until when the old mailbox can have it back; null if it never could
 */
record Correction(
        UUID request,
        CorrectedField field,
        UUID account,

        @PersonalData(
                category = Category.EMAIL,
                purpose = Purpose.RIGHTS,
                columns = {"privacy.correction.before", "privacy.correction.after"})
        @Nullable
        String before,

        String after,
        String evidence,
        UUID writtenBy,
        Instant writtenAt,
        boolean oldNeeded,
        @Nullable Instant askedAt,
        @Nullable Instant remindedAt,
        @Nullable Instant oldConfirmedAt,
        @Nullable Instant newConfirmedAt,
        @Nullable Instant appliedAt,
        @Nullable Instant revertibleUntil,
        @Nullable Instant revertedAt) {

    boolean isConfirmed() {
        return field == CorrectedField.NAME || newConfirmedAt != null && (!oldNeeded || oldConfirmedAt != null);
    }

    /** Whether it is what the account says now, as far as it is up to this. */
    boolean stands() {
        return appliedAt != null && revertedAt == null;
    }

    CorrectionState state(Instant now) {
        if (revertedAt != null) {
            return CorrectionState.REVERTED;
        }
        if (appliedAt == null) {
            return askedAt == null ? CorrectionState.WRITTEN : CorrectionState.TO_BE_CONFIRMED;
        }
        boolean revertible = revertibleUntil != null && now.isBefore(revertibleUntil);
        return revertible ? CorrectionState.REVERTIBLE : CorrectionState.DONE;
    }

    /** Without the values, so that no log line can hold them. */
    @Override
    public String toString() {
        return "Correction[" + request + ", " + field + "]";
    }
}
