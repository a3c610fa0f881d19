package ai.ominigate.wallet;

import ai.ominigate.metering.report.Statement;
import ai.ominigate.metering.report.UsageTotals;
import ai.ominigate.model.own.MovementKind;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.ColumnText;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfPageEventHelper;
import org.openpdf.text.pdf.PdfWriter;

/**
 * A statement as PDF. Its one font has Latin, Greek, Cyrillic and Chinese letters, as keys and companies may be called
 * anything; the file has the letters that it needs of it, so that it looks alike everywhere.
 */
final class StatementPdf {
    private static final String FONT = "NotoSansSC-Regular.otf";
    private static final BaseFont LETTERS = letters();
    private static final char UNKNOWN = '\u25A1';
    private static final char NARROW_SPACE = '\u202F';
    private static final char SPACE = '\u00A0';

    private static final Color INK = new Color(0x1B, 0x1F, 0x2A);
    private static final Color SOFT = new Color(0x5A, 0x61, 0x70);
    private static final Color RULE = new Color(0xD5, 0xD9, 0xE0);
    private static final Color SUNKEN = new Color(0xF3, 0xF4, 0xF7);
    private static final Font TITLE = new Font(LETTERS, 20, Font.NORMAL, INK);
    private static final Font HEAD = new Font(LETTERS, 12, Font.NORMAL, INK);
    private static final Font BODY = new Font(LETTERS, 9, Font.NORMAL, INK);
    private static final Font SMALL = new Font(LETTERS, 8, Font.NORMAL, SOFT);

    private static final float MARGIN = 48;
    private static final float FOOT = 28;
    private static final float HAIRLINE = 0.5f;

    private final AccountStatement statement;
    private final StatementWords words;
    private final ZoneId zone;

    private StatementPdf(AccountStatement statement, Locale reader) {
        this.statement = statement;
        this.words = StatementWords.in(reader);
        this.zone = statement.books().zone();
    }

    static byte[] of(AccountStatement statement, Locale reader) {
        return new StatementPdf(statement, reader).write();
    }

    private static BaseFont letters() {
        try (InputStream file = Objects.requireNonNull(StatementPdf.class.getResourceAsStream("/statement/" + FONT))) {
            return BaseFont.createFont(
                    FONT, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, BaseFont.CACHED, file.readAllBytes(), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] write() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        String title = words.say("title", words.month(statement.books().month()));
        try (Document document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, MARGIN + FOOT)) {
            PdfWriter writer = PdfWriter.getInstance(document, file);
            writer.setPageEvent(new Foot());
            document.addTitle("OminiGate · " + title);
            document.addCreator("OminiGate");
            document.open();
            document.add(paragraph("OminiGate", SMALL, 0));
            document.add(paragraph(title, TITLE, 2));
            document.add(about());
            document.add(paragraph(words.say("summary"), HEAD, 16));
            document.add(summary());
            document.add(paragraph(words.say("movements"), HEAD, 16));
            document.add(statement.books().lines().isEmpty() ? paragraph(words.say("none"), BODY, 4) : movements());
            document.add(paragraph(words.say("usage"), HEAD, 16));
            document.add(statement.usage().lines().isEmpty() ? paragraph(words.say("usage.none"), BODY, 4) : usage());
            document.add(paragraph(words.say("note"), SMALL, 12));
        }
        return file.toByteArray();
    }

    private PdfPTable about() {
        Month books = statement.books();
        Instant begin = books.month().atDay(1).atStartOfDay(zone).toInstant();
        Instant last = books.month().atEndOfMonth().atStartOfDay(zone).toInstant();
        PdfPTable table = table(1, 4);
        table.setSpacingBefore(8);
        String holder = statement.holder();
        if (holder != null) {
            fact(table, words.say("holder"), holder);
        }
        fact(table, words.say("account"), statement.account().toString());
        fact(
                table,
                words.say("period"),
                words.say("period.value", words.day(begin, zone), words.day(last, zone), StatementWords.zone(zone)));
        fact(table, "", words.say("made", words.moment(statement.madeAt(), zone)));
        if (!statement.finished()) {
            fact(table, "", words.say("so-far"));
        }
        return table;
    }

    private void fact(PdfPTable table, String name, String value) {
        table.addCell(plain(name, SMALL));
        table.addCell(plain(value, BODY));
    }

    private PdfPTable summary() {
        Month books = statement.books();
        PdfPTable table = table(3, 1);
        sum(table, words.say("opening"), books.opening());
        for (MovementKind kind : MovementKind.values()) {
            if (books.sum(kind) != 0) {
                sum(table, words.say(kind), books.sum(kind));
            }
        }
        sum(table, words.say(statement.finished() ? "closing" : "closing-now"), books.closing());
        return table;
    }

