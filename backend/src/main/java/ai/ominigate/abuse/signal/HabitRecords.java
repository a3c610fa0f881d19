package ai.ominigate.abuse.signal;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What is usual for a person's account and keys. */
@Singleton
final class HabitRecords implements PersonalRecords {

    @Override
    public String name() {
        return "habits";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "abuse.habit",
                "abuse/habits",
                "kind, id, last_at, habits",
                "id = :account OR id = ANY (:keys)",
                deleted()));
    }
}
