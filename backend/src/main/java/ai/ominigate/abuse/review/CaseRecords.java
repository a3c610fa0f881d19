package ai.ominigate.abuse.review;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What the abuse desk has about a person's account and keys. Of a case the record stays, about nobody. */
@Singleton
final class CaseRecords implements PersonalRecords {
    private static final String UNLINK = """
            SET entity = CASE
                WHEN entity LIKE 'key:%' THEN 'key:' || (:pseudonyms)[array_position(:names, entity) - 1]
                ELSE 'account:' || (:pseudonym)::text END
            WHERE entity = ANY (:names)
            """;
    private static final String CASES = "(SELECT id FROM abuse.case_file WHERE entity = ANY (:names))";
    private static final String APPEALS = "(SELECT id FROM abuse.appeal WHERE case_id IN " + CASES + ")";

    @Override
    public String name() {
        return "cases";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "abuse.appeal_message",
                        "abuse/appeal-messages",
                        "id, appeal_id, at, words",
                        "appeal_id IN " + APPEALS,
                        deleted()),
                PersonalTable.of(
                        "abuse.appeal",
                        "abuse/appeals",
                        "id, case_id, decision, received_at, status, settled_at, reason",
                        "reason IS NOT NULL AND case_id IN " + CASES,
                        unlinkedBy("UPDATE abuse.appeal SET reason = NULL WHERE reason IS NOT NULL AND case_id IN "
                                + CASES)),
                PersonalTable.of(
                        "abuse.evidence",
                        "abuse/evidence",
                        "case_id, seq, at, address, method, path_template, status, key_id, client",
                        "key_id = ANY (:keys) OR case_id IN " + CASES,
                        deleted()),
                PersonalTable.of(
                        "abuse.case_event",
                        "abuse/case-events",
                        "id, case_id, at, kind, words",
                        "words IS NOT NULL AND case_id IN " + CASES,
                        unlinkedBy("UPDATE abuse.case_event SET words = NULL WHERE words IS NOT NULL AND case_id IN "
                                + CASES)),
                PersonalTable.of(
                        "abuse.flag",
                        "abuse/flags",
                        "id, case_id, signal, entity, family, first_seen, last_seen, raised_at, disposition",
                        "entity = ANY (:names)",
                        unlinkedBy("UPDATE abuse.flag " + UNLINK)),
                PersonalTable.of(
                        "abuse.case_key",
                        "abuse/case-names",
                        "entity, family, case_id",
                        "entity = ANY (:names)",
                        deleted()),
                PersonalTable.of(
                        "abuse.case_file",
                        "abuse/cases",
                        "id, entity, family, state, disposition, reason_code, opened_at, first_seen, last_seen, closed_at",
                        "entity = ANY (:names)",
                        unlinkedBy("UPDATE abuse.case_file " + UNLINK)));
    }
}
