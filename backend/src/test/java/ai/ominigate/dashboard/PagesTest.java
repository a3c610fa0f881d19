package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.SharedOminiGate;
import java.util.Map;
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
    })
    void isSoundInEveryLook(String path, int status, String name) {
        PageSweep.ofAnybody(ominigate.application().baseUrl().toString()).look(path, status, name);
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
