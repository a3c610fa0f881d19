package ai.ominigate.privacy.intake;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What a person has written to the contact address. That they asked for something stays, what they wrote does not. */
@Singleton
final class IntakeRecords implements PersonalRecords {
    /** Where they asked for something from elsewhere, and have shown that it is they. */
    private static final String THEIRS =
            "(SELECT thread FROM privacy.request WHERE account = :account AND identity <> 'L0')";

    private static final String OF_MESSAGE =
            "(lower(sender) = ANY (:addresses) OR thread IN " + THEIRS + ") AND known_as NOT LIKE 'erased %'";
    private static final String OF_THREAD =
            "sender IS NOT NULL AND (lower(sender) = ANY (:addresses) OR id IN " + THEIRS + ")";
    private static final String MESSAGES = "(SELECT id FROM privacy.message WHERE " + OF_MESSAGE + ")";
    private static final String THREADS = "(SELECT id FROM privacy.thread WHERE " + OF_THREAD + ")";

    @Override
    public String name() {
        return "conversations";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "privacy.attachment",
                        "privacy/attachments",
                        "message, number, name, type, size, content",
                        "message IN " + MESSAGES,
                        deleted()),
                PersonalTable.of(
                        "privacy.known_mail",
                        "privacy/message-ids",
                        "thread, message_id",
                        "message_id IS NOT NULL AND thread IN " + THREADS,
                        deleted()),
                PersonalTable.of(
                        "privacy.message",
                        "privacy/messages",
                        "id, thread, known_as, sender, sender_check, subject, text, received_at",
                        OF_MESSAGE,
                        unlinkedBy("UPDATE privacy.message"
                                + " SET known_as = 'erased ' || id, sender = NULL, subject = '', text = '' WHERE "
                                + OF_MESSAGE)),
                PersonalTable.of(
                        "privacy.thread",
                        "privacy/threads",
                        "id, sender, language, acknowledged_at",
                        OF_THREAD,
                        unlinkedBy("UPDATE privacy.thread SET sender = NULL WHERE " + OF_THREAD)));
    }
}
