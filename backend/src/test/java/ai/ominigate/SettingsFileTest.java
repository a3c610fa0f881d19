package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code ominigate.yml}, which operators get with the package, against the settings that the code reads. */
class SettingsFileTest {
    private static final Path FILE = Path.of("../installer/src/main/packages/server/ominigate.yml");
    private static final Path CODE = Path.of("src/main/java");
    private static final Path DESCRIBED = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    /** A setting in the file: commented out, with nothing between the sign and its name. */
    private static final Pattern LINE =
            Pattern.compile("#((?:ominigate|stripe|otel|micronaut|datasources)\\.[a-z0-9.-]+):(?: (.*))?");

    /** How code that is no configuration bean reads one. */
    private static final List<Pattern> READ = List.of(
            Pattern.compile("@Property\\(\\s*name = \"([a-z.-]+)\"(?:,\\s*defaultValue = \"([^\"]*)\")?"),
            Pattern.compile("\\$\\{((?:ominigate|stripe)\\.[a-z.-]+)(?::`?([^}`]*)`?)?}"),
            Pattern.compile("getProperty\\(\\s*\"((?:ominigate|stripe)\\.[a-z.-]+)\"()"));

    /** Put together where they are read, so that no pattern finds them. */
    private static final Set<String> PUT_TOGETHER = Set.of(
            "ominigate.database.user",
            "ominigate.database.password",
            "ominigate.database.owner-user",
            "ominigate.database.owner-password",
            "ominigate.tls.certificate",
            "ominigate.tls.key",
            "otel.exporter.otlp.endpoint");

    /** The framework's, which an operator of ours may want. */
    private static final Set<String> FRAMEWORK =
            Set.of("micronaut.server.host", "datasources.default.maximum-pool-size");

    /** What the demo tells itself. */
    private static final String NOT_SET_BY_ANYBODY = "ominigate.demo-mail.";

    @Test
    void everySettingThatTheCodeReadsIsThereAndNoOther() throws IOException {
        Set<String> wanted = new TreeSet<>(settings().keySet());
        wanted.addAll(PUT_TOGETHER);
        wanted.addAll(FRAMEWORK);

        assertThat(file().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void itSaysOfEachWhatItIsUnlessSet() throws IOException {
        Map<String, String> told = file();

        settings().forEach((name, value) -> {
            if (!value.isEmpty() && told.containsKey(name)) {
                assertThat(told.get(name).toLowerCase(Locale.ROOT)).as(name).isEqualTo(value.toLowerCase(Locale.ROOT));
            }
        });
    }

    @Test
    void eachIsExplained() throws IOException {
        List<String> lines = Files.readAllLines(FILE);

        for (int i = 0; i < lines.size(); i++) {
            if (LINE.matcher(lines.get(i)).matches()) {
                int before = i;
                while (LINE.matcher(lines.get(before)).matches()) {
                    before--;
                }
                assertThat(lines.get(before)).as("above %s", lines.get(i)).matches("# [^-].+");
            }
        }
    }

    @Test
    void itIsYamlAsItComesAndWithEverythingSet() throws IOException {
        String text = Files.readString(FILE);

        assertThat(new Yaml().<Object>load(text)).as("nothing is set in it").isNull();
        assertThat(new Yaml().<Map<String, Object>>load(text.replaceAll("(?m)^#(?! \\S)", "")))
                .containsKeys("ominigate.port", "ominigate");
    }

    private static Map<String, String> file() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FILE)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(1).replaceAll("(\\.providers)\\.openai\\.", "$1.*.");
                assertThat(settings.put(name, matcher.group(2) == null ? "" : matcher.group(2)))
                        .as("%s is there once", name)
                        .isNull();
            }
        }
        return settings;
    }

    /** By name, with what each is unless set, as far as that is known. */
    private static Map<String, String> settings() throws IOException {
        Map<String, String> settings = new TreeMap<>(Map.of("ominigate.port", "8080", "ominigate.data-dir", "data"));
        for (JsonNode property : new ObjectMapper().readTree(DESCRIBED.toFile()).path("properties")) {
            settings.put(
                    property.path("name").asText(),
                    property.path("defaultValue").asText(""));
        }
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path source :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String code = Files.readString(source);
                for (Pattern pattern : READ) {
                    pattern.matcher(code).results().forEach(found -> {
                        String value = found.group(2) == null ? "" : found.group(2);
                        settings.merge(found.group(1), value, (one, other) -> one.isEmpty() ? other : one);
                    });
                }
            }
        }
        // What ends in a dot is the beginning of several, which are named above.
        settings.keySet().removeIf(name -> name.startsWith(NOT_SET_BY_ANYBODY) || name.endsWith("."));
        // What it is unless set follows from the port, which the file cannot say as a value.
        settings.replace("ominigate.public-url", "");
        settings.keySet().removeAll(FRAMEWORK);
        return settings;
    }
}
