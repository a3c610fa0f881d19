package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.privacy.legal.LegalPage;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** A version as a page to read. */
final class PolicyPage {
    private static final Pattern HEADING = Pattern.compile("\\d+\\. .+");
    private static final String ITEM = "- ";

    private PolicyPage() {}

    static LegalPage of(PolicyDocument policy, LegalLocale locale) {
        List<String> lines = policy.text().lines().toList();
        String permalink = "/legal/privacy/" + policy.version();
        LegalPage page = new LegalPage(
                locale, permalink, lines.getFirst(), locale.either("Privacy policy of OminiGate", "OminiGate 隐私政策"));
        page.date(locale.either("Last updated: ", "最后更新："), policy.lastUpdated().toString());
        String notice = notice(policy, locale);
        if (notice != null) {
            page.notice(notice);
        }
        text(page.article(), lines.subList(1, lines.size()));
        page.version(policy.version(), permalink, policy.sha256());
        return page;
    }

    /** What whoever reads this version should know of it. */
    private static @Nullable String notice(PolicyDocument policy, LegalLocale locale) {
        if (policy.status() == PolicyStatus.SUPERSEDED) {
            return locale.either(
                    "This is an earlier version. The present one is at /legal/privacy.",
                    "这是以前的版本。现行版本见 /legal/privacy。");
        }
        if (policy.status() == PolicyStatus.DRAFT) {
            return locale.either("This is a draft. It does not hold.", "这是草稿，尚未生效。");
        }
        if (policy.effectiveAt() == null) {
            return null;
        }
        String day = locale.day(policy.effectiveAt());
        return locale.either("In effect from " + day + " (UTC).", "自 " + day + " 起生效（UTC）。");
    }

    private static void text(Element article, List<String> lines) {
        Element list = null;
        for (String line : lines) {
            if (line.startsWith(ITEM)) {
                list = list == null ? article.appendElement("ul") : list;
                list.appendElement("li").text(line.substring(ITEM.length()));
            } else {
                list = null;
                if (!line.isBlank()) {
                    article.appendElement(HEADING.matcher(line).matches() ? "h2" : "p")
                            .text(line);
                }
            }
        }
    }
}
