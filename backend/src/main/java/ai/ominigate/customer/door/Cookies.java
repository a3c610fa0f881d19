package ai.ominigate.customer.door;

import ai.ominigate.abuse.OperationalLog;
import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.rest.ServedCookies;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The two cookies that the privacy policy names (section 5), and the only place where one is set: the language that
 * somebody chose, which says nothing else of them, and who is signed in.
 */
@Singleton
public final class Cookies {
    /** Who is signed in. */
    public static final String SESSION = "session";

    /** The language that somebody chose. */
    public static final String LANGUAGE = "NEXT_LOCALE";

    /** Languages that our pages have, the one for everybody else first. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

    private static final Duration A_YEAR = Duration.ofDays(365);

    /** How a browser calls this machine, where there is no TLS. */
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final PublicAddress address;

    /** @param address where browsers reach us: behind a proxy, a request need not say so */
    public Cookies(PublicAddress address) {
        this.address = address;
    }

    /** Remembers for this browser who is signed in. */
    public void signIn(HttpRequest<?> request, MutableHttpResponse<?> response, CustomerSession.Opened opened) {
        set(request, response, Cookie.of(SESSION, opened.token()).httpOnly(true).maxAge(CustomerSession.LONGEST));
        known(request, opened.session().member());
    }

    /** Whose request this is, for the operational log: whom a block of their network would shut out. */
    static void known(HttpRequest<?> request, Member member) {
        request.setAttribute(OperationalLog.ACCOUNT_ATTRIBUTE, member.account());
        request.setAttribute(OperationalLog.MEMBER_ATTRIBUTE, member.id());
    }

    /** Has this browser forget who was signed in. */
    public void signOut(HttpRequest<?> request, MutableHttpResponse<?> response) {
        set(request, response, Cookie.of(SESSION, "").httpOnly(true).maxAge(Duration.ZERO));
    }

    /** Remembers for this browser what its owner chose to read. */
    public void speak(HttpRequest<?> request, MutableHttpResponse<?> response, Locale language) {
        if (!LANGUAGES.contains(language)) {
            throw new IllegalArgumentException("our pages do not have this language");
        }
        set(request, response, Cookie.of(LANGUAGE, language.toLanguageTag()).maxAge(A_YEAR));
    }

    private void set(HttpRequest<?> request, MutableHttpResponse<?> response, Cookie cookie) {
        if (!ServedCookies.LISTED.contains(cookie.getName())) {
            throw new IllegalArgumentException("the privacy policy does not name this cookie");
        }
        response.cookie(cookie.path("/").sameSite(SameSite.Lax).secure(address.isTls() || !isLocal(request)));
    }

    /** A browser that calls us localhost has reached us without TLS, and would not send back what is secure. */
    private static boolean isLocal(HttpRequest<?> request) {
        String host = request.getHeaders().get("Host");
        return host != null && LOCAL.contains(host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT));
    }

    /** What this browser shows of who is signed in; null if nothing. */
    static @Nullable String session(HttpRequest<?> request) {
        return request.getCookies().findCookie(SESSION).map(Cookie::getValue).orElse(null);
    }

    /** What to answer in: what was chosen, else what the browser asks for, else English. */
    public static Locale language(HttpRequest<?> request) {
        Locale chosen = request.getCookies()
                .findCookie(LANGUAGE)
                .map(cookie -> Locale.forLanguageTag(cookie.getValue()))
                .filter(LANGUAGES::contains)
                .orElse(null);
        return chosen == null ? accepted(request) : chosen;
    }

    /** What the browser asks for, as far as we have it. */
    public static Locale accepted(HttpRequest<?> request) {
        String header = request.getHeaders().get("Accept-Language");
        if (header == null) {
            return Locale.ENGLISH;
        }
        try {
            return Locale.LanguageRange.parse(header).stream()
                    .filter(range -> range.getWeight() > 0)
                    .flatMap(range -> LANGUAGES.stream().filter(ours -> isOf(ours, range.getRange())))
                    .findFirst()
                    .orElse(Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            // What is no list of languages asks for none.
            return Locale.ENGLISH;
        }
    }

    /** Who reads any Chinese is served the one that we have. */
    private static boolean isOf(Locale ours, String range) {
        return range.split("-", 2)[0].equals(ours.getLanguage());
    }
}
