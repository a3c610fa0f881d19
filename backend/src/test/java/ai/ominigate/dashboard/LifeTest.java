package ai.ominigate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.billing.Credits;
import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Totp;
import ai.ominigate.customer.SharedOminiGate;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody's life with OminiGate, from signing up to the end, in a browser: all of it works without script, too. */
@ExtendWith(SharedOminiGate.class)
class LifeTest {
    private static final String PASSWORD = "seven quiet geese fly north";

    private final RunningOminiGate ominigate = SharedOminiGate.demo();
    private final Mailboxes mailboxes = new Mailboxes(ominigate);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fromSigningUpToTheEnd(boolean script) throws Exception {
        try (BrowserContext browser = browser(script)) {
            Page page = browser.newPage();
            String email = "life-" + UUID.randomUUID() + "@example.com";

            signUp(page, email);
            String key = makeKey(page);
            credit(page);
            call(key);
            page.navigate(at("/dashboard"));
            seeItAppear(page, 1, script);
            call(key);
            seeItAppear(page, 2, script);
            seeWhatItCost(page);
            filterAndExport(page);
            switchLanguage(page);
            beWarned(page, email, key);
            inviteSomebody(page, script);
            turnOnTheSecondStep(page, email);
        }
    }

    private void signUp(Page page, String email) {
        page.navigate(at("/"));
        page.locator("header a[href='/sign-up']").click();
        fill(page, "/sign-up", Map.of("email", email, "password", PASSWORD));
        assertThat(page.locator("h1")).hasText("Look into your mailbox");

        page.navigate(at(mailboxes.link(email, "/sign-up/")));
        fill(page, Map.of("password", PASSWORD));
        assertThat(page).hasURL(at("/dashboard"));
    }

