package ai.ominigate.staff.audit;

import ai.ominigate.staff.rights.Actor;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or tried.
 *
 * <p>All but the details is kept for good and must not tell who a person is: it is refused unless it has the form of an
 * opaque name or of a word of the program.
 *
 * @param actor who
 * @param action its stable name, {@code feature.verb} in lower case, as {@code account.suspend}
 * @param outcome whether it was done
 * @param subject what or whom it was about, by a kind and an opaque name of letters, digits, hyphens and underscores, as
 *     {@code account:019a…}; or a route by its template, as {@code route:GET /admin/v1/me}; null where there is nothing
 *     to name
 * @param purpose why, where somebody must say so: a word in capitals, and a case after a space where there is one, as
 *     {@code FRAUD case:019a…}; null elsewhere
 * @param request the {@code x-request-id} that it came with; null, or empty, where there was no request
 * @param details what else is to be known. May hold personal data about the subject: the chain keeps only a salted
 *     commitment to it, so that it can be erased with its subject and the chain still verifies. Whoever else they are
 *     about is named in a value of its own, as a subject is: they are erased with each of them
 */
public record Act(
        Actor actor,
        String action,
        Outcome outcome,
        @Nullable String subject,
        @Nullable String purpose,
        @Nullable String request,
        Map<String, String> details) {

    // The table audit.incoming holds what is written to the same forms.
    private static final Pattern ACTION = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
    private static final String NAME = "[a-z]+(-[a-z]+)*:[A-Za-z0-9_-]{1,100}";
    static final Pattern SUBJECT = Pattern.compile(NAME + "|route:[A-Z]+ [!-~]{1,200}");
    static final Pattern PURPOSE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}( " + NAME + ")?");
    private static final Pattern REQUEST = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

    /** How it went. */
    public enum Outcome {
        DONE,
        REFUSED
    }

    public Act {
        require("an action is named feature.verb in lower case, not ", ACTION, action);
        require("a subject is a kind and an opaque name, as account:7, not ", SUBJECT, subject);
        require("a purpose is a word in capitals, and a case where there is one, not ", PURPOSE, purpose);
        request = request == null || request.isEmpty() ? null : request;
        require("a request is named by letters, digits, dots, colons and hyphens, not ", REQUEST, request);
        details = Map.copyOf(details);
    }

    private static void require(String sentence, Pattern form, @Nullable String text) {
        if (text != null && !form.matcher(text).matches()) {
            throw new IllegalArgumentException(sentence + text);
        }
    }
}
