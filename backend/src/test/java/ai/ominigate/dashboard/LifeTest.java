package ai.ominigate.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Totp;
import ai.ominigate.customer.SharedOminiGate;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ReducedMotion;
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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody's life with OminiGate, from signing up to the end, in a browser: all of it works without script, too. */
@ExtendWith(SharedOminiGate.class)
class LifeTest {
    private static final String PASSWORD = "seven quiet geese fly north";
    private static final String OTHER_PASSWORD = "nine loud geese fly south";

    /** It shows a way on and takes it at once. */
    private static final String LEADS_ON = "GET /billing/top-ups/{id}/pay";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final RunningOminiGate ominigate = SharedOminiGate.demo();
    private final Mailboxes mailboxes = new Mailboxes(ominigate);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fromSigningUpToTheEnd(boolean script) throws Exception {
        String email = "life-" + UUID.randomUUID() + "@example.com";
        try (Person me = new Person(script)) {
            signUp(me, email);
            String key = makeKey(me);
            tryBeforeThereIsCredit(me);
            topUp(me);
            call(key);
            me.go("/dashboard");
            seeItAppear(me, 1);
            call(key);
            seeItAppear(me, 2);
            seeWhatItCost(me);
            filterAndExport(me);
            tryAModel(me);
            switchLanguage(me);
            beWarned(me, email, key);
            inviteSomebody(me, email);
            chooseAnotherPassword(me, email);
            List<String> codes = turnOnTheSecondStep(me, email);
            askForData(me, email, codes.get(1));
            close(me, email, key, codes);

            me.watch.isSound();
            assertThat(me.watch.passedBy()).as("pages that nobody looked at").isSubsetOf(Set.of(LEADS_ON));
            assertThat(me.watch.lookedAt())
                    .containsAll(DrawnPages.all().stream()
                            .filter(entry -> entry.looks().contains(DrawnPages.LIFE))
                            .map(DrawnPages.Entry::route)
                            .toList());
        }
    }

    private void signUp(Person me, String email) {
        me.go("/");
        me.follow("header a[href='/sign-up']");
        me.send("/sign-up", Map.of("email", email, "password", "short"));
        me.isRefused();
        me.send("/sign-up", Map.of("email", email, "password", PASSWORD));
        assertThat(me.page.locator("h1")).hasText("Look into your mailbox");

        me.go(mailboxes.link(email, "/sign-up/"));
        assertThat(me.page.locator("main")).containsText(email);
        me.send(Map.of("password", "not what was chosen"));
        me.isRefused();
        me.send(Map.of("password", PASSWORD));
        assertThat(me.page).hasURL(at("/dashboard"));
    }

    private String makeKey(Person me) {
        me.follow("nav a[href='/keys']");
        me.follow("a[href='/keys/new']");
        me.send("/keys", Map.of("name", "First key", "per-day", "a lot"));
        me.isRefused();
        me.send("/keys", Map.of("name", "First key", "per-day", "5"));
        String first = me.page.locator("#secret").inputValue();
        me.go("/keys");
        me.follow("a[href$='/change']");
        me.send(Map.of("requests", "many"));
        me.isRefused();
        me.send(Map.of("requests", "60"));
        assertThat(me.page.locator("tbody tr")).containsText("60 calls a minute");
        me.follow("a[href$='/rotate']");
        me.send(Map.of());

        String secret = me.page.locator("#secret").inputValue();
        assertThat(secret).startsWith("og-").isNotEqualTo(first);
        me.go("/keys");
        assertThat(me.page.locator("tbody tr")).hasCount(2);
        assertThat(me.page.content()).doesNotContain(secret);
        me.follow("nav a[href='/first-steps']");
        return secret;
    }

    private static void tryBeforeThereIsCredit(Person me) {
        me.follow("main a[href='/try']");
        if (me.script) {
            me.page.locator("#prompt").fill("Tell me a story.");
            me.page.locator("main form button").click();
            assertThat(me.page.locator("#live [role=alert]")).containsText("refused with 402");
            me.look();
        } else {
            me.send(Map.of("prompt", "Tell me a story."));
            assertThat(me.page.locator("[role=alert]").first()).containsText("refused with 402");
        }
    }

