package ai.ominigate.privacy.subprocessor;

import ai.ominigate.privacy.subprocessor.ListTable.Published;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The lists that were published, for those who follow what changes (Atom, RFC 4287). */
final class SubprocessorFeed {
    static final String PATH = "/legal/subprocessors/feed.atom";

    /** What the feed tells before there is a list: the day of the first policy, which promises one. */
    private static final Instant BEFORE_THE_FIRST = Instant.parse("2026-04-27T00:00:00Z");

    private final String publicUrl;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private SubprocessorFeed(String publicUrl) throws XMLStreamException {
        this.publicUrl = publicUrl;
        this.xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
    }

    /** @param publicUrl where people reach OminiGate, without a slash at its end */
    static String of(String publicUrl, List<Published> lists) {
        try {
            SubprocessorFeed feed = new SubprocessorFeed(publicUrl);
            feed.write(lists);
            return feed.text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private void write(List<Published> lists) throws XMLStreamException {
        xml.writeStartDocument("utf-8", "1.0");
        xml.writeStartElement("feed");
        xml.writeDefaultNamespace("http://www.w3.org/2005/Atom");
        element("title", "Subprocessors of OminiGate");
        element("id", publicUrl + "/legal/subprocessors");
        link("alternate", "/legal/subprocessors");
        link("self", PATH);
        element(
                "updated",
                (lists.isEmpty() ? BEFORE_THE_FIRST : lists.getFirst().publishedAt()).toString());
        xml.writeStartElement("author");
        element("name", "OminiGate");
        xml.writeEndElement();
        for (Published list : lists) {
            xml.writeStartElement("entry");
            element("title", "List " + list.number());
            element("id", publicUrl + permalink(list));
            link("alternate", permalink(list));
            element("updated", list.publishedAt().toString());
            element("summary", list.summary() + " Used from " + list.effectiveAt() + " on.");
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private static String permalink(Published list) {
        return "/legal/subprocessors/" + list.number();
    }

    private void link(String rel, String path) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", rel);
        xml.writeAttribute("href", publicUrl + path);
    }

    private void element(String name, String words) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(words);
        xml.writeEndElement();
    }
}
