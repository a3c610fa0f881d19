package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.billing.Credits;
import ai.ominigate.customer.SharedOminiGate;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages that everybody may see, and how all pages are served. */
@ExtendWith(SharedOminiGate.class)
class PagesTest {
    private static final Map<String, String> BROWSER = Map.of("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    private static final Map<String, String> FORM =
            Map.of("Accept", "text/html", "Sec-Fetch-Site", "same-origin", "Accept-Language", "en");

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() {
        ominigate = SharedOminiGate.demo();
    }

    @ParameterizedTest
    @CsvSource({
        "/,                      200, landing",
        "/?q=no-such-model,      200, landing-unfound",
        "/nowhere,               404, error-missing",
        "/legal/privacy,         200, legal-privacy",
        "/legal/subprocessors,   200, legal-subprocessors",
        "/privacy/verify,        200, privacy-verify",
        "/privacy/verify/gone,   200, privacy-verify-link",
        "/privacy/call-off/gone, 200, privacy-call-off",
        "/privacy/reopen/gone,   200, privacy-reopen",
        "/privacy/confirm-old/gone, 200, privacy-confirm-old",
        "/privacy/confirm-new/gone, 200, privacy-confirm-new",
        "/privacy/revert/gone,   200, privacy-revert",
        "/privacy/package/gone,  404, package-gone",
    })
    void isSoundInEveryLook(String path, int status, String name) {
        PageSweep.ofAnybody(ominigate.application().baseUrl().toString()).look(path, status, name);
    }

    @Test
    void isSoundWhereALinkAboutPersonalDataDoesNotHold() {
        PageSweep.ofAnybody(ominigate.application().baseUrl().toString())
                .lookBehindTheButtonOf("/privacy/verify/gone", 403, "privacy-not-held");
    }

    /** Somebody who has just signed up in the demo, by the letter that its mail server took. */
    private static String signedUp() throws Exception {
        String email = "jo-" + UUID.randomUUID() + "@example.com";
        Map<String, String> apart = new HashMap<>(FORM);
        // Somebody signs up from a network of their own, as one that does so often waits.
        apart.put("X-Forwarded-For", "198.20.1." + COUNT.incrementAndGet());
        String password = "password=seven+quiet+geese+fly+north";
        assertThat(ominigate
                        .sendForm("/sign-up", "email=" + email + "&" + password, apart)
                        .status())
                .isEqualTo(200);
        String mail = Await.value(
                "the letter",
                () -> page("/demo/mail", "en")
                        .select(".mails li:contains(" + email + ") a")
                        .attr("href"),
                path -> !path.isEmpty());
        String link = page(mail, "en").select("#mail-text a[href^=/sign-up/]").attr("href");
        Answer in = ominigate.sendForm(link, password, apart);
        assertThat(in.status()).isEqualTo(303);
        return in.response().headers().firstValue("set-cookie").orElseThrow().replaceAll("session=([^;]*);.*", "$1");
    }

    @Test
    void theDemosMailsAreShownAndNothingInThemWorks() throws Exception {
        signedUp();
        Document list = page("/demo/mail", "en");
        String path = list.select(".mails a").attr("href");

        Document mail = page(path, "en");
        Answer html = ominigate.send("GET", path + "/html", "", BROWSER);

        assertThat(list.text()).contains("This is a demo.");
        assertThat(mail.select("iframe[sandbox='']").attr("src")).isEqualTo(path + "/html");
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.response()
                        .headers()
                        .firstValue("content-security-policy")
                        .orElseThrow())
                .startsWith("sandbox; default-src 'none'");
        assertThat(ominigate.send("GET", "/demo/mail/999999", "", BROWSER).status())
                .isEqualTo(404);
        PageSweep sweep = PageSweep.ofAnybody(ominigate.application().baseUrl().toString());
        sweep.look("/demo/mail", 200, "demo-mails");
    }

    @Test
    void aMailOfTheDemoIsSound() throws Exception {
        signedUp();
        PageSweep.ofAnybody(ominigate.application().baseUrl().toString()).look("/demo/mail/1", 200, "demo-mail");
    }

