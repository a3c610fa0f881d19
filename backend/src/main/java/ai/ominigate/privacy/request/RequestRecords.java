package ai.ominigate.privacy.request;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.kept;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What a person asked for and what became of it. When they are forgotten the words go; that it was asked and done stays, as
 * we must be able to show it (GDPR, article 5 (2); CCPA regulations, section 7101).
 */
@Singleton
final class RequestRecords implements PersonalRecords {
    private static final String MINE = "(SELECT id FROM privacy.request WHERE account = :account OR member = :account)";

    @Override
    public String name() {
        return "requests";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "privacy.request_event",
                        "privacy/request-events",
                        "id, request, at, kind, words",
                        "words IS NOT NULL AND request IN " + MINE,
                        unlinkedBy(
                                "UPDATE privacy.request_event SET words = NULL WHERE words IS NOT NULL AND request IN "
                                        + MINE)),
                PersonalTable.of(
                        "privacy.request_letter",
                        "privacy/request-letters",
                        "letter, request, at, template, subject, text",
                        "request IN " + MINE,
                        deleted()),
                PersonalTable.of(
                        "privacy.restriction",
                        "privacy/restrictions",
                        "request, account, kind, since, ends_at, lifted_at, lifted_for",
                        "account = :account AND lifted_at IS NULL",
                        unlinkedBy("""
                                UPDATE privacy.restriction SET lifted_at = clock_timestamp(), lifted_for = NULL
                                WHERE account = :account AND lifted_at IS NULL
                                """)),
                PersonalTable.of(
                        "privacy.request",
                        "privacy/requests-in-words",
                        "id, scope, answer",
                        "(account = :account OR member = :account) AND NOT open AND (scope IS NOT NULL OR answer IS NOT NULL)",
                        unlinkedBy("UPDATE privacy.request SET scope = NULL, answer = NULL "
                                + "WHERE (account = :account OR member = :account) AND NOT open")),
                PersonalTable.of(
                        "privacy.request",
                        "privacy/requests",
                        "id, number, type, regime, state, received_at, channel, account, member, scope, identity, identified_at, "
                                + "answer_by, answer, ended_at, refused_for",
                        "account = :account OR member = :account",
                        kept(
                                "That you asked and that it was done is kept for three years, to be able to show it, by the "
                                        + "account's id and without your words.")),
                PersonalTable.of(
                        "privacy.legal_hold",
                        "privacy/holds",
                        "id, account, matter, set_at, lifted_at",
                        "account = :account",
                        kept("What was kept for a legal matter, and why, is kept to be able to show it.", "matter")));
    }
}
