package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a page as people have it: in each language, theme and width, with script and without. It may set two cookies,
 * keep nothing, ask no other host, break no policy of its own, shut nobody out, and must not be wider than the window.
 *
 * <p>A page is looked at once in each language and once in each theme; which go together, and how wide a theme is when it is
 * searched for barriers, takes turns from page to page. With {@code -Dscreenshots} each language is looked at in each theme,
 * and screenshots of it lie in {@code target/screenshots}. There is one window for each language, which all pages are opened
 * in one after the other.
 */
public final class PageSweep {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final boolean KEEPS_SCREENSHOTS = Boolean.getBoolean("screenshots");
    private static final Map<Language, Window> WINDOWS = new EnumMap<>(Language.class);

    private final String baseUrl;
    private final List<Cookie> cookies;
    private final Map<String, String> headers;
    private final List<String> findings = new ArrayList<>();
    private @Nullable Consumer<Page> press;

    private PageSweep(String baseUrl, List<Cookie> cookies, Map<String, String> headers) {
        this.baseUrl = baseUrl;
        this.cookies = cookies;
        this.headers = headers;
    }

    /** As somebody who is not signed in. */
    public static PageSweep ofAnybody(String baseUrl) {
        return new PageSweep(baseUrl, List.of(), Map.of());
    }

    /** As somebody who is not signed in and comes from this address, as the proxy tells that 127.0.0.1 is. */
    static PageSweep ofAnybodyAt(String baseUrl, String address) {
        String byIpv4 = baseUrl.replace("//localhost:", "//127.0.0.1:");
        return new PageSweep(byIpv4, List.of(), Map.of("X-Forwarded-For", address));
    }

    /** As whoever has this session. */
    public static PageSweep signedIn(String baseUrl, String session) {
        return new PageSweep(
                baseUrl, List.of(new Cookie("session", session).setUrl(baseUrl).setHttpOnly(true)), Map.of());
    }

