package ai.ominigate.privacy.map;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sentences of a policy's text, and under which heading each stands. */
final class Sentences {
    private static final Pattern HEADING = Pattern.compile("[1-9][0-9]?\\. .*");

    /** A full stop ends one where a capital follows. */
    private static final Pattern END = Pattern.compile("(?<=\\.) +(?=\\p{Lu})");

    private Sentences() {}

    /**
     * One of them.
     *
     * @param section the heading above it; the title's above the first
     */
    record Sentence(String section, String words) {}

    /** All of a text whose first line is its title, in order. */
    static List<Sentence> of(String text) {
        List<String> lines = text.lines().map(String::strip).toList();
        return new Object() {
            private String section = lines.getFirst();

            List<Sentence> all() {
                return lines.stream()
                        .skip(1)
                        .filter(line -> !line.isEmpty())
                        .flatMap(this::in)
                        .toList();
            }

            private Stream<Sentence> in(String line) {
                if (HEADING.matcher(line).matches()) {
                    section = line;
                    return Stream.empty();
                }
                String words = line.startsWith("- ") ? line.substring(2) : line;
                return END.splitAsStream(words).map(one -> new Sentence(section, one));
            }
        }.all();
    }
}