    @Test
    void whoTriesAModelMakesOneRealCallThatTheyPayAndNothingOfItStays() throws Exception {
        String session = signedUp();
        Map<String, String> mine = new HashMap<>(FORM);
        mine.put("Cookie", "session=" + session);
        Map<String, String> program = Map.of("Cookie", "session=" + session, "Sec-Fetch-Site", "same-origin");
        String account = ominigate
                .send("GET", "/api/v1/me", "", program)
                .json()
                .path("account")
                .asText();
        PageSweep.signedIn(ominigate.application().baseUrl().toString(), session)
                .look("/try", 200, "try");
        Answer poor = ominigate.sendForm("/try", "model=demo-echo&prompt=platypus", mine);
        assertThat(poor.status()).isEqualTo(200);
        assertThat(Jsoup.parse(poor.response().body()).select("[role=alert]").text())
                .contains("refused with 402");
        ominigate
                .application()
                .context()
                .getBean(Credits.class)
                .grant(UUID.fromString(account), 5_000_000_000L, "try " + account, "a test");

        Answer tried = ominigate.sendForm("/try", "model=demo-echo&prompt=A+%3Cb%3Eplatypus%3C%2Fb%3E", mine);
        Document page = Jsoup.parse(tried.response().body());

        assertThat(tried.status()).isEqualTo(200);
        assertThat(tried.response().headers().firstValue("cache-control")).contains("no-store");
        assertThat(page.select("#answer").text()).contains("A <b>platypus</b>");
        String cost = page.select("#cost").text().replaceAll(".*\\$([0-9.]+).*", "$1");
        Await.until("the call is stored with this cost", () -> {
            var calls = ominigate
                    .send("GET", "/api/v1/usage/calls", "", program)
                    .json()
                    .path("items");
            return calls.size() == 1
                    && new BigDecimal(calls.path(0).path("cost").asText()).compareTo(new BigDecimal(cost)) == 0;
        });
        var keys = ominigate.send("GET", "/api/v1/keys", "", program).json().path("items");
        assertThat(keys).hasSize(2).allSatisfy(key -> {
            assertThat(key.path("name").asText()).isEqualTo("Try it");
            assertThat(key.has("revokedAt")).isTrue();
            assertThat(key.path("models").path(0).asText()).isEqualTo("demo-echo");
        });
        assertThat(Jsoup.parse(ominigate
                                .send("GET", "/keys", "", mine)
                                .response()
                                .body())
                        .text())
                .doesNotContain("Try it");
        assertThat(stored("platypus")).isEmpty();
        assertThat(ominigate.sendForm("/try", "model=none&prompt=x", mine).status())
                .isEqualTo(400);
        assertThat(ominigate.sendForm("/try", "model=demo-echo&prompt=", mine).status())
                .isEqualTo(400);
    }

    @Test
    void withScriptAnAnswerIsThereWhileItIsGiven() throws Exception {
        Map<String, String> mine = new HashMap<>(FORM);
        String session = signedUp();
        Attempts attempts = ominigate.application().context().getBean(Attempts.class);
        CountDownLatch heard = new CountDownLatch(1);
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream answer = exchange.getResponseBody()) {
                answer.write(event("{\"choices\":[{\"delta\":{\"content\":\"One \"}}]}"));
                answer.flush();
                assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
                answer.write(event("{\"choices\":[{\"delta\":{\"content\":\"two\"}}]}"));
                answer.write(event(
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"cost\":0.0000125}}"));
                answer.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        gateway.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            attempts.prepare(
                    URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(ominigate.application().baseUrl() + "/try/stream"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Cookie", "session=" + session)
                    .POST(HttpRequest.BodyPublishers.ofString("model=demo-echo&prompt=count"));
            mine.forEach(request::header);

            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("{\"piece\":\"One \"}");
                heard.countDown();
                assertThat(lines.readLine()).isEqualTo("{\"piece\":\"two\"}");
                assertThat(lines.readLine()).contains("price", "$0.0000125", "3 tokens read, 2 written");
                assertThat(lines.readLine()).isNull();
            }
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        } finally {
            attempts.prepare(ominigate.application().baseUrl());
            gateway.stop(0);
        }
        mine.put("Cookie", "session=" + session);
        assertThat(ominigate
                        .sendForm("/try/stream", "model=none&prompt=x", mine)
                        .status())
                .isEqualTo(400);
    }

