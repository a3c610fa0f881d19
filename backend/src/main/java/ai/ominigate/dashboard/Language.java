package ai.ominigate.dashboard;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages that pages are written in, each with a bundle {@code dashboard/words_….properties}. */
public enum Language {
    ENGLISH("en", "English"),
    CHINESE("zh-CN", "简体中文");

    /** What the cookie is called that remembers the choice, as the privacy policy names it (section 5). */
    static final String COOKIE = "NEXT_LOCALE";

    private final String tag;
    private final String title;

    Language(String tag, String title) {
        this.tag = tag;
        this.title = title;
    }

    /** Its name in HTTP and HTML (RFC 5646). */
    public String tag() {
        return tag;
    }

    /** What its readers call it. */
    public String title() {
        return title;
    }

    /** How its readers write numbers and days. */
    public Locale locale() {
        return Locale.forLanguageTag(tag);
    }

    /** The one with this tag. */
    public static Optional<Language> tagged(@Nullable String tag) {
        return Arrays.stream(values())
                .filter(language -> language.tag.equalsIgnoreCase(tag))
                .findAny();
    }

    /** The one that this request's page is for: what its reader has chosen, else what their browser prefers. */
    static Language of(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie(COOKIE)
                .map(Cookie::getValue)
                .flatMap(Language::tagged)
                .orElseGet(() -> preferred(request));
    }

    /** The best for whoever accepts these (RFC 4647, lookup), or English. */
    static Language preferred(HttpRequest<?> request) {
        String accepted = request.getHeaders().get(HttpHeaders.ACCEPT_LANGUAGE);
        if (accepted == null) {
            return ENGLISH;
        }
        try {
            for (Locale.LanguageRange range : Locale.LanguageRange.parse(accepted)) {
                for (Language language : values()) {
                    if (primary(range.getRange()).equals(primary(language.tag))) {
                        return language;
                    }
                }
            }
            return ENGLISH;
        } catch (IllegalArgumentException e) {
            // Whatever a browser may send there, its user can read the page.
            return ENGLISH;
        }
    }

    private static String primary(String tag) {
        return tag.split("-", 2)[0];
    }
}
