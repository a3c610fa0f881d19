package ai.ominigate.privacy.identity;

import java.util.Locale;
import java.util.ResourceBundle;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The few pages, in words of one language. They have no script, load nothing from elsewhere and set no cookie. */
final class Pages {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle words;

    private Pages(Locale language) {
        this.language = language;
        this.words = ResourceBundle.getBundle("privacy.pages", language, Pages.class.getClassLoader(), NO_FALLBACK);
    }

    /** Chinese for whoever reads it best, English for all others. */
    static Pages in(Locale asked) {
        return new Pages(
                asked.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
    }

    /** Asks whether they mean it: programs that look through mails follow links, and press no buttons. */
    String question(String name) {
        Document page = page(name);
        form(page).appendElement("button").attr("type", "submit").text(words.getString(name + ".button"));
        return page.outerHtml();
    }

    /** Asks for a code. */
    String form() {
        Document page = page("code");
        Element form = form(page);
        field(form, "reference", "PR-000000");
        field(form, "code", "");
        form.appendElement("button").attr("type", "submit").text(words.getString("code.button"));
        return page.outerHtml();
    }

    private void field(Element form, String name, String example) {
        Element label = form.appendElement("label").text(words.getString("code." + name));
        label.appendElement("input")
                .attr("name", name)
                .attr("required", true)
                .attr("maxlength", "20")
                .attr("autocomplete", "off")
                .attr("placeholder", example);
    }

    private static Element form(Document page) {
        return page.expectFirst("main").appendElement("form").attr("method", "post");
    }

    /** Tells what came of it. */
    String told(String name) {
        return page(name).outerHtml();
    }

    /** The same, with what only they shall know. */
    String toldWith(String name, String passphrase) {
        Document page = page(name);
        Element main = page.expectFirst("main");
        main.appendElement("p").text(words.getString("shown.text"));
        main.appendElement("p").appendElement("code").attr("id", "passphrase").text(passphrase);
        return page.outerHtml();
    }

    private Document page(String name) {
        Document page = Document.createShell("");
        page.outputSettings().prettyPrint(false);
        page.expectFirst("html").attr("lang", language.toLanguageTag());
        page.head().appendElement("meta").attr("charset", "utf-8");
        page.head()
                .appendElement("meta")
                .attr("name", "viewport")
                .attr("content", "width=device-width, initial-scale=1");
        page.head().appendElement("link").attr("rel", "stylesheet").attr("href", "/privacy/pages.css");
        page.title(words.getString(name + ".title"));
        page.body().appendElement("header").appendElement("a").attr("href", "/").text("OminiGate");
        Element main = page.body().appendElement("main");
        main.appendElement("h1").text(words.getString(name + ".title"));
        main.appendElement("p").text(words.getString(name + ".text"));
        return page;
    }
}
