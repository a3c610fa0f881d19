package ai.ominigate.console.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
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

class TextTest {

    private static final Path BUNDLES = Path.of("src/main/resources/ai/ominigate/console/view");
    private static final Path SOURCES = Path.of("src/main");
    private static final List<String> LANGUAGES = List.of("text.properties", "text_zh_Hans.properties");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)");

    @ParameterizedTest
    @CsvSource({"en, Ready", "en-GB, Ready", "de-DE, Ready", "zh-CN, 就绪", "zh-SG, 就绪", "zh-Hans-HK, 就绪", "zh-TW, Ready"
    })
    void readersGetTheirLanguageOrEnglish(String language, String word) {
        assertThat(Text.of(Locale.forLanguageTag(language)).get("server.up")).isEqualTo(word);
    }

    @Test
    void oneAndManyDiffer() {
        Text english = Text.of(Locale.ENGLISH);

        assertThat(Stream.of(0L, 1L, 2L, 1200L).map(n -> english.get("duration.seconds", n)))
                .containsExactly("0 seconds", "1 second", "2 seconds", "1,200 seconds");
    }

    @Test
    void everyLanguageHasEveryKeyWithTheSameBlanks() {
        Properties english = read("text.properties");
        for (String language : LANGUAGES) {
            Properties translated = read(language);
            assertThat(translated.stringPropertyNames()).as(language).isEqualTo(english.stringPropertyNames());
            for (String key : english.stringPropertyNames()) {
                assertThat(blanks(translated.getProperty(key)))
                        .as("%s of %s", key, language)
                        .isEqualTo(blanks(english.getProperty(key)));
            }
        }
    }

    @Test
    void everyTextIsAFormatThatMessageFormatReads() {
        for (String language : LANGUAGES) {
            read(language).forEach((key, words) -> {
                assertThat((String) words).as("%s of %s", key, language).doesNotContain("'");
                assertThat(new MessageFormat((String) words)).isNotNull();
            });
        }
    }

    @Test
    void noKeyIsDefinedTwice() throws IOException {
        for (String language : LANGUAGES) {
            List<String> keys = Files.readAllLines(BUNDLES.resolve(language), UTF_8).stream()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
            assertThat(keys).as(language).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyKeyIsUsedAndEveryUsedKeyIsThere() throws IOException {
        Set<String> keys = read("text.properties").stringPropertyNames();
        Set<String> quoted = quotedInSources();

        assertThat(quoted.stream().filter(word -> !word.endsWith(".")))
                .as("keys that the program asks for")
                .isSubsetOf(keys);
        assertThat(keys)
                .as("keys that nothing asks for")
                .allMatch(key -> quoted.contains(key)
                        || quoted.stream().anyMatch(start -> start.endsWith(".") && key.startsWith(start)));
    }

    /** Whole keys ({@code text.get("server.up")}, {@code %server.up}) and beginnings that code completes. */
    private static Set<String> quotedInSources() throws IOException {
        Pattern quote = Pattern.compile("(?:get|find)\\(\\s*\"([a-z.-]+)\"|\"%([a-z.-]+)\"");
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(f -> f.toString().matches(".*\\.(java|fxml)")).toList()) {
                quote.matcher(Files.readString(file))
                        .results()
                        .map(hit -> hit.group(1) == null ? hit.group(2) : hit.group(1))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static Set<String> blanks(String words) {
        return PLACEHOLDER.matcher(words).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Properties read(String bundle) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(BUNDLES.resolve(bundle), UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new AssertionError(bundle, e);
        }
        return properties;
    }
}
