package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ViewportSize;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stands beside somebody who goes from page to page. At each step: what the browser keeps, whom it asks, what it complains of,
 * and whether every sentence is one. Where a page is in a state that was not seen before, also how wide it is and whom it
 * shuts out.
 */
final class LifeWatch {
    private final BrowserContext context;
    private final String host;
    private final boolean script;
    private final List<String> findings = new ArrayList<>();

    /** What each window shows: the request that drew it. */
    private final Map<Page, Drawn> shown = new HashMap<>();

    private final Set<String> drawn = new TreeSet<>();
    private final Set<String> lookedAt = new TreeSet<>();
    private final Set<String> states = new HashSet<>();

    private record Drawn(String method, String path, int status) {

        String route() {
            DrawnPages.Entry entry = DrawnPages.of(method, path);
            return entry == null ? method + " " + path : entry.route();
        }
    }

    LifeWatch(BrowserContext context, String baseUrl, boolean script) {
        this.context = context;
        this.host = URI.create(baseUrl).getAuthority();
        this.script = script;
        context.addInitScript(Soundness.WATCH_POLICY);
        context.onRequest(request -> {
            if (!host.equals(URI.create(request.url()).getAuthority())) {
                findings.add("another host is asked: " + request.url());
            }
        });
    }

    /** A new window. */
    Page open() {
        Page page = context.newPage();
        page.onResponse(response -> draws(page, response));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                findings.add("console: " + message.text());
            }
        });
        page.onPageError(error -> findings.add("script: " + error));
        return page;
    }

    private void draws(Page page, Response response) {
        boolean isPage = response.request().isNavigationRequest()
                && Objects.equals(response.frame(), page.mainFrame())
                && response.headers().getOrDefault("content-type", "").startsWith("text/html");
        if (isPage) {
            Drawn now = new Drawn(
                    response.request().method(), URI.create(response.url()).getPath(), response.status());
            shown.put(page, now);
            drawn.add(now.route());
        }
    }

    /** Looks at what this window shows now. */
    void look(Page page) {
        Drawn now = Objects.requireNonNull(shown.get(page), "nothing was drawn there");
        lookedAt.add(now.route());
        context.cookies().stream()
                .filter(cookie -> !Soundness.COOKIES.contains(cookie.name))
                .forEach(cookie -> find(now, "sets the cookie " + cookie.name));
        Soundness.stored(page).forEach(kept -> find(now, "keeps in storage: " + kept));
        Soundness.brokenPolicies(page).forEach(broken -> find(now, "breaks its policy: " + broken));
        Soundness.keys(page).forEach(key -> find(now, "shows the key " + key));
        if (states.add(now.route() + now.status() + state(page))) {
            lookClosely(page, now);
        }
    }

    /** What tells one state of a page from another: how it is built, not what is filled in. */
    private static @Nullable Object state(Page page) {
        return page.evaluate("""
                () => document.documentElement.lang
                    + [...document.querySelectorAll('h1, h2, h3, table, form, [role=alert], .note, .empty, .badge, figure')]
                        .filter(each => each.checkVisibility())
                        .map(each => each.tagName + each.className).sort()
                        .filter((each, at, all) => each !== all[at - 1]).join()
                """);
    }

    private void lookClosely(Page page, Drawn now) {
        ViewportSize before = page.viewportSize();
        for (int width : Soundness.WIDTHS) {
            page.setViewportSize(width, Soundness.HEIGHT);
            String overflow = Soundness.overflow(page);
            if (overflow != null) {
                find(now, "is " + overflow);
            }
        }
        page.setViewportSize(before.width, before.height);
        if (script) {
            Soundness.barriers(page).forEach(barrier -> find(now, barrier));
        }
    }

    private void find(Drawn where, String what) {
        findings.add("%s (%d) %s".formatted(where.route(), where.status(), what));
    }

    /** Fails with all that was wrong. */
    void isSound() {
        assertThat(findings).as("what is wrong in a life").isEmpty();
    }

    /** Routes whose pages were shown at some time, and nobody looked. */
    Set<String> passedBy() {
        Set<String> passed = new TreeSet<>(drawn);
        passed.removeAll(lookedAt);
        return passed;
    }

    /** Counts what somebody else has looked at as well. */
    void hasSeen(LifeWatch other) {
        lookedAt.addAll(other.lookedAt);
    }

    /** Routes whose pages were looked at. */
    Set<String> lookedAt() {
        return lookedAt;
    }
}