    private String makeKey(Page page) {
        page.locator("nav a[href='/keys']").first().click();
        page.locator("a[href='/keys/new']").first().click();
        fill(page, "/keys", Map.of("name", "First key"));
        String secret = page.locator("#secret").inputValue();
        assertThat(secret).startsWith("og-");
        page.navigate(at("/keys"));
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.content()).doesNotContain(secret);
        return secret;
    }

    private void credit(Page page) throws Exception {
        UUID account = UUID.fromString(ominigate
                .send("GET", "/api/v1/me", "", Map.of("Cookie", "session=" + session(page)))
                .json()
                .path("account")
                .asText());
        ominigate
                .application()
                .context()
                .getBean(Credits.class)
                .grant(account, 5_000_000_000L, "life " + account, "a test");
    }

    private void call(String key) {
        Await.until("the call is answered", () -> {
            Answer answer = ominigate.send(
                    "POST",
                    "/v1/chat/completions",
                    "{\"model\":\"demo-lorem\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story.\"}]}",
                    Map.of("Authorization", "Bearer " + key));
            return answer.status() == 200;
        });
    }

    /** With script the row comes by itself; without, when one looks again. */
    private static void seeItAppear(Page page, int calls, boolean script) {
        Locator rows = page.locator(".calls tbody tr");
        if (script) {
            assertThat(rows).hasCount(calls, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        } else {
            Await.until("the call is on the page", () -> {
                page.reload();
                return rows.count() == calls;
            });
        }
    }

    private static void seeWhatItCost(Page page) {
        assertThat(page.locator(".calls tbody tr").first().locator("data").getAttribute("value"))
                .matches("0\\.\\d*[1-9]\\d*");
        page.reload();
        assertThat(page.locator(".figures").innerText()).contains("2 calls");
        assertThat(page.locator("figure.chart")).isVisible();
    }

    private void filterAndExport(Page page) throws IOException {
        page.locator("nav a[href='/usage']").first().click();
        page.locator("#model").selectOption("demo-lorem");
        page.locator("#status").selectOption("done");
        page.locator("form.filters button").click();
        assertThat(page.locator(".calls tbody tr")).hasCount(2);
        for (String format : List.of("csv", "jsonl")) {
            Download file = page.waitForDownload(() ->
                    page.locator("a[href^='/usage/calls.%s']".formatted(format)).click());
            assertThat(Files.readString(file.path()).lines().filter(line -> line.contains("demo-lorem")))
                    .hasSize(2);
        }
        page.locator("#status").selectOption("failed");
        page.locator("form.filters button").click();
        assertThat(page.locator(".empty h3")).isVisible();
    }

    private void switchLanguage(Page page) {
        page.locator(".languages button[value='zh-CN']").click();
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
        page.navigate(at("/keys"));
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
        page.locator(".languages button[value='en']").click();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
    }

    private void beWarned(Page page, String email, String key) {
        page.locator("nav a[href='/alerts']").first().click();
        page.locator("input[name=kind][value=daily-spend]").check();
        fill(page, "/alerts", Map.of("threshold", "0.000001"));
        assertThat(page.locator(".things li")).hasCount(1);
        call(key);
        assertThat(mailboxes.letter(email, "/alerts")).contains("0.000001");
        page.reload();
        assertThat(page.locator(".things .badge")).isVisible();
    }

    private void inviteSomebody(Page page, boolean script) {
        String guest = "guest-" + UUID.randomUUID() + "@example.com";
        page.navigate(at("/team"));
        page.locator("input[name=role][value=developer]").check();
        fill(page, "/team/invitations", Map.of("email", guest));
        try (BrowserContext elsewhere = browser(script)) {
            Page theirs = elsewhere.newPage();
            theirs.navigate(at(mailboxes.link(guest, "/join/")));
            fill(theirs, Map.of("password", PASSWORD));
            assertThat(theirs).hasURL(at("/dashboard"));
            assertThat(theirs.locator("nav a[href='/team']")).hasCount(0);
        }
        page.navigate(at("/team"));
        assertThat(page.locator(".things li").filter(new Locator.FilterOptions().setHasText(guest)))
                .containsText("Developer");
    }

    private void turnOnTheSecondStep(Page page, String email) {
        page.navigate(at("/settings"));
        fill(page, "/settings/second-factor", Map.of("password", PASSWORD));
        byte[] secret = Base32.decode(page.locator("#factor-secret").inputValue());
        long step = Totp.step(Instant.now());
        fill(page, "/settings/second-factor/confirm", Map.of("code", Totp.code(secret, step)));
        assertThat(page.locator(".codes li")).hasCount(10);

        page.locator("form[action='/sign-out'] button").click();
        page.navigate(at("/settings"));
        fill(page, "/sign-in", Map.of("email", email, "password", PASSWORD));
        // A code is good once, so the next one has to do.
        fill(page, "/sign-in/code", Map.of("code", Totp.code(secret, step + 1)));
        assertThat(page).hasURL(at("/settings"));
        assertThat(page.locator("#second-factor .badge.good")).isVisible();
    }

    /** A page elsewhere on this machine has the browser of somebody who is signed in send a form: it comes with the cookie. */
    @Test
    void anotherSitesFormDoesNothing() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] trap = """
                <!doctype html><title>Win</title>
                <form method="post" action="%s"><input name="name" value="theirs"></form>
                <script>document.forms[0].submit()</script>
                """.formatted(at("/keys")).getBytes(StandardCharsets.UTF_8);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, trap.length);
            exchange.getResponseBody().write(trap);
            exchange.close();
        });
        other.start();
        try (BrowserContext browser = browser(true)) {
            Page page = browser.newPage();
            signUp(page, "trap-" + UUID.randomUUID() + "@example.com");

            String sameSite = "http://" + URI.create(at("/")).getHost() + ":"
                    + other.getAddress().getPort();
            page.navigate(sameSite);

            assertThat(page.locator("h1")).hasText("This request could not be done");
            page.navigate(at("/keys"));
            assertThat(page.locator("tbody tr")).hasCount(0);
        } finally {
            other.stop(0);
        }
    }

    private static void fill(Page page, String action, Map<String, String> fields) {
        fill(page.locator("form[action='%s']".formatted(action)), fields);
    }

    /** The only form that the page is about. */
    private static void fill(Page page, Map<String, String> fields) {
        fill(page.locator("main form"), fields);
    }

    private static void fill(Locator form, Map<String, String> fields) {
        fields.forEach(
                (name, value) -> form.locator("[name='%s']".formatted(name)).fill(value));
        form.locator("button[type=submit]").last().click();
    }

    private static String session(Page page) {
        return page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("session"))
                .map(cookie -> cookie.value)
                .findAny()
                .orElseThrow();
    }

    /** Somebody with a browser and an address of their own. */
    private BrowserContext browser(boolean script) {
        return Chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setLocale("en")
                        .setTimezoneId("UTC")
                        .setJavaScriptEnabled(script)
                        .setViewportSize(script ? 1440 : 360, 900));
    }

    private String at(String path) {
        return Objects.requireNonNull(ominigate.application().baseUrl()) + path;
    }
}
