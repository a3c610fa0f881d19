package ai.ominigate.privacy.legal;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/**
 * The frame of a page at {@code /legal}. Built as a tree, so that nothing of a text becomes a tag. It loads its own style
 * sheet and nothing else, and has no script.
 */
public final class LegalPage {
    private final LegalLocale locale;
    private final Document page = Document.createShell("");
    private final Element article;
    private final Element footer;

    /**
     * A page without words but its title.
     *
     * @param permalink where it is read in any language, without a query
     * @param description for those who list pages
     */
    public LegalPage(LegalLocale locale, String permalink, String title, String description) {
        this.locale = locale;
        page.prependChild(new DocumentType("html", "", ""));
        page.child(0).attr("lang", locale.tag());
        page.head().appendElement("meta").attr("charset", "utf-8");
        page.head()
                .appendElement("meta")
                .attr("name", "viewport")
                .attr("content", "width=device-width, initial-scale=1");
        page.head().appendElement("meta").attr("name", "description").attr("content", description);
        page.head().appendElement("link").attr("rel", "stylesheet").attr("href", "/legal/style.css");
        page.title(title + " · OminiGate");
        header(permalink);
        this.article = page.body().appendElement("main").appendElement("article");
        this.footer = page.body().appendElement("footer");
        article.appendElement("h1").text(title);
    }

    private void header(String permalink) {
        Element header = page.body().appendElement("header");
        header.appendElement("a").attr("href", "/").addClass("name").text("OminiGate");
        Element languages = header.appendElement("nav").attr("aria-label", "Language · 语言");
        for (LegalLocale other : LegalLocale.values()) {
            Element link = languages
                    .appendElement("a")
                    .attr("href", permalink + "?lang=" + other.tag())
                    .attr("lang", other.tag())
                    .attr("hreflang", other.tag())
                    .text(other.title());
            if (other == locale) {
                link.attr("aria-current", "true");
            }
        }
    }

    /** Its head, for what programs find there. */
    public Element head() {
        return page.head();
    }

    /** What is read, after its title. */
    public Element article() {
        return article;
    }

    /** What stands below. */
    public Element footer() {
        return footer;
    }

    /** The line below the title that has a day. */
    public void date(String label, String day) {
        Element line = article.appendElement("p").addClass("dates");
        line.text(label);
        line.appendElement("time").attr("datetime", day).text(day);
    }

    /** What whoever reads it should know first. */
    public void notice(String sentence) {
        article.appendElement("p").addClass("notice").attr("role", "note").text(sentence);
    }

    /** Where this very text stays, and what it is known by. */
    public void version(int number, String permalink, String sha256) {
        Element line = footer.appendElement("p");
        line.text(locale.either("Version " + number + ", for good at ", "版本 " + number + "，固定链接："));
        line.appendElement("a").attr("href", permalink).text(permalink);
        footer.appendElement("p")
                .text(locale.either("SHA-256 of the text: ", "文本的 SHA-256："))
                .appendElement("code")
                .text(sha256);
    }

    /** As it is sent. */
    public String html() {
        return page.outerHtml();
    }
}
