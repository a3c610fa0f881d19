package ai.ominigate.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A wording as mail programs show it: as plain text, and as a page that loads nothing. */
final class Rendering {
    private static final String LAYOUT = read("/mail/letter.html");

    private Rendering() {}

    private static String read(String resource) {
        try (InputStream file = Rendering.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the program was built without " + resource);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Wording wording) {
        StringBuilder text = new StringBuilder();
        wording.paragraphs().forEach(paragraph -> text.append(paragraph).append("\n\n"));
        if (wording.action() != null) {
            text.append(wording.action().label()).append(":\n");
            text.append(wording.action().link()).append("\n\n");
        }
        return text.append("-- \nOminiGate\n")
                .append(wording.footer())
                .append('\n')
                .toString();
    }

    static String html(Wording wording) {
        Document page = Jsoup.parse(LAYOUT);
        page.outputSettings().prettyPrint(false);
        page.title(wording.subject());
        page.expectFirst("html").attr("lang", wording.language().toLanguageTag());
        page.expectFirst("h1").text(wording.subject());
        page.expectFirst("footer").text(wording.footer());
        Element main = page.expectFirst("main");
        wording.paragraphs().forEach(paragraph -> main.appendElement("p").text(paragraph));
        if (wording.action() != null) {
            String link = wording.action().link();
            main.appendElement("p")
                    .appendElement("a")
                    .addClass("action")
                    .attr("href", link)
                    .text(wording.action().label());
            main.appendElement("p").addClass("address").text(link);
        }
        return page.outerHtml();
    }
}
