package ai.ominigate.rest;

import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The codes of problems, by status, as the code that refuses has them: what the description promises to programs. */
final class ProblemCodes {
    private static final Path SOURCES = Path.of("src/main/java");

    private static final Pattern WITH_STATUS =
            Pattern.compile("(?:new Refused|Refused\\.forNow)\\(\\s*HttpStatus\\.(\\w+),\\s*\"(\\w+)\"");

    /** Also the door of the staff API, which writes refusals down first. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("(?:Refused\\.forbidden|\\brefuse)\\(\\s*(?:[\\w.()]+,\\s*)*\"(\\w+)\"");

    private final Map<Integer, Set<String>> codes = new TreeMap<>();

    private ProblemCodes() {}

    static Map<Integer, Set<String>> ofAllFeatures() throws IOException {
        ProblemCodes found = new ProblemCodes();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(ProblemCodes::read)
                    .filter(ProblemCodes::refuses)
                    .forEach(found::search);
        }
        // Said by what answers for everybody, of failures that no feature has foreseen.
        found.add(HttpStatus.INTERNAL_SERVER_ERROR, "internal_error");
        found.add(HttpStatus.SERVICE_UNAVAILABLE, "database_away");
        return found.codes;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean refuses(String source) {
        return Stream.of("package ai.ominigate.rest;", "import ai.ominigate.rest.Refused;")
                .anyMatch(source::contains);
    }

    private void search(String source) {
        Matcher withStatus = WITH_STATUS.matcher(source);
        while (withStatus.find()) {
            add(HttpStatus.valueOf(withStatus.group(1)), withStatus.group(2));
        }
        Matcher forbidden = FORBIDDEN.matcher(source);
        while (forbidden.find()) {
            add(HttpStatus.FORBIDDEN, forbidden.group(1));
        }
    }

    private void add(HttpStatus status, String code) {
        codes.computeIfAbsent(status.getCode(), each -> new TreeSet<>()).add(code);
    }
}