    /**
     * Where pages are opened that are read in one language: one with script, and one without. What a page asks for and what it
     * complains of comes together between two looks.
     */
    private record Window(
            BrowserContext context, Page page, Page scriptless, List<String> requests, List<String> complaints) {

        static Window in(Language language) {
            BrowserContext context = Chromium.browser()
                    .newContext(new Browser.NewContextOptions()
                            .setLocale(language.tag())
                            .setTimezoneId("UTC")
                            // Colours that are on their way to others would be measured as they are just now.
                            .setReducedMotion(ReducedMotion.REDUCE)
                            .setViewportSize(Soundness.WIDTHS.getFirst(), Soundness.HEIGHT));
            List<String> requests = new ArrayList<>();
            List<String> complaints = new ArrayList<>();
            context.onRequest(request -> requests.add(request.url()));
            context.addInitScript(Soundness.WATCH_POLICY);
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                    complaints.add("console: " + message.text());
                }
            });
            page.onPageError(error -> complaints.add("script: " + error));
            Page scriptless = context.newPage();
            JsonObject off = new JsonObject();
            off.addProperty("value", true);
            context.newCDPSession(scriptless).send("Emulation.setScriptExecutionDisabled", off);
            return new Window(context, page, scriptless, requests, complaints);
        }

        /** As a browser that was never here, but for these cookies. */
        void begin(List<Cookie> cookies, Map<String, String> headers) {
            context.setExtraHTTPHeaders(headers);
            context.clearCookies();
            context.addCookies(cookies);
            requests.clear();
            complaints.clear();
        }
    }

    /** Fails with everything that is wrong with the page at this path, which answers with that status. */
    public void look(String path, int status, String name) {
        look(path, status, name, "GET", null);
    }

    /** The same with what the only button of this page leads to, which answers with that status. */
    void lookBehindTheButtonOf(String path, int status, String name) {
        lookBehind(
                path,
                path,
                status,
                name,
                page -> page.locator("main button[type=submit]").click());
    }

    /**
     * The same with what somebody comes to who does this on the page.
     *
     * @param to where that leads
     */
    void lookBehind(String path, String to, int status, String name, Consumer<Page> deed) {
        requireListed("POST", to, status, name);
        look(path, status, name, null, deed);
    }

    private void look(
            String path, int status, String name, @Nullable String listed, @Nullable Consumer<Page> pressing) {
        if (listed != null) {
            requireListed(listed, path, status, name);
        }
        press = pressing;
        for (Language language : Language.values()) {
            look(path, status, name, language);
        }
        assertThat(findings).as("what is wrong with %s", path).isEmpty();
    }

    /** {@link EveryPageTest} goes by the list. */
    private static void requireListed(String method, String path, int status, String name) {
        DrawnPages.Entry entry = DrawnPages.of(method, path.replaceFirst("[?#].*", ""));
        assertThat(entry == null ? status == 404 : entry.looks().contains(name))
                .as("drawn-pages.txt has the look '%s' at %s %s", name, method, path)
                .isTrue();
    }

    private void look(String path, int status, String name, Language language) {
        Window window = WINDOWS.computeIfAbsent(language, Window::in);
        window.begin(cookies, headers);
        Page page = window.page();
        open(page, path, status, language);
        for (ColorScheme scheme : schemes(name, language)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : Soundness.WIDTHS) {
                page.setViewportSize(width, Soundness.HEIGHT);
                String overflow = Soundness.overflow(page);
                if (overflow != null) {
                    find(path, language, "is " + overflow);
                }
                keep(
                        page,
                        "%s_%s_%s_%d"
                                .formatted(name, language.tag(), scheme.name().toLowerCase(Locale.ROOT), width));
                if (width == widthForBarriers(name, scheme)) {
                    Soundness.barriers(page)
                            .forEach(barrier -> find(path, language, "%s, %d: %s".formatted(scheme, width, barrier)));
                }
            }
        }
        Soundness.keys(page).forEach(key -> find(path, language, "shows the key " + key));
        Soundness.brokenPolicies(page).forEach(broken -> find(path, language, "breaks its policy: " + broken));
        Soundness.stored(page).forEach(kept -> find(path, language, "keeps in storage: " + kept));
        withoutScript(window.scriptless(), path, status, name, language);
        window.complaints().forEach(complaint -> find(path, language, complaint));
        URI own = URI.create(baseUrl);
        window.requests().stream()
                .filter(url -> !Objects.equals(URI.create(url).getAuthority(), own.getAuthority()))
                .forEach(url -> find(path, language, "asks another host: " + url));
        window.context().cookies().stream()
                .filter(cookie -> !Soundness.COOKIES.contains(cookie.name))
                .forEach(cookie -> find(path, language, "sets the cookie " + cookie.name));
    }

    private static List<ColorScheme> schemes(String name, Language language) {
        if (KEEPS_SCREENSHOTS) {
            return List.of(ColorScheme.LIGHT, ColorScheme.DARK);
        }
        return List.of((turn(name) + language.ordinal()) % 2 == 0 ? ColorScheme.LIGHT : ColorScheme.DARK);
    }

    private static int widthForBarriers(String name, ColorScheme scheme) {
        return (turn(name) / 2 + scheme.ordinal()) % 2 == 0 ? Soundness.WIDTHS.getFirst() : Soundness.WIDTHS.getLast();
    }

    /** From 0 to 3, always the same for a page. */
    private static int turn(String name) {
        return Math.floorMod(name.hashCode(), 4);
    }

    private void withoutScript(Page page, String path, int status, String name, Language language) {
        open(page, path, status, language);
        keep(page, "%s_%s_no-script".formatted(name, language.tag()));
        if (page.locator("main").innerText().isBlank()) {
            find(path, language, "has nothing to read without script");
        }
    }

    private static void keep(Page page, String name) {
        if (KEEPS_SCREENSHOTS) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name + ".png")));
        }
    }

    private void open(Page page, String path, int status, Language language) {
        Response response = Objects.requireNonNull(page.navigate(baseUrl + path));
        Consumer<Page> pressing = press;
        if (pressing != null) {
            page.evaluate("() => { document.documentElement.dataset.left = ''; }");
            response =
                    page.waitForResponse(answer -> answer.request().isNavigationRequest(), () -> pressing.accept(page));
            page.waitForSelector("html:not([data-left])");
            page.waitForLoadState();
        }
        if (response.status() != status) {
            find(path, language, "answers %d".formatted(response.status()));
        }
        if (!language.tag().equals(page.locator("html").getAttribute("lang"))) {
            find(path, language, "is in another language");
        }
    }

    private void find(String path, Language language, String what) {
        findings.add("%s (%s) %s".formatted(path, language.tag(), what));
    }
}