    private static byte[] event(String json) {
        return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whoseAnswerIsLostIsSentToTheirUsageAndNotToldThatItCostNothing() throws Exception {
        Map<String, String> mine = new HashMap<>(FORM);
        mine.put("Cookie", "session=" + signedUp());
        Attempts attempts = ominigate.application().context().getBean(Attempts.class);
        try (ServerSocket cut = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket call = cut.accept()) {
                    // Somebody who is gone before the answer is there.
                    assertThat(call.getInputStream().read()).isEqualTo('P');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            attempts.prepare(URI.create("http://127.0.0.1:" + cut.getLocalPort()));

            Answer lost = ominigate.sendForm("/try", "model=demo-echo&prompt=platypus", mine);

            assertThat(lost.status()).isEqualTo(502);
            assertThat(Jsoup.parse(lost.response().body()).text())
                    .contains("stands in your usage")
                    .doesNotContain("nothing was charged");
        } finally {
            attempts.prepare(ominigate.application().baseUrl());
        }
    }

    /** Where in the database a word stands. */
    private static List<String> stored(String word) throws Exception {
        List<String> places = new ArrayList<>();
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("""
                    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    """)) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery(
                        "SELECT FROM " + table + " AS t WHERE row_to_json(t)::text ILIKE '%" + word + "%'")) {
                    if (row.next()) {
                        places.add(table);
                    }
                }
            }
        }
        return places;
    }

    @Test
    void theFirstPageHasTheModelsThatCanBeCalledAndTheirPrices() throws Exception {
        Document page = page("/", "en");

        assertThat(page.select("#models-table tbody tr:has(.model:containsOwn(demo-lorem)) .rate")
                        .eachText())
                .startsWith("$1.00", "$1.00", "$4.00");
    }

    @Test
    void theExamplesCallThisVeryHost() throws Exception {
        Document page = page("/", "en");

        assertThat(page.select("pre code").eachText())
                .hasSize(4)
                .allSatisfy(code ->
                        assertThat(code).contains(ominigate.application().baseUrl() + "/v1"));
    }

    @ParameterizedTest
    @CsvSource({
        "zh-CN;q=0.9,                  zh-CN",
        "'fr, zh;q=0.5, en;q=0.1',     zh-CN",
        "de,                           en",
        "'en-GB, zh',                  en",
    })
    void isWrittenInWhatTheBrowserPrefers(String accepted, String language) throws Exception {
        Answer answer = ominigate.send("GET", "/", "", Map.of("Accept-Language", accepted));

        assertThat(answer.response().headers().firstValue("content-language")).contains(language);
    }

    @Test
    void whatItsReaderChoseCountsForMoreThanTheBrowser() throws Exception {
        Answer answer = ominigate.send("GET", "/", "", Map.of("Accept-Language", "en", "Cookie", "NEXT_LOCALE=zh-CN"));

        assertThat(answer.response().headers().firstValue("content-language")).contains("zh-CN");
        assertThat(answer.response().headers().allValues("set-cookie")).isEmpty();
    }

    @Test
    void browsersLetPagesLoadFromHereAlone() throws Exception {
        for (String path : new String[] {"/", "/nowhere", "/legal/privacy"}) {
            Answer answer = ominigate.send("GET", path, "", BROWSER);

            assertThat(answer.response().headers().firstValue("content-security-policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'self'")
                            .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action")
                            .doesNotContain("unsafe"));
            assertThat(answer.response().headers().firstValue("x-content-type-options"))
                    .contains("nosniff");
            assertThat(answer.response().headers().map()).containsKeys("permissions-policy", "referrer-policy");
        }
    }

    @Test
    void whatPagesLoadIsKeptForGoodUnderItsPrint() throws Exception {
        String style = page("/", "en").select("link[rel=stylesheet]").attr("href");

        Answer answer = ominigate.send("GET", style, "", Map.of());
        String tag = answer.response().headers().firstValue("etag").orElseThrow();

        assertThat(answer.response().headers().firstValue("cache-control"))
                .contains("public, max-age=31536000, immutable");
        assertThat(ominigate
                        .send("GET", style, "", Map.of("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
        assertThat(ominigate
                        .send("GET", "/assets/style-000000000000.css", "", Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void somebodyWhoReadsPagesIsToldAsAPageWhatIsMissing() throws Exception {
        Answer answer = ominigate.send("GET", "/nowhere", "", BROWSER);
        Document page = Jsoup.parse(answer.response().body());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(page.select("h1").text()).isEqualTo("This page does not exist");
        assertThat(page.select("main code").text())
                .isEqualTo(
                        answer.response().headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void programsAreToldInJson() throws Exception {
        assertThat(ominigate
                        .send("GET", "/nowhere", "", Map.of())
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("not_found");
        for (String path : new String[] {"/api/v1/nowhere", "/admin/v1/nowhere", "/v1/nowhere", "/openapi/none.yaml"}) {
            Answer answer = ominigate.send("GET", path, "", BROWSER);

            assertThat(answer.response().headers().firstValue("content-type").orElseThrow())
                    .as(path)
                    .contains("json");
        }
    }

    @Test
    void whatWasAskedForIsShownAndNeverRun() throws Exception {
        Document page = page("/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E", "en");

        assertThat(page.select("script:not([src])")).isEmpty();
        assertThat(page.select(".empty h3").text()).contains("<script>alert(1)</script>");
    }

    private static Document page(String path, String language) throws Exception {
        Answer answer = ominigate.send("GET", path, "", Map.of("Accept", "text/html", "Accept-Language", language));
        assertThat(answer.status()).isEqualTo(200);
        return Jsoup.parse(answer.response().body());
    }
}
