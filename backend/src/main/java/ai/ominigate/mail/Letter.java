package ai.ominigate.mail;

import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A letter to one person.
 *
 * @param recipient their address, {@code name@example.com}
 * @param about whose letter it is, as the audit log names subjects: {@code account:019a…}; by this it is found when they
 *     ask what we know of them
 * @param language that they read; English where we have no words in it
 * @param values what the template asks for, by name, in words of the reader's language; short, on one line each, but what is
 *     called {@link #WORDS}
 */
public record Letter(
        Template template,

        @PersonalData(category = Category.EMAIL, purpose = Purpose.MAIL, columns = "mail.letter.recipient")
        String recipient,

        String about,
        Locale language,
        Map<String, String> values) {
    /** The name of what somebody wrote: it has paragraphs, and stands in no subject. */
    public static final String WORDS = "words";

    private static final int LONGEST_VALUE = 2_000;
    private static final int LONGEST_WORDS = 8_000;

    public Letter {
        values = Map.copyOf(values);
        if (!values.keySet().equals(Set.copyOf(template.asks()))) {
            throw new IllegalArgumentException(template + " needs " + template.asks() + " and got " + values.keySet());
        }
        if (isUnfit(recipient) || recipient.isBlank() || !recipient.contains("@")) {
            throw new IllegalArgumentException("a letter needs the address of one person");
        }
        if (values.entrySet().stream().anyMatch(value -> isUnfit(value.getKey(), value.getValue()))) {
            throw new IllegalArgumentException("a value of " + template + " is too long or not on one line");
        }
    }

    private static boolean isUnfit(String name, String value) {
        return name.equals(WORDS)
                ? value.length() > LONGEST_WORDS || isUnfit(value.replace("\n", ""))
                : value.length() > LONGEST_VALUE || isUnfit(value);
    }

    /**
     * How it reads, without what stands on a link and where that leads.
     *
     * @param language that it is in
     * @param text its paragraphs, with an empty line between them
     */
    public record Reading(Locale language, String subject, String text) {}

    /** How it reads. */
    public Reading read() {
        Wording wording = Wording.of(this);
        return new Reading(wording.language(), wording.subject(), String.join("\n\n", wording.paragraphs()));
    }

    /** A line's end could begin a header that is not ours. */
    private static boolean isUnfit(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** Without the address and the values, so that no log line can hold them. */
    @Override
    public String toString() {
        return "Letter[" + template + ", " + about + "]";
    }
}
