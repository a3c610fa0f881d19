package ai.ominigate.dashboard;

import java.util.List;

/**
 * What every page has around what it is about.
 *
 * @param path of this page with its query, to come back to
 * @param loads where what it loads is found
 */
public record Frame(Language language, Words words, Shown shown, String path, Assets loads) {

    /** A sentence in the reader's language. */
    public String say(String key, Object... values) {
        return words.of(key, values);
    }

    /** All that a reader can choose from. */
    public List<Language> languages() {
        return List.of(Language.values());
    }
}
