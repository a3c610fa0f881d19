package ai.ominigate.privacy.export;

import ai.ominigate.privacy.export.PackageWriter.Written;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/**
 * The pages of a package that people read: no script, no address of another host, nothing that is loaded. Built as a tree,
 * so that nothing that is filled in becomes a tag.
 */
final class Readme {
    private static final Pattern FILE = Pattern.compile("(?<what>.+?)(-(?<month>\\d{4}-\\d{2}))?(-(?<number>\\d+))?");
    /** Whose names are numbers on paper. */
    private static final String INVOICES = "billing/invoices/";

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6b7b; --line: #d9e0e7; --back: #f6f8fa; --card: #fff; --mark: #0b6e6e }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9fb0c0; --line: #2d3a47; --back: #10161c; --card: #18212a; --mark: #4fc3bf } }
            * { box-sizing: border-box }
            body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.6 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif }
            main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
            header p { color: var(--soft) }
            h1 { font-size: 1.9rem; line-height: 1.25; margin: 1rem 0 .5rem }
            h2 { font-size: 1.2rem; margin: 0 0 .75rem; color: var(--mark) }
            section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin: 1.25rem 0 }
            .wide { overflow-x: auto }
            table { border-collapse: collapse; width: 100%; font-size: .93rem }
            th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere }
            thead th { border-top: 0; color: var(--soft); font-weight: 600 }
            td.number, th.number { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums }
            code { font-family: ui-monospace, monospace; font-size: .88em }
            a { color: var(--mark) }
            dt { font-weight: 600; margin-top: .75rem } dd { margin: 0 }
            @media print { body { background: #fff } section { break-inside: avoid } }
            """;

    private final Words words;

    Readme(Words words) {
        this.words = words;
    }

    /**
     * The first page.
     *
     * @param profile what we know of the account itself; empty if nothing
     */
    String index(String reference, String madeOn, List<Written> files, Map<String, JsonNode> profile) {
        Document page = page(words.say("title"));
        Element main = page.body().appendElement("main");
        Element header = main.appendElement("header");
        header.appendElement("h1").text(words.say("title"));
        header.appendElement("p").text(words.say("made", reference, madeOn));
        main.appendElement("section").appendElement("p").text(words.say("intro"));
        if (!profile.isEmpty()) {
            profile(main, profile);
        }
        files(main, files);
        Element how = main.appendElement("section");
        how.appendElement("h2").text(words.say("how"));
        how.appendElement("p").text(words.say("how.text"));
        Element about = main.appendElement("section");
        about.appendElement("h2").text(words.say("about"));
        Element line = about.appendElement("p");
        line.appendElement("a").attr("href", "about/processing.html").text(words.say("about.link"));
        return page.outerHtml();
    }

    private void profile(Element main, Map<String, JsonNode> profile) {
        Element section = main.appendElement("section");
        section.appendElement("h2").text(words.say("profile"));
        Element table = section.appendElement("div").addClass("wide").appendElement("table");
        profile.forEach((name, value) -> {
            if (!value.isNull()) {
                Element row = table.appendElement("tr");
                row.appendElement("th").attr("scope", "row").text(name);
                row.appendElement("td").text(value.asText());
            }
        });
    }

    private void files(Element main, List<Written> files) {
        Element section = main.appendElement("section");
        section.appendElement("h2").text(words.say("files"));
        Element table = section.appendElement("div").addClass("wide").appendElement("table");
        Element head = table.appendElement("thead").appendElement("tr");
        head.appendElement("th").attr("scope", "col").text(words.say("files.what"));
        head.appendElement("th").attr("scope", "col").text(words.say("files.where"));
        head.appendElement("th").attr("scope", "col").addClass("number").text(words.say("files.rows"));
        Element rows = table.appendElement("tbody");
        for (Written file : files) {
            if (file.name().endsWith(".csv")) {
                String base = file.name().substring(0, file.name().length() - ".csv".length());
                Element row = rows.appendElement("tr");
                row.appendElement("td").text(what(base));
                Element links = row.appendElement("td");
                link(links, base + ".csv", "CSV");
                if (files.stream().anyMatch(other -> other.name().equals(base + ".json"))) {
                    links.appendText(" · ");
                    link(links, base + ".json", "JSON");
                }
                row.appendElement("td").addClass("number").text(words.say("number", file.rows()));
            } else if (file.name().endsWith(".pdf")) {
                alone(rows, file.name(), "PDF");
            } else if (file.name().endsWith(".json") && isAlone(files, file.name())) {
                alone(rows, file.name(), "JSON");
            }
        }
    }

    private static boolean isAlone(List<Written> files, String json) {
        String csv = json.substring(0, json.length() - ".json".length()) + ".csv";
        return files.stream().noneMatch(other -> other.name().equals(csv));
    }

    private void alone(Element rows, String name, String kind) {
        Element row = rows.appendElement("tr");
        row.appendElement("td").text(what(name.substring(0, name.lastIndexOf('.'))));
        link(row.appendElement("td"), name, kind);
        row.appendElement("td").addClass("number");
    }

    /** What a file has, of which month, and the how manieth it is, if it is one of several. */
    private String what(String base) {
        if (base.startsWith(INVOICES)) {
            return words.say("file.billing/invoices") + " · " + base.substring(INVOICES.length());
        }
        Matcher file = FILE.matcher(base);
        if (!file.matches()) {
            throw new IllegalArgumentException("a file has a name");
        }
        StringBuilder what = new StringBuilder(words.say("file." + file.group("what")));
        for (String part : new String[] {"month", "number"}) {
            if (file.group(part) != null) {
                what.append(" · ").append(file.group(part));
            }
        }
        return what.toString();
    }

    private static void link(Element parent, String to, String text) {
        parent.appendElement("a").attr("href", to).text(text);
    }

    /** What is done with personal data, by whom, for how long, and what people can ask (GDPR, article 15 (1)). */
    String processing() {
        Document page = page(words.say("about"));
        Element main = page.body().appendElement("main");
        main.appendElement("h1").text(words.say("about"));
        Element list = main.appendElement("section").appendElement("dl");
        for (String part : List.of(
                "purposes", "categories", "recipients", "retention", "rights", "source", "decisions", "transfers")) {
            list.appendElement("dt").text(words.say("about." + part));
            list.appendElement("dd").text(words.say("about." + part + ".text"));
        }
        main.appendElement("p")
                .appendElement("a")
                .attr("href", "../README.html")
                .text(words.say("back"));
        return page.outerHtml();
    }

    /** A page with our looks and nothing on it. */
    Document page(String title) {
        Document page = Document.createShell("");
        page.prependChild(new DocumentType("html", "", ""));
        page.child(0).attr("lang", words.language());
        page.head().appendElement("meta").attr("charset", "utf-8");
        page.head()
                .appendElement("meta")
                .attr("name", "viewport")
                .attr("content", "width=device-width, initial-scale=1");
        page.head()
                .appendElement("meta")
                .attr("http-equiv", "Content-Security-Policy")
                .attr("content", "default-src 'none'; style-src 'unsafe-inline'");
        page.title(title);
        page.head().appendElement("style").appendChild(new DataNode(STYLE));
        return page;
    }
}
