package ai.ominigate.customer.alert;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What somebody wants to be told of their spending. */
@Singleton
final class AlertRecords implements PersonalRecords {

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "customer.alert",
                "account/alerts",
                "id, account, kind, threshold, created_at, told_at, told_of",
                "account = :account",
                deleted()));
    }
}
