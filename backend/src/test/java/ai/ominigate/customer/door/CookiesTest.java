package ai.ominigate.customer.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.ominigate.platform.PublicAddress;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two cookies that there are. */
class CookiesTest {
    private final Cookies cookies = new Cookies(new PublicAddress(null, null, false));

    @ParameterizedTest
    @CsvSource({
        "ominigate.example, true",
        "ominigate.example:8443, true",
        "localhost.example, true",
        "localhost:8080, false",
        "127.0.0.1, false",
        "[::1]:8080, false"
    })
    void aCookieIsForTlsAloneButOnThisMachine(String host, boolean secure) {
        MutableHttpResponse<?> response = HttpResponse.ok();

        cookies.signOut(HttpRequest.GET("/").header("Host", host), response);

        Cookie cookie = response.getCookie(Cookies.SESSION).orElseThrow();
        assertThat(cookie.isSecure()).isEqualTo(secure);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getSameSite().orElseThrow().name()).isEqualTo("Lax");
    }

    /** Such as nginx, which names the place that it connects to unless it is told otherwise. */
    @Test
    void aProxyThatCallsUsByAnotherNameChangesNothingOfThat() {
        MutableHttpResponse<?> response = HttpResponse.ok();
        PublicAddress tls = new PublicAddress(URI.create("https://ominigate.example"), null, false);

        new Cookies(tls).signOut(HttpRequest.GET("/").header("Host", "127.0.0.1:8080"), response);

        assertThat(response.getCookie(Cookies.SESSION).orElseThrow().isSecure()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "zh-CN, en, zh-CN",
        "en, zh-CN, en",
        "'', zh-CN, zh-CN",
        "'', zh-TW, zh-CN",
        "'', 'de, zh;q=0.5', zh-CN",
        "'', 'fr-CH, fr;q=0.9', en",
        "'', ';;;', en",
        "019a1b2c, zh-CN, zh-CN"
    })
    void theLanguageIsTheChosenOneElseTheOneAskedForElseEnglish(String chosen, String accepted, String language) {
        MutableHttpRequest<?> request = HttpRequest.GET("/").header("Accept-Language", accepted);
        if (!chosen.isEmpty()) {
            request.cookie(Cookie.of(Cookies.LANGUAGE, chosen));
        }

        assertThat(Cookies.language(request)).isEqualTo(Locale.forLanguageTag(language));
    }

    @Test
    void aLanguageThatOurPagesDoNotHaveIsNotRemembered() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cookies.speak(HttpRequest.GET("/"), HttpResponse.ok(), Locale.forLanguageTag("tlh")));
    }
}
