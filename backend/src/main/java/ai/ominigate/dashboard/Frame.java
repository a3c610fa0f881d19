package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.rest.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every page has around what it is about.
 *
 * @param path of this page with its query, to come back to
 * @param loads where what it loads is found
 * @param visitor who is signed in; null if nobody
 * @param section which part of the account it belongs to; empty for none
 * @param help whom to write to, and what to name
 * @param demo whether this is a demo, whose mails can be looked at
 */
public record Frame(
        Language language,
        Words words,
        Shown shown,
        String path,
        Assets loads,
        @Nullable Visitor visitor,
        String section,
        Help help,
        boolean demo) {

    /**
     * What somebody needs who is shut out.
     *
     * @param contact an e-mail address
     * @param request what support finds by that this page was refused
     */
    public record Help(String contact, String request) {}

    /** A part of an account's pages. */
    public record Section(String name, String path, Permission needs) {}

    private static final String PROBLEM = "problem.";

    /** The code of a refusal that only a person can do something about. */
    private static final String BLOCKED = "blocked";

    private static final List<Section> SECTIONS = List.of(
            new Section("dashboard", "/dashboard", Permission.SEE_USAGE),
            new Section("usage", "/usage", Permission.SEE_USAGE),
            new Section("keys", "/keys", Permission.MANAGE_KEYS),
            new Section("billing", "/billing", Permission.SEE_BILLING),
            new Section("alerts", "/alerts", Permission.SEE_BILLING),
            new Section("first-steps", "/first-steps", Permission.OWN_PROFILE),
            new Section("team", "/team", Permission.MANAGE_TEAM),
            new Section("settings", "/settings", Permission.OWN_PROFILE));

    /** A sentence in the reader's language. */
    public String say(String key, Object... values) {
        return words.of(key, values);
    }

    /** All that a reader can choose from. */
    public List<Language> languages() {
        return List.of(Language.values());
    }

    /** The parts that whoever is signed in may see. */
    public List<Section> sections() {
        return visitor == null
                ? List.of()
                : SECTIONS.stream()
                        .filter(each -> each.needs().roles().contains(visitor.role()))
                        .toList();
    }

    /** What is said of a refusal that there are words for, by its code. */
    String problem(String code) {
        return code.equals(BLOCKED)
                ? words.of(PROBLEM + code, help.contact(), help.request())
                : words.of(PROBLEM + code);
    }

    /** Why something was refused, in the reader's language as far as there are words for it. */
    String why(RuntimeException refused) {
        if (refused instanceof Refused known && words.has(PROBLEM + known.code())) {
            return problem(known.code());
        }
        String message = refused.getMessage();
        return message == null ? words.of("error.refused.next") : message;
    }
}
