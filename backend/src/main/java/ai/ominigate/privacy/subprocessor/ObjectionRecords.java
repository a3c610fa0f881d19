package ai.ominigate.privacy.subprocessor;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** Which lists a person was told of, and to which company they object. */
@Singleton
final class ObjectionRecords implements PersonalRecords {

    @Override
    public String name() {
        return "subprocessors";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "subprocessor.notice",
                        "privacy/subprocessor-notices",
                        "number, account, letter, outcome",
                        "account = :account",
                        deleted()),
                PersonalTable.of(
                        "subprocessor.objection",
                        "privacy/subprocessor-objections",
                        "id, company, account, received_at, grounds, outcome, answer, settled_at",
                        "account = :account",
                        deleted()));
    }
}
