package ai.ominigate.staff.reveal;

import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** When the staff looked at something of a person. How often each of the staff looks stays known. */
@Singleton
final class LookRecords implements PersonalRecords {

    @Override
    public String name() {
        return "looks";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
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
