package ai.ominigate.abuse;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** From where a person's keys were used, as long as it is kept. */
@Singleton
final class OperationalRecords implements PersonalRecords {

    @Override
    public String name() {
        return "operational-log";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "abuse.operational_log",
                "logs/operational",
                "time, address, method, path_template, status, key_id, headers",
                "key_id = ANY (:keys)",
                deleted()));
    }
}
