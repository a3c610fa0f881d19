package ai.ominigate.privacy.intake;

import ai.ominigate.model.privacy.RequestType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The ways in which a language asks, from {@code privacy/phrases_<language>.txt}: on each line what it means, a colon and a
 * regular expression that is looked for in one sentence in lower case.
 *
 * <p>{@code HOW} marks a sentence that only asks about a right, {@code NOT} one that says that nothing shall be deleted,
 * {@code WISH} one in which somebody wants something, {@code FINE} that it is an answer or a hand, and no right, {@code GONE}
 * one that is about deleting, whatever, {@code COPY} that something is to be handed over before that. {@code PENDING} marks one that names a complaint that is made elsewhere, {@code HINT} that there may be more behind it than a
 * question, {@code OTHER} that it is about something else than data, {@code WORD} that the text is in this language.
 */
record Phrases(
        Map<RequestType, List<Pattern>> claims,
        List<Pattern> how,
        List<Pattern> not,
        List<Pattern> pending,
        List<Pattern> wishes,
        List<Pattern> fine,
        List<Pattern> gone,
        List<Pattern> copies,
        List<Pattern> hints,
        List<Pattern> other,
        List<Pattern> words) {
    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "zh", "ja");

    static final List<Phrases> ALL = LANGUAGES.stream().map(Phrases::read).toList();

    private static Phrases read(String language) {
        Phrases phrases = new Phrases(
                new EnumMap<>(RequestType.class),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        content("/privacy/phrases_" + language + ".txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(phrases::add);
        return phrases;
    }

    private void add(String line) {
        int colon = line.indexOf(':');
        Pattern pattern = Pattern.compile(line.substring(colon + 1).strip(), Pattern.UNICODE_CHARACTER_CLASS);
        switch (line.substring(0, colon)) {
            case "HOW" -> how.add(pattern);
            case "NOT" -> not.add(pattern);
            case "PENDING" -> pending.add(pattern);
            case "WISH" -> wishes.add(pattern);
            case "FINE" -> fine.add(pattern);
            case "GONE" -> gone.add(pattern);
            case "COPY" -> copies.add(pattern);
            case "HINT" -> hints.add(pattern);
            case "OTHER" -> other.add(pattern);
            case "WORD" -> words.add(pattern);
            case String type ->
                claims.computeIfAbsent(RequestType.valueOf(type), each -> new ArrayList<>())
                        .add(pattern);
        }
    }

    private static String content(String resource) {
        try (InputStream file = Phrases.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the program was built without " + resource);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of this language's words the text has. */
    long wordsIn(String text) {
        return words.stream()
                .mapToLong(pattern -> pattern.matcher(text).results().count())
                .sum();
    }

    static boolean anyIn(List<Pattern> patterns, String sentence) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(sentence).find());
    }
}
