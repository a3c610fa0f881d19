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
    private static final String MESSAGES = "(SELECT id FROM privacy.message WHERE lower(sender) = ANY (:addresses))";
    private static final String THREADS = "(SELECT id FROM privacy.thread WHERE lower(sender) = ANY (:addresses))";

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
                        "lower(sender) = ANY (:addresses)",
                        unlinkedBy("""
                                UPDATE privacy.message
                                SET known_as = 'erased ' || id, sender = NULL, subject = '', text = ''
                                WHERE lower(sender) = ANY (:addresses)
                                """)),
                PersonalTable.of(
                        "privacy.thread",
                        "privacy/threads",
                        "id, sender, language, acknowledged_at",
                        "lower(sender) = ANY (:addresses)",
                        unlinkedBy("UPDATE privacy.thread SET sender = NULL WHERE lower(sender) = ANY (:addresses)")));
    }
}
