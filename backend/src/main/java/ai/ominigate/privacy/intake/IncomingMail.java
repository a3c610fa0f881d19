package ai.ominigate.privacy.intake;

import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail as far as a person at the desk needs it. Everything in it is what its sender claims.
 *
 * @param messageId what it is known by, with its angle brackets; null if it has none
 * @param thread the mails that it answers or follows, the first one first ({@code References}, {@code In-Reply-To}: RFC
 *     5322, section 3.6.4)
 * @param sender the one address it is from; null if it names none or several
 * @param senderCheck what our own mail server found out about the sender
 * @param recipients everybody it names, in lower case
 * @param writer whether somebody wrote it, or a program
 * @param text what it says: its plain text, else the text of its HTML
 * @param attachments what came with it
 * @param returned mails of ours that a mail server says will not arrive (RFC 3464), by what they are known by; empty if it
 *     says no such thing
 * @param cut what was left out of it because there was too much; empty if nothing was
 */
record IncomingMail(
        @Nullable String messageId,
        List<String> thread,

        @PersonalData(
                category = Category.EMAIL,
                purpose = Purpose.RIGHTS,
                columns = {"privacy.message.sender", "privacy.thread.sender"})
        @Nullable
        String sender,

        SenderCheck senderCheck,
        List<String> recipients,
        Writer writer,
        String subject,

        @PersonalData(category = Category.CORRESPONDENCE, purpose = Purpose.RIGHTS, columns = "privacy.message.text")
        String text,

        List<Attachment> attachments,
        List<String> returned,
        List<Cut> cut) {

    IncomingMail {
        thread = List.copyOf(thread);
        recipients = List.copyOf(recipients);
        attachments = List.copyOf(attachments);
        returned = List.copyOf(returned);
        cut = List.copyOf(cut);
    }

    /** Without what the sender wrote, so that no log line can hold it. */
    @Override
    public String toString() {
        return "IncomingMail[" + writer + ", " + senderCheck + ", " + attachments.size() + " attachments, " + cut + "]";
    }

    /** Whether the sender's domain stands by the mail (DMARC, RFC 7489), as our own mail server has written it on it. */
    enum SenderCheck {
        /** It does. */
        PASSED,
        /** It does not: somebody may use another's name. */
        FAILED,
        /** Nobody checked it. */
        NONE
    }

    /** Who wrote it. Only a person is answered. */
    enum Writer {
        /** Nothing says otherwise. */
        PERSON,
        /** Through a mailing list, or by somebody who writes for many: perhaps a person, who is not answered by a program. */
        LIST,
        /** An answer by a program, such as that somebody is on holiday (RFC 3834), or mail to many. */
        PROGRAM,
        /** A mail server: a mail of ours did not arrive (RFC 3464). */
        MAIL_SERVER
    }

    /** What was too much to take in. */
    enum Cut {
        /** The whole mail is too large: nothing of it was read but its head. */
        TOO_LARGE,
        /** The text goes on. */
        TEXT,
        /** There are more parts, or deeper ones. */
        PARTS,
        /** There are more attachments, or larger ones. */
        ATTACHMENTS,
        /** Something in it could not be read, such as a text whose encoding is broken. */
        UNREADABLE
    }

    /**
     * A file that came with a mail. It is set apart and never opened.
     *
     * @param name as its sender calls it, without a path
     * @param type as its sender calls it, such as {@code application/zip}
     * @param content its bytes; empty if it was left out as too large
     * @param size how large it is, or how large it is at least
     */
    record Attachment(String name, String type, byte[] content, long size) {
        /** Without its content and its name. */
        @Override
        public String toString() {
            return "Attachment[" + type + ", " + size + " B]";
        }
    }
}