    /** At the page that stands in for Stripe's. */
    private void topUp(Person me) {
        me.follow("nav a[href='/billing']");
        me.send("#top-up", Map.of("amount", "1"));
        me.isRefused();
        me.send("#top-up", Map.of("amount", "25"));
        me.sendAndGoOn("main form");
        me.page.waitForURL("**/demo/checkout/**");
        me.look();
        assertThat(me.page.locator("header form[action='/sign-out']")).isVisible();
        me.page.check("input[value=declined]");
        me.send(Map.of());
        me.isRefused();
        me.page.check("input[value=works]");
        me.send(Map.of());
        assertThat(me.page.locator("h1")).hasText("Your credit is there");
        me.go("/billing");
        assertThat(me.page.locator("#available")).hasText("$25.00");
        assertThat(me.page.locator(".movements tbody")).containsText("+$25.00");
        me.page.locator("#enabled").check();
        me.send("/billing/automatic", Map.of("threshold", "5", "automatic-amount", "20", "per-month", "10"));
        me.isRefused();
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
    private static void seeItAppear(Person me, int calls) {
        Locator rows = me.page.locator(".calls tbody tr");
        if (me.script) {
            assertThat(rows).hasCount(calls, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        } else {
            Await.until("the call is on the page", () -> {
                me.page.reload();
                return rows.count() == calls;
            });
        }
        me.look();
    }

    private static void seeWhatItCost(Person me) {
        assertThat(me.page.locator(".calls tbody tr").first().locator("data").getAttribute("value"))
                .matches("0\\.\\d*[1-9]\\d*");
        me.page.reload();
        me.look();
        assertThat(me.page.locator(".figures").innerText()).contains("2 calls");
        assertThat(me.page.locator("figure.chart")).isVisible();
    }

    private static void filterAndExport(Person me) throws IOException {
        me.follow("nav a[href='/usage']");
        me.page.locator("#model").selectOption("demo-lorem");
        me.page.locator("#status").selectOption("done");
        me.send("form.filters", Map.of());
        assertThat(me.page.locator(".calls tbody tr")).hasCount(2);
        for (String format : List.of("csv", "jsonl")) {
            Download file = me.page.waitForDownload(() -> me.page
                    .locator("a[href^='/usage/calls.%s']".formatted(format))
                    .click());
            assertThat(Files.readString(file.path()).lines().filter(line -> line.contains("demo-lorem")))
                    .hasSize(2);
            if (me.script) {
                assertThat(me.page.locator("#file-state")).hasText("The file is whole, with 2 calls.");
            }
        }
        me.page.locator("#status").selectOption("failed");
        me.send("form.filters", Map.of());
        assertThat(me.page.locator(".empty h3")).isVisible();
    }

    /** With script the answer is there piece by piece; without, when it is whole. */
    private static void tryAModel(Person me) {
        me.go("/try");
        me.page.locator("#model").selectOption("demo-echo");
        Locator cost = me.page.locator(me.script ? "#live [data-part=price]" : "#cost");
        if (me.script) {
            me.page.locator("#prompt").fill("A <b>platypus</b> walks by.");
            me.page.locator("main form button").click();
        } else {
            me.send(Map.of("prompt", "A <b>platypus</b> walks by."));
        }
        assertThat(cost).containsText("It cost $0.0");
        assertThat(me.page.locator(me.script ? "#live .answer" : "#answer"))
                .containsText("A <b>platypus</b> walks by.");
        me.look();
        me.send("form.languages", Map.of());
        assertThat(me.page.locator("html")).hasAttribute("lang", "zh-CN");
        assertThat(me.page.content()).as("nothing of it is kept").doesNotContain("platypus");
        me.send("form.languages", Map.of());
    }

    private static void switchLanguage(Person me) {
        me.send("form.languages", Map.of());
        assertThat(me.page.locator("html")).hasAttribute("lang", "zh-CN");
        me.go("/keys");
        assertThat(me.page.locator("html")).hasAttribute("lang", "zh-CN");
        me.go("/nowhere");
        me.send("form.languages", Map.of());
        assertThat(me.page.locator("html")).hasAttribute("lang", "en");
    }

    private void beWarned(Person me, String email, String key) {
        me.go("/alerts");
        me.page.locator("input[name=kind][value=daily-spend]").check();
        me.send("/alerts", Map.of("threshold", "nothing"));
        me.isRefused();
        me.send("/alerts", Map.of("threshold", "0.000001"));
        assertThat(me.page.locator(".things li")).hasCount(1);
        call(key);
        assertThat(mailboxes.letter(email, "/alerts")).contains("0.000001");
        me.page.reload();
        me.look();
        assertThat(me.page.locator(".things .badge")).isVisible();

        me.page.locator(".change summary").click();
        me.send(".change form", Map.of("threshold", "nothing"));
        me.isRefused();
        me.send(".change form", Map.of("threshold", "0.000002"));
        assertThat(me.page.locator(".things li")).containsText("$0.000002");
        assertThat(mailboxes.letter(email, "0.000002")).contains("/alerts");
    }

    private void inviteSomebody(Person me, String email) {
        String guest = "guest-" + UUID.randomUUID() + "@example.com";
        me.go("/team");
        me.page.locator("input[name=role][value=developer]").check();
        me.send("/team/invitations", Map.of("email", email));
        me.isRefused();
        me.page.locator("input[name=role][value=developer]").check();
        me.send("/team/invitations", Map.of("email", guest));
        try (Person they = new Person(me.script)) {
            they.go(mailboxes.link(guest, "/join/"));
            they.send(Map.of("password", "short"));
            they.isRefused();
            they.send(Map.of("password", PASSWORD));
            assertThat(they.page).hasURL(at("/dashboard"));
            assertThat(they.page.locator("nav a[href='/team']")).hasCount(0);
            they.go("/team");
            assertThat(they.page.locator("h1")).hasText("You may not see this page");
            assertThat(they.page.locator("header form[action='/sign-out']")).isVisible();
            they.watch.isSound();
            me.watch.hasSeen(they.watch);
        }
        me.go("/team");
        assertThat(me.page.locator(".things li").filter(new Locator.FilterOptions().setHasText(guest)))
                .containsText("Developer");
    }

    private void chooseAnotherPassword(Person me, String email) {
        me.go("/settings");
        me.send("/settings/profile", Map.of("name", "Jo\u200b"));
        me.isRefused();
        me.send("/settings/profile", Map.of("name", "Jo"));
        me.send("/settings/email", Map.of("email", "elsewhere-" + email, "password", "not mine at all"));
        me.isRefused();
        me.send("/settings/password", Map.of("present", "not mine at all", "password", PASSWORD));
        me.isRefused();

        me.send("header form[action='/sign-out']", Map.of());
        me.go("/sign-in");
        me.send("/sign-in", Map.of("email", email, "password", "not mine at all"));
        me.isRefused();
        me.follow("a[href='/reset']");
        me.send("/reset", Map.of("email", email));
        me.go(mailboxes.link(email, "/reset/"));
        me.send(Map.of("password", "short"));
        me.isRefused();
        me.send(Map.of("password", OTHER_PASSWORD));
        me.follow("main a[href='/sign-in']");
        me.send("/sign-in", Map.of("email", email, "password", OTHER_PASSWORD));
        assertThat(me.page).hasURL(at("/dashboard"));
    }

    private List<String> turnOnTheSecondStep(Person me, String email) {
        me.go("/settings");
        me.send("/settings/second-factor", Map.of("password", "not mine at all"));
        me.isRefused();
        me.send("/settings/second-factor", Map.of("password", OTHER_PASSWORD));
        byte[] secret = Base32.decode(me.page.locator("#factor-secret").inputValue());
        me.send("/settings/second-factor/confirm", Map.of("code", "nothing"));
        me.isRefused();
        long step = Totp.step(Instant.now());
        me.send("/settings/second-factor/confirm", Map.of("code", Totp.code(secret, step)));
        assertThat(me.page.locator(".codes li")).hasCount(10);
        List<String> codes = me.page.locator(".codes li").allInnerTexts();
        me.go("/settings");
        me.send("/settings/second-factor/end", Map.of("password", OTHER_PASSWORD, "code", "nothing"));
        me.isRefused();

        me.send("header form[action='/sign-out']", Map.of());
        me.go("/settings");
        me.send("/sign-in", Map.of("email", email, "password", OTHER_PASSWORD));
        me.send("/sign-in/code", Map.of("code", "nothing"));
        me.isRefused();
        // A code is good once, so the next one has to do.
        me.send("/sign-in/code", Map.of("code", Totp.code(secret, step + 1)));
        assertThat(me.page).hasURL(at("/settings"));
        assertThat(me.page.locator("#second-factor .badge.good")).isVisible();
        return codes;
    }

    private void askForData(Person me, String email, String code) {
        me.follow("main a[href='/settings/privacy']");
        me.page.locator("input[name=type][value=access]").check();
        me.send("/settings/privacy", Map.of("password", "not mine at all", "code", "nothing"));
        me.isRefused();
        me.send("/settings/privacy", Map.of("password", OTHER_PASSWORD, "code", code));
        assertThat(me.page.locator(".things li")).containsText("A copy of my data");
        assertThat(me.page.locator(".things li")).containsText("We have it");
        String reference = me.page.locator(".things code").innerText();
        assertThat(reference).startsWith("PR-");
        assertThat(mailboxes.letter(email, reference)).isNotEmpty();
    }

    private void close(Person me, String email, String key, List<String> codes) throws Exception {
        me.go("/settings/close");
        me.page.locator("[name=understood]").check();
        me.send("/settings/close", Map.of("password", "not mine at all", "code", codes.get(2)));
        me.isRefused();
        me.page.locator("[name=understood]").check();
        me.send("/settings/close", Map.of("password", OTHER_PASSWORD, "code", codes.get(2)));
        assertThat(me.page.locator("h1")).hasText("The account is being closed");
        mailboxes.letter(email, "Your account is being closed");
        Await.until(
                "the key is refused",
                () -> ominigate
                                .send("GET", "/v1/key", "", Map.of("Authorization", "Bearer " + key))
                                .status()
                        == 401);

        me.go("/dashboard");
        assertThat(me.page).hasURL(at("/sign-in?to=%2Fdashboard"));
        me.send("/sign-in", Map.of("email", email, "password", OTHER_PASSWORD));
        me.send("/sign-in/code", Map.of("code", codes.get(3)));
        assertThat(me.page.locator(".note").first()).containsText("This account is being closed.");
        me.go("/settings/close");
        assertThat(me.page.locator("form[action='/settings/close/keep'] button"))
                .isVisible();
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
        try (Person me = new Person(true)) {
            signUp(me, "trap-" + UUID.randomUUID() + "@example.com");

            String sameSite = "http://" + URI.create(at("/")).getHost() + ":"
                    + other.getAddress().getPort();
            me.page.navigate(sameSite);

            assertThat(me.page.locator("h1")).hasText("This request could not be done");
            me.page.navigate(at("/keys"));
            assertThat(me.page.locator("tbody tr")).hasCount(0);
        } finally {
            other.stop(0);
        }
    }

    /** Somebody with a browser and an address of their own, who looks closely wherever they come. */
    private final class Person implements AutoCloseable {
        private final boolean script;
        private final BrowserContext browser;
        private final LifeWatch watch;
        private final Page page;

        Person(boolean script) {
            this.script = script;
            browser = Chromium.browser()
                    .newContext(new Browser.NewContextOptions()
                            .setLocale("en")
                            .setTimezoneId("UTC")
                            .setReducedMotion(ReducedMotion.REDUCE)
                            .setJavaScriptEnabled(script)
                            .setExtraHTTPHeaders(Map.of("X-Forwarded-For", "198.51.100." + COUNT.incrementAndGet()))
                            .setViewportSize(script ? 1440 : 360, Soundness.HEIGHT));
            watch = new LifeWatch(browser, at("/"), script);
            page = watch.open();
        }

        void go(String path) {
            page.navigate(at(path));
            look();
        }

        void look() {
            watch.look(page);
        }

        /** Follows the first such link. */
        void follow(String link) {
            leaving(() -> page.locator(link).first().click());
        }

        /** Fills in the only form that the page is about, and sends it. */
        void send(Map<String, String> fields) {
            send("main form", fields);
        }

        /** The same with the form of this action, or by its selector. */
        void send(String form, Map<String, String> fields) {
            leaving(() -> fill(form, fields));
        }

        /** Sends a form whose answer leads on by itself. */
        void sendAndGoOn(String form) {
            fill(form, Map.of());
        }

        private void fill(String form, Map<String, String> fields) {
            Locator found = page.locator(form.startsWith("/") ? "form[action='%s']".formatted(form) : form);
            fields.forEach((name, value) -> {
                String field = "[name='%s']".formatted(name);
                Locator folded = found.locator("details:not([open]):has(%s) > summary".formatted(field));
                if (folded.count() > 0) {
                    folded.click();
                }
                found.locator(field).fill(value);
            });
            found.locator("button[type=submit]").last().click();
        }

        private void leaving(Runnable doing) {
            page.evaluate("() => { document.documentElement.dataset.left = ''; }");
            doing.run();
            page.waitForSelector("html:not([data-left])");
            page.waitForLoadState();
            look();
        }

        /** That they are told why not, on the page where they can mend it. */
        void isRefused() {
            assertThat(page.locator("[role=alert]").first()).isVisible();
        }

        @Override
        public void close() {
            browser.close();
        }
    }

    private String at(String path) {
        return Objects.requireNonNull(ominigate.application().baseUrl()) + path;
    }
}
