package ai.ominigate.staff.reveal;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.DatedThings;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/** Looks at personal data as something that is kept for a time; that they were taken stays in the audit log. */
@Factory
final class KeptLooks {

    @Singleton
    @Named("looks")
    RetainedData looks() {
        return new DatedRows(
                DataClass.STAFF_RECORDS,
                "reveal.look",
                "CASE WHEN break_glass IS NULL THEN at END",
                "EXISTS (SELECT FROM retention.held_account h WHERE t.subject = 'account:' || h.account_id)");
    }

    /** With the looks that were taken by it. */
    @Singleton
    @Named("broken-glass")
    RetainedData brokenGlass() {
        return new DatedThings(
                DataClass.STAFF_RECORDS,
                Set.of("reveal.break_glass"),
                "reveal.break_glass",
                "id",
                "t.ends_at",
                """
                EXISTS (
                    SELECT FROM reveal.look l JOIN retention.held_account h ON l.subject = 'account:' || h.account_id
                    WHERE l.break_glass = t.id)
                """,
                DatedThings.Removal.by(
                        "DELETE FROM reveal.look WHERE break_glass = ANY (?)",
                        "DELETE FROM reveal.break_glass WHERE id = ANY (?)"));
    }
}
