package ai.ominigate;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.env.PropertySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Secrets that the service manager hands over as files that this service alone can read (systemd.exec(5), Credentials):
 * one for each, named as its environment variable, such as {@code OMINIGATE_DATABASE_PASSWORD}. Unlike a variable, no
 * program that we start inherits it, and no list of processes shows it.
 */
final class Credentials {
    /** Where the files are; set by the service manager. */
    static final String FOLDER = "CREDENTIALS_DIRECTORY";

    /** What systemd puts before the names of files that it was given as a folder. */
    private static final String OF_THE_FOLDER = "ominigate_";

    /** Of at most eight words: each doubles the names that it may have. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){0,7}");

    private static final long LARGEST_BYTES = 65_536;

    private Credentials() {}

    /**
     * The settings that the files in {@code folder} are about. Others than ours may lie there and are left alone.
     *
     * @throws CannotStart when one cannot be read
     */
    static PropertySource in(Path folder) {
        Map<String, Object> settings = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String called = file.getFileName().toString();
                String variable = called.startsWith(OF_THE_FOLDER) ? called.substring(OF_THE_FOLDER.length()) : called;
                if (VARIABLE.matcher(variable).matches()) {
                    String secret = secret(file);
                    names(variable).forEach(name -> settings.put(name, secret));
                }
            }
        } catch (IOException e) {
            throw new CannotStart(
                    "The credentials in %s, which %s names, cannot be read (%s).".formatted(folder, FOLDER, e), e);
        }
        return PropertySource.of("credentials", settings);
    }

    /** What a variable may be called as a setting: as Micronaut reads them, each of its dashes can be either of two. */
    private static List<String> names(String variable) {
        List<String> names = List.of("");
        for (String word : variable.toLowerCase(Locale.ROOT).split("_")) {
            names = names.stream()
                    .flatMap(start ->
                            start.isEmpty() ? Stream.of(word) : Stream.of(start + "." + word, start + "-" + word))
                    .toList();
        }
        return names;
    }

    /** Without the line break that an editor leaves at the end. */
    private static String secret(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new CannotStart("The credential %s has more than %d bytes, so it is not one of ours."
                    .formatted(file, LARGEST_BYTES));
        }
        return Files.readString(file).strip();
    }
}
