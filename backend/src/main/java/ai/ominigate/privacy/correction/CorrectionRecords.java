package ai.ominigate.privacy.correction;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What people had corrected, and by what. */
@Singleton
final class CorrectionRecords implements PersonalRecords {

    @Override
    public String name() {
        return "corrections";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                        "privacy.correction",
                        "privacy/corrections",
                        "request, field, account, before, after, evidence, written_at, asked_at, reminded_at, old_confirmed_at, new_confirmed_at, "
                                + "applied_at, revertible_until, reverted_at",
                        "account = :account",
                        deleted())
                .withSealed("before", "after"));
    }
}
