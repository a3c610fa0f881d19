package ai.ominigate.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** What pages say in one language. Sentences are whole; what is filled in stands in braces ({@link MessageFormat}). */
public final class Words {
    private static final Map<Language, Words> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Words(language, read(language)));
        }
    }

    private final Language language;
    private final Map<String, String> sentences;

    private Words(Language language, Map<String, String> sentences) {
        this.language = language;
        this.sentences = sentences;
    }

    /** Those of a language. */
    static Words in(Language language) {
        return Objects.requireNonNull(ALL.get(language));
    }

    private static Map<String, String> read(Language language) {
        String name = "/dashboard/words_" + language.tag().replace('-', '_') + ".properties";
        try (InputStream file = Objects.requireNonNull(Words.class.getResourceAsStream(name), name);
                Reader text = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            Properties properties = new Properties();
            properties.load(text);
            Map<String, String> sentences = new HashMap<>();
            properties.stringPropertyNames().forEach(key -> sentences.put(key, properties.getProperty(key)));
            return Map.copyOf(sentences);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A sentence.
     *
     * @throws IllegalArgumentException for a key that the bundle does not have
     */
    public String of(String key, Object... values) {
        String sentence = sentences.get(key);
        if (sentence == null) {
            throw new IllegalArgumentException("pages have no words for '" + key + "' in " + language.tag());
        }
        return values.length == 0 ? sentence : new MessageFormat(sentence, language.locale()).format(values);
    }

    /** Whether there is such a sentence. */
    boolean has(String key) {
        return sentences.containsKey(key);
    }

    /** What there is a sentence for. */
    Set<String> keys() {
        return new TreeSet<>(sentences.keySet());
    }
}
