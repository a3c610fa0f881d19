package ai.ominigate.abuse;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** From where a person's keys and our pages were used, as long as it is kept. */
@Singleton
final class OperationalRecords implements PersonalRecords {

    /** What the account's keys did, and of its members' visits an owner's own alone. */
    private static final String THEMSELVES = """
            member_id IS NULL OR member_id IN (
                SELECT id FROM customer.member WHERE id = :account OR email = ANY (:addresses))
            """;

    @Override
    public String name() {
        return "operational-log";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                        "abuse.operational_log",
                        "logs/operational",
                        "time, address, method, path_template, status, key_id, account_id, member_id, headers",
                        "key_id = ANY (:keys) OR account_id = :account OR member_id = :account",
                        deleted())
                .shownWhere(THEMSELVES));
    }
}
