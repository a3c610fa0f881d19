package ai.ominigate.privacy.legal;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The languages that everything at {@code /legal} is written in. */
public enum LegalLocale {
    ENGLISH("en", "English"),
    CHINESE("zh-CN", "简体中文");

    /** The cookie that remembers the language that somebody chose. */
    private static final String CHOSEN = "NEXT_LOCALE";

    private final String tag;
    private final String title;

    LegalLocale(String tag, String title) {
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

    /** The one of two sentences that is in this language. */
    public String either(String english, String chinese) {
        return this == CHINESE ? chinese : english;
    }

    /** The day of a moment, in UTC, as its readers write it. */
    public String day(Instant moment) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(Locale.forLanguageTag(tag))
                .format(moment.atOffset(ZoneOffset.UTC));
    }

    private static List<String> tags() {
        return Arrays.stream(values()).map(LegalLocale::tag).toList();
    }

    /**
     * The one that a path or a parameter names.
     *
     * @throws Refused (404) if nothing is written in it
     */
    public static LegalLocale named(String tag) {
        return Arrays.stream(values())
                .filter(locale -> locale.tag.equalsIgnoreCase(tag))
                .findAny()
                .orElseThrow(() -> Refused.notFound("The policy is written in %s, not in '%s'."
                        .formatted(tags().stream().collect(Collectors.joining(" and ")), tag)));
    }

    /**
     * The one that a page is asked for in.
     *
     * @param lang its name; without it, the one that its reader has chosen on our pages, else the best of {@code
     *     Accept-Language}
     */
    public static LegalLocale of(@Nullable String lang, HttpRequest<?> request) {
        if (lang != null) {
            return named(lang);
        }
        return request.getCookies()
                .findCookie(CHOSEN)
                .flatMap(cookie -> Arrays.stream(values())
                        .filter(locale -> locale.tag.equals(cookie.getValue()))
                        .findAny())
                .orElseGet(() ->
                        bestFor(Objects.requireNonNullElse(request.getHeaders().get(HttpHeaders.ACCEPT_LANGUAGE), "")));
    }

    /** The best for whoever accepts these (RFC 4647, lookup), or English. */
    private static LegalLocale bestFor(String accepted) {
        try {
            for (Locale.LanguageRange range : Locale.LanguageRange.parse(accepted)) {
                for (LegalLocale locale : values()) {
                    if (range.getRange().split("-")[0].equals(locale.tag.split("-")[0])) {
                        return locale;
                    }
                }
            }
            return ENGLISH;
        } catch (IllegalArgumentException e) {
            // Whatever a browser may send there, its user can read the page.
            return ENGLISH;
        }
    }
}