    private void sum(PdfPTable table, String name, long nanos) {
        table.addCell(ruled(name, Element.ALIGN_LEFT));
        table.addCell(ruled(StatementWords.money(nanos), Element.ALIGN_RIGHT));
    }

    private PdfPTable movements() {
        PdfPTable table = table(4, 7, 2, 4, 4);
        heads(table, 2, "date", "what", "calls", "amount", "balance");
        for (Line line : statement.books().lines()) {
            table.addCell(ruled(words.day(line, zone), Element.ALIGN_LEFT));
            table.addCell(ruled(words.what(line, zone), Element.ALIGN_LEFT));
            table.addCell(ruled(line.since() == null ? "" : words.count(line.calls()), Element.ALIGN_RIGHT));
            table.addCell(ruled(StatementWords.money(line.nanos()), Element.ALIGN_RIGHT));
            table.addCell(ruled(StatementWords.money(line.after()), Element.ALIGN_RIGHT));
        }
        return table;
    }

    private PdfPTable usage() {
        PdfPTable table = table(5, 5, 2, 3, 3, 4);
        heads(table, 2, "model", "key", "calls", "input", "output", "cost");
        for (Statement.Line line : statement.usage().lines()) {
            table.addCell(ruled(line.model(), Element.ALIGN_LEFT));
            table.addCell(ruled(statement.keyName(line.key()), Element.ALIGN_LEFT));
            totals(table, line.totals());
        }
        table.addCell(ruled(words.say("total"), Element.ALIGN_LEFT));
        table.addCell(ruled("", Element.ALIGN_LEFT));
        totals(table, statement.usage().total());
        return table;
    }

    private void totals(PdfPTable table, UsageTotals totals) {
        long read = totals.input() + totals.cacheRead() + totals.cacheWrite();
        table.addCell(ruled(words.count(totals.calls()), Element.ALIGN_RIGHT));
        table.addCell(ruled(words.count(read), Element.ALIGN_RIGHT));
        table.addCell(ruled(words.count(totals.tokens() - read), Element.ALIGN_RIGHT));
        table.addCell(ruled(StatementWords.money(totals.costNanos()), Element.ALIGN_RIGHT));
    }

    private static PdfPTable table(float... widths) {
        PdfPTable table = new PdfPTable(widths);
        table.setWidthPercentage(100);
        table.setSpacingBefore(6);
        return table;
    }

    /** The heads of columns, again on every page; the first ones are of words, the others of numbers. */
    private void heads(PdfPTable table, int ofWords, String... names) {
        for (int i = 0; i < names.length; i++) {
            PdfPCell cell = plain(words.say(names[i]), SMALL);
            cell.setHorizontalAlignment(i < ofWords ? Element.ALIGN_LEFT : Element.ALIGN_RIGHT);
            cell.setBackgroundColor(SUNKEN);
            table.addCell(cell);
        }
        table.setHeaderRows(1);
    }

    private static PdfPCell ruled(String text, int align) {
        PdfPCell cell = plain(text, BODY);
        cell.setHorizontalAlignment(align);
        cell.setBorder(PdfPCell.BOTTOM);
        cell.setBorderColor(RULE);
        cell.setBorderWidth(HAIRLINE);
        return cell;
    }

    private static PdfPCell plain(String text, Font font) {
        PdfPCell cell = new PdfPCell(new Phrase(legible(text), font));
        cell.setBorder(PdfPCell.NO_BORDER);
        cell.setPadding(4);
        return cell;
    }

    private static Paragraph paragraph(String text, Font font, float before) {
        Paragraph paragraph = new Paragraph(legible(text), font);
        paragraph.setSpacingBefore(before);
        return paragraph;
    }

    /** What the font has no letter for is a box, and not nothing: a name never looks like another. */
    private static String legible(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .map(letter -> letter == NARROW_SPACE ? SPACE : letter)
                .forEach(letter -> shown.appendCodePoint(LETTERS.charExists(letter) ? letter : UNKNOWN));
        return shown.toString();
    }

    /** Numbers the pages. */
    private final class Foot extends PdfPageEventHelper {
        @Override
        public void onEndPage(PdfWriter writer, Document document) {
            Phrase page = new Phrase(
                    legible("OminiGate · " + words.month(statement.books().month()) + " · "
                            + words.say("page", writer.getPageNumber())),
                    SMALL);
            ColumnText.showTextAligned(writer.getDirectContent(), Element.ALIGN_LEFT, page, document.left(), MARGIN, 0);
        }
    }
}
