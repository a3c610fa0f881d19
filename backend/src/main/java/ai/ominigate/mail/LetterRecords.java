package ai.ominigate.mail;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** The letters that a person gets or got lately. */
@Singleton
final class LetterRecords implements PersonalRecords {

    @Override
    public String name() {
        return "letters";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(PersonalTable.of(
                "mail.letter",
                "notices/emails",
                "id, template, class, recipient, about, language, \"values\", created_at, sent_at",
                "about = ANY (:names) OR lower(recipient) = ANY (:addresses)",
                deleted()));
    }
}
