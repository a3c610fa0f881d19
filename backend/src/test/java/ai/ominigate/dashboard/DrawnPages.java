package ai.ominigate.dashboard;

import io.micronaut.http.uri.UriMatchTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The list {@code drawn-pages.txt}: each route that may draw a page, and who looks at it. A line has its method, its path as
 * the router has it, and names of looks; {@code life} is {@link LifeTest}. After a dash stands why nobody looks.
 */
final class DrawnPages {
    /** The look of {@link LifeTest}. */
    static final String LIFE = "life";

    private static final List<Entry> ALL = read();

    private DrawnPages() {}

    /**
     * A route.
     *
     * @param looks by what names somebody looks at it
     * @param reason why nobody does; null if somebody does
     */
    record Entry(
            String method,
            String path,
            List<String> looks,
            @Nullable String reason) {

        String route() {
            return method + " " + path;
        }

        private boolean isOf(String wanted, String path) {
            return method.equals(wanted)
                    && UriMatchTemplate.of(this.path).match(path).isPresent();
        }
    }

    static List<Entry> all() {
        return ALL;
    }

    /** The one that a request goes to, by its path without a query; null if there is none such. */
    static @Nullable Entry of(String method, String path) {
        // What is written out counts for more than what is a variable.
        return ALL.stream()
                .filter(entry -> entry.isOf(method, path))
                .min((one, other) -> Long.compare(variables(one), variables(other)))
                .orElse(null);
    }

    private static long variables(Entry entry) {
        return entry.path().chars().filter(each -> each == '{').count();
    }

    private static List<Entry> read() {
        try (InputStream file = Objects.requireNonNull(DrawnPages.class.getResourceAsStream("drawn-pages.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(DrawnPages::entry)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Entry entry(String line) {
        String[] parts = line.split(" - ", 2);
        String[] words = parts[0].strip().split("\\s+");
        return new Entry(
                words[0],
                words[1],
                Arrays.asList(words).subList(2, words.length),
                parts.length == 1 ? null : parts[1].strip());
    }
}
