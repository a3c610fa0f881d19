package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyStatus;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A version as a page to read. Built as a tree, so that nothing of a text becomes a tag. It loads its own style sheet and
 * nothing else, and has no script.
 */
final class PolicyPage {
    private static final Pattern HEADING = Pattern.compile("\\d+\\. .+");
    private static final String ITEM = "- ";

    private final PolicyDocument policy;
    private final PolicyLocale locale;

    PolicyPage(PolicyDocument policy, PolicyLocale locale) {
        this.policy = policy;
        this.locale = locale;
    }

    String html() {
        Document page = Document.createShell("");
        page.prependChild(new DocumentType("html", "", ""));
        page.child(0).attr("lang", locale.tag());
        page.head().appendElement("meta").attr("charset", "utf-8");
        page.head()
                .appendElement("meta")
                .attr("name", "viewport")
                .attr("content", "width=device-width, initial-scale=1");
        page.head().appendElement("meta").attr("name", "description").attr("content", locale.description());
        page.head().appendElement("link").attr("rel", "stylesheet").attr("href", "/legal/style.css");
        List<String> lines = policy.text().lines().toList();
        page.title(lines.getFirst() + " · OminiGate");
        header(page.body());
        Element article = page.body().appendElement("main").appendElement("article");
        article.appendElement("h1").text(lines.getFirst());
        dates(article);
        text(article, lines.subList(1, lines.size()));
        footer(page.body());
        return page.outerHtml();
    }

    private void header(Element body) {
        Element header = body.appendElement("header");
        header.appendElement("span").addClass("name").text("OminiGate");
        Element languages = header.appendElement("nav").attr("aria-label", "Language · 语言");
        for (PolicyLocale other : PolicyLocale.values()) {
            Element link = languages
                    .appendElement("a")
                    .attr("href", permalink() + "?lang=" + other.tag())
                    .attr("lang", other.tag())
                    .attr("hreflang", other.tag())
                    .text(other.title());
            if (other == locale) {
                link.attr("aria-current", "true");
            }
        }
    }

    private void dates(Element article) {
        Element line = article.appendElement("p").addClass("dates");
        line.text(locale.lastUpdated());
        line.appendElement("time")
                .attr("datetime", policy.lastUpdated().toString())
                .text(policy.lastUpdated().toString());
        String notice = notice();
        if (notice != null) {
            article.appendElement("p").addClass("notice").attr("role", "note").text(notice);
        }
    }

    /** What whoever reads this version should know of it. */
    private @Nullable String notice() {
        boolean chinese = locale == PolicyLocale.CHINESE;
        if (policy.status() == PolicyStatus.SUPERSEDED) {
            return chinese
                    ? "这是以前的版本。现行版本见 /legal/privacy。"
                    : "This is an earlier version. The present one is at /legal/privacy.";
        }
        if (policy.status() == PolicyStatus.DRAFT) {
            return chinese ? "这是草稿，尚未生效。" : "This is a draft. It does not hold.";
        }
        if (policy.effectiveAt() == null) {
            return null;
        }
        String day = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(Locale.forLanguageTag(locale.tag()))
                .format(policy.effectiveAt().atOffset(ZoneOffset.UTC));
        return chinese ? "自 " + day + " 起生效（UTC）。" : "In effect from " + day + " (UTC).";
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

    private void footer(Element body) {
        boolean chinese = locale == PolicyLocale.CHINESE;
        Element footer = body.appendElement("footer");
        Element line = footer.appendElement("p");
        line.text(chinese ? "版本 " + policy.version() + "，固定链接：" : "Version " + policy.version() + ", for good at ");
        line.appendElement("a").attr("href", permalink()).text(permalink());
        footer.appendElement("p")
                .text(chinese ? "文本的 SHA-256：" : "SHA-256 of the text: ")
                .appendElement("code")
                .text(policy.sha256());
    }

    private String permalink() {
        return "/legal/privacy/" + policy.version();
    }
}
