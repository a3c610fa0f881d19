package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bundles of all languages, held against each other and against what asks for them. */
class WordsTest {
    private static final List<Path> ASKING =
            List.of(Path.of("src/main/jte"), Path.of("src/main/java/ai/ominigate/dashboard"));

    /** What is the same in both, because it is a name or a sign. */
    private static final Set<String> THE_SAME = Set.of();

    /** Of keys that are put together, the beginnings; what follows is the name of a thing. */
    private static final List<String> PUT_TOGETHER = List.of(
            "error.",
            "alert.",
            "privacy.type.",
            "privacy.means.",
            "privacy.stage.",
            "closed.",
            "alerts.kind.",
            "alerts.now.",
            "overview.alert.",
            "end.",
            "key.revoke.",
            "key.rotate.",
            "overview.spent.",
            "problem.",
            "section.",
            "settings.done.",
            "status.",
            "sign-up.",
            "reset.",
            "link.",
            "role.",
            "email.",
            "join.",
            "movement.",
            "payment.",
            "top-up.",
            "usage.file.",
            "demo.receipt.",
            "demo.cards.");

    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)[^}]*");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)*)\"");

    @Test
    void everyLanguageSaysTheSameThings() {
        Set<String> english = Words.in(Language.ENGLISH).keys();

        for (Language language : Language.values()) {
            assertThat(Words.in(language).keys()).as(language.tag()).isEqualTo(english);
        }
    }

    @Test
    void everythingIsTranslatedWithTheSameThingsFilledIn() {
        Words english = Words.in(Language.ENGLISH);
        Words chinese = Words.in(Language.CHINESE);

        for (String key : english.keys()) {
            if (!THE_SAME.contains(key)) {
                assertThat(chinese.of(key)).as(key).isNotEqualTo(english.of(key));
            }
            assertThat(places(chinese.of(key))).as(key).isEqualTo(places(english.of(key)));
        }
    }

    @Test
    void nothingIsInABundleThatNobodyAsksFor() {
        Set<String> asked = literals();

        assertThat(Words.in(Language.ENGLISH).keys())
                .allMatch(key -> asked.contains(key) || PUT_TOGETHER.stream().anyMatch(key::startsWith));
    }

    /** What is refused has a code; words for a code that nothing has would never be read. */
    @Test
    void everyProblemHasACodeThatSomethingIsRefusedWith() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        String all = sources.toString();

        assertThat(Words.in(Language.ENGLISH).keys().stream()
                        .filter(key -> key.startsWith("problem."))
                        .map(key -> key.substring("problem.".length())))
                .isNotEmpty()
                .allMatch(code -> all.contains('"' + code + '"')
                        || code.startsWith("key_")
                                && (all.contains('"' + code.substring("key_".length()) + '"')
                                        || all.contains('"'
                                                + code.substring("key_".length())
                                                        .replace('_', '-')
                                                + '"')));
    }

    @Test
    void sentencesHaveApostrophesThatFormatsLeaveAlone() {
        for (Language language : Language.values()) {
            Words words = Words.in(language);
            assertThat(words.keys())
                    .as("write ’")
                    .noneMatch(key -> words.of(key).contains("'"));
        }
    }

    private static Set<String> places(String sentence) {
        return PLACE.matcher(sentence).results().map(place -> place.group(1)).collect(Collectors.toSet());
    }

    private static Set<String> literals() {
        Set<String> literals = new TreeSet<>();
        for (Path folder : ASKING) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    LITERAL.matcher(Files.readString(file))
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .forEach(literals::add);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return literals;
    }
}
