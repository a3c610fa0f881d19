package ai.ominigate.console.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextTest {

    private static final Path RESOURCES = Path.of("src/main/resources/ai/ominigate/console");
    private static final Path SOURCES = Path.of("src/main/java/ai/ominigate/console");
    private static final String SHARED = "view";
    private static final List<String> LANGUAGES = List.of("words.properties", "words_zh_Hans.properties");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)");

    @ParameterizedTest
    @CsvSource({"en, 2 days", "en-GB, 2 days", "de-DE, 2 days", "zh-CN, 2 天", "zh-SG, 2 天", "zh-TW, 2 days"})
    void readersGetTheirLanguageOrEnglish(String language, String words) {
        assertThat(Text.of(Locale.forLanguageTag(language)).get("duration.days", 2))
                .isEqualTo(words);
    }

    @Test
    void oneAndManyDiffer() {
        Text english = Text.of(Locale.ENGLISH);

        assertThat(Stream.of(0L, 1L, 2L, 1200L).map(n -> english.get("duration.seconds", n)))
                .containsExactly("0 seconds", "1 second", "2 seconds", "1,200 seconds");
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyLanguageHasEveryKeyWithTheSameBlanks(String name) {
        Properties english = read(name, "words.properties");
        for (String language : LANGUAGES) {
            Properties translated = read(name, language);
            assertThat(translated.stringPropertyNames())
                    .as(language)
                    .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
            for (String key : english.stringPropertyNames()) {
                assertThat(blanks(translated.getProperty(key)))
                        .as("%s of %s", key, language)
                        .isEqualTo(blanks(english.getProperty(key)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyTextIsAFormatThatMessageFormatReads(String name) {
        for (String language : LANGUAGES) {
            read(name, language).forEach((key, words) -> {
                assertThat((String) words).as("%s of %s", key, language).doesNotContain("'");
                assertThat(new MessageFormat((String) words)).isNotNull();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void keysBeginWithTheirPackageAndNoneIsDefinedTwice(String name) throws IOException {
        for (String language : LANGUAGES) {
            List<String> keys = Files.readAllLines(RESOURCES.resolve(name).resolve(language), UTF_8).stream()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
            assertThat(keys).as(language).doesNotHaveDuplicates();
            if (!name.equals(SHARED)) {
                assertThat(keys).as(language).allMatch(key -> key.startsWith(name + "."));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyKeyIsUsedAndEveryUsedKeyIsThere(String name) {
        if (name.equals(SHARED)) {
            return;
        }
        Set<String> known = new TreeSet<>(read(name, "words.properties").stringPropertyNames());
        Set<String> shared = read(SHARED, "words.properties").stringPropertyNames();
        Set<String> asked = quoted(name, "(?:get|find)\\(\\s*\"([A-Za-z.-]+)\"|\"%([A-Za-z.-]+)\"");
        Set<String> literals = quoted(name, "\"%?([a-z][A-Za-z.-]+)\"");

        assertThat(asked.stream().filter(key -> key.contains(".") && !key.endsWith(".") && !shared.contains(key)))
                .as("keys that the program asks for")
                .isSubsetOf(known);
        assertThat(known)
                .as("keys that nothing asks for")
                .allMatch(key -> literals.stream()
                        .anyMatch(word -> word.equals(key)
                                || (key.startsWith(word) && (word.endsWith(".") || key.equals(word + ".next")))));
    }

    static List<String> packages() {
        try (Stream<Path> folders = Files.list(RESOURCES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("words.properties")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> quoted(String name, String pattern) {
        Pattern quote = Pattern.compile(pattern);
        Set<String> found = new TreeSet<>();
        for (Path root : List.of(SOURCES.resolve(name), RESOURCES.resolve(name))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().matches(".*\\.(java|fxml)"))
                        .toList()) {
                    quote.matcher(Files.readString(file))
                            .results()
                            .map(TextTest::key)
                            .forEach(found::add);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static String key(MatchResult hit) {
        return hit.groupCount() == 1 || hit.group(1) != null ? hit.group(1) : hit.group(2);
    }

    private static Set<String> blanks(String words) {
        return PLACEHOLDER.matcher(words).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Properties read(String name, String bundle) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(RESOURCES.resolve(name).resolve(bundle), UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new AssertionError(name + "/" + bundle, e);
        }
        return properties;
    }
}
