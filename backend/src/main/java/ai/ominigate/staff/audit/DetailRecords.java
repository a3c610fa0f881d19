package ai.ominigate.staff.audit;

import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What the staff did about a person: the details, beside the chain. The chain names nobody and stays. */
@Singleton
final class DetailRecords implements PersonalRecords {

    @Override
    public String name() {
        return "audit-details";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "audit.payload",
                "privacy/handling",
                "seq, subject, payload",
                "subject = ANY (:names) OR (named <> '[]' AND EXISTS ("
                        + "SELECT FROM unnest(:names) AS of_theirs (name) WHERE named @> to_jsonb(of_theirs.name)))",
                unlinkedBy("SELECT audit.forget(name) FROM unnest(:names) AS of_theirs (name)")));
    }
}
