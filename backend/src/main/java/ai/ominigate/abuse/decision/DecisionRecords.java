package ai.ominigate.abuse.decision;

import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What was decided about a person's account and keys. How we decide is to stay comparable, about whom is not. */
@Singleton
final class DecisionRecords implements PersonalRecords {

    @Override
    public String name() {
        return "decisions";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                refunds(),
                PersonalTable.of(
                        "abuse.decision",
                        "abuse/decisions",
                        "id, action, entity, scope, step, category, disposition, reason_code, reason, note, decided_at, begins_at, ends_at, state, ending, ended_at",
                        "entity = ANY (:names)",
                        unlinkedBy("""
                        UPDATE abuse.decision
                        SET note = NULL,
                            entity = CASE
                                WHEN entity LIKE 'key:%' THEN 'key:' || (:pseudonyms)[array_position(:names, entity) - 1]
                                ELSE 'account:' || (:pseudonym)::text END
                        WHERE entity = ANY (:names)
                        """)));
    }

    /** What was to be paid back is part of the books. */
    private static PersonalTable refunds() {
        return PersonalTable.of(
                "abuse.refund_due",
                "abuse/refunds",
                "decision, account_id, due_at, paid_at, payment, withdrawn_at",
                "account_id = :account",
                unlinkedBy("UPDATE abuse.refund_due SET account_id = :pseudonym WHERE account_id = :account"));
    }
}
