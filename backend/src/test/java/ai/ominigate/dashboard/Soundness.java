package ai.ominigate.dashboard;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be wrong with a page that is open in a browser, however one came there. */
final class Soundness {
    /** Those that the privacy policy names. */
    static final Set<String> COOKIES = Set.of("NEXT_LOCALE", "session");

    static final List<Integer> WIDTHS = List.of(360, 768, 1440);
    static final int HEIGHT = 900;

    /** For a context, before its first page: has pages remember what their policy forbade. */
    static final String WATCH_POLICY = """
            window.brokenPolicies = [];
            document.addEventListener('securitypolicyviolation', e =>
                window.brokenPolicies.push(e.violatedDirective + ' by ' + (e.blockedURI || e.sourceFile)));
            """;

    private static final Pattern KEY = Pattern.compile("(?<![\\w./-])[a-z]+(?:\\.[a-z-]+)+(?![\\w./-])");
    private static final Set<String> KEYS =
            new TreeSet<>(Words.in(Language.ENGLISH).keys());
    private static final String AXE = axe();

    private static final String LOOK_WITH_AXE = """
            () => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
                .filter(each => each.impact === 'serious' || each.impact === 'critical')
                .map(each => each.id + ': ' + each.nodes.map(node => node.target.join(' ') + ' ' + node.html).join(' | ')))
            """;

    private Soundness() {}

    /** What is wider than the window, as it is; null if nothing. */
    static @Nullable String overflow(Page page) {
        return (String) page.evaluate("""
                () => {
                    const width = document.documentElement.clientWidth;
                    if (document.documentElement.scrollWidth <= width) return null;
                    return 'wider than ' + width + ' pixels: ' + [...document.querySelectorAll('body *')]
                        .filter(each => each.getBoundingClientRect().right > width + 1)
                        .map(each => each.tagName + '.' + each.className).slice(0, 5).join(', ');
                }
                """);
    }

    /** What shuts somebody out, seriously or for good. Only where script is on. */
    static List<String> barriers(Page page) {
        page.evaluate(AXE);
        return each(page.evaluate(LOOK_WITH_AXE));
    }

    /** Keys of sentences that are shown instead of the sentences. */
    static List<String> keys(Page page) {
        return KEY.matcher(page.locator("body").innerText())
                .results()
                .map(MatchResult::group)
                .filter(KEYS::contains)
                .toList();
    }

    /** What it keeps in storage. */
    static List<String> stored(Page page) {
        return each(page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"));
    }

    /** What it tried to do against its own policy, where that is watched. */
    static List<String> brokenPolicies(Page page) {
        return each(page.evaluate("() => window.brokenPolicies ?? []"));
    }

    private static List<String> each(@Nullable Object list) {
        return ((List<?>) Objects.requireNonNull(list))
                .stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream file = Objects.requireNonNull(Soundness.class.getResourceAsStream("/axe.min.js"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
