package ai.ominigate.privacy.policy;

import ai.ominigate.rest.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The languages that every version of the policy has. */
enum PolicyLocale {
    ENGLISH("en", "English", "Last updated: ", "Privacy policy of OminiGate"),
    CHINESE("zh-CN", "简体中文", "最后更新：", "OminiGate 隐私政策");

    private final String tag;
    private final String title;
    private final String lastUpdated;
    private final String description;

    PolicyLocale(String tag, String title, String lastUpdated, String description) {
        this.tag = tag;
        this.title = title;
        this.lastUpdated = lastUpdated;
        this.description = description;
    }

    /** Its name in HTTP and HTML (RFC 5646). */
    String tag() {
        return tag;
    }

    /** What its readers call it. */
    String title() {
        return title;
    }

    /** Before the day on which a version was last updated. */
    String lastUpdated() {
        return lastUpdated;
    }

    String description() {
        return description;
    }

    static List<String> tags() {
        return Arrays.stream(values()).map(PolicyLocale::tag).toList();
    }

    /** The one that a path or a parameter names. */
    static PolicyLocale named(String tag) {
        return Arrays.stream(values())
                .filter(locale -> locale.tag.equalsIgnoreCase(tag))
                .findAny()
                .orElseThrow(() -> Refused.notFound("The policy is written in %s, not in '%s'."
                        .formatted(tags().stream().collect(Collectors.joining(" and ")), tag)));
    }

    /**
     * The best for whoever accepts these (RFC 4647, lookup), or English.
     *
     * @param accepted the header {@code Accept-Language}
     */
    static PolicyLocale bestFor(String accepted) {
        try {
            for (Locale.LanguageRange range : Locale.LanguageRange.parse(accepted)) {
                for (PolicyLocale locale : values()) {
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
