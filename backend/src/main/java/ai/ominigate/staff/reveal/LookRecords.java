package ai.ominigate.staff.reveal;

import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * When the staff looked at something of a person, and why they broke the glass for it. How often each of the staff looks
 * stays known.
 */
@Singleton
final class LookRecords implements PersonalRecords {

    @Override
    public String name() {
        return "looks";
    }

    /** Emergencies in which somebody was looked at: while the looks are theirs still, so those come after. */
    private static final String EMERGENCIES =
            "id IN (SELECT break_glass FROM reveal.look WHERE subject = ANY (:names))";

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "reveal.break_glass",
                        "privacy/emergencies",
                        "reason",
                        EMERGENCIES,
                        unlinkedBy(
                                "SELECT audit.forget('break-glass:' || id) FROM reveal.break_glass WHERE "
                                        + EMERGENCIES,
                                "UPDATE reveal.break_glass SET reason = '(erased)' WHERE " + EMERGENCIES)),
                PersonalTable.of(
                        "reveal.look",
                        "privacy/looks",
                        "id, subject, field, purpose, case_name, at",
                        "subject = ANY (:names)",
                        unlinkedBy("""
                        UPDATE reveal.look SET subject = split_part(subject, ':', 1) || ':' || (:pseudonym)::text
                        WHERE subject = ANY (:names)
                        """)));
    }
}
