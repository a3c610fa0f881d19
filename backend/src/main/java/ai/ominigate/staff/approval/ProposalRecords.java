package ai.ominigate.staff.approval;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What was to be done about a person's account and keys by two of the staff. That it was done is in the audit log. */
@Singleton
final class ProposalRecords implements PersonalRecords {

    @Override
    public String name() {
        return "proposals";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "approval.proposal",
                "privacy/proposals",
                "id, kind, payload, subject, about, effect, reason, proposed_at, status, decided_at, note",
                "subject = ANY (:names) OR about = ANY (:names)",
                deleted()));
    }
}
