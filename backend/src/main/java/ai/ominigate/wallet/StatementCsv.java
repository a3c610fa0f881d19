package ai.ominigate.wallet;

import ai.ominigate.metering.report.Statement;
import ai.ominigate.metering.report.UsageFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A statement as CSV (RFC 4180), for spreadsheets: what moved the balance, then what was called. Amounts are exact
 * decimals, times are those of the statement's time zone with their offset.
 */
final class StatementCsv {
    /** By this spreadsheets know that it is UTF-8. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final int NANO_PLACES = 9;

    private final AccountStatement statement;
    private final StatementWords words;
    private final StringBuilder file = new StringBuilder(BYTE_ORDER_MARK);

    private StatementCsv(AccountStatement statement, Locale reader) {
        this.statement = statement;
        this.words = StatementWords.in(reader);
    }

    static byte[] of(AccountStatement statement, Locale reader) {
        return new StatementCsv(statement, reader).write();
    }

    private byte[] write() {
        Month books = statement.books();
        ZoneId zone = books.zone();
        Instant begin = books.month().atDay(1).atStartOfDay(zone).toInstant();
        Instant end = books.month().plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        Instant last = statement.finished() ? end : statement.madeAt();
        row("type", "from", "until", "what", "model", "key", "key-id", "calls", "amount", "balance");
        line(
                words.say("type.opening"),
                "",
                time(begin),
                words.say("opening"),
                "",
                "",
                "",
                "",
                "",
                usd(books.opening()));
        for (Line moved : books.lines()) {
            Instant since = moved.since();
            line(
                    words.say("type.movement"),
                    since == null ? "" : time(since),
                    time(moved.at()),
                    words.why(moved),
                    "",
                    "",
                    "",
                    since == null ? "" : moved.calls(),
                    usd(moved.nanos()),
                    usd(moved.after()));
        }
        String closing = words.say(statement.finished() ? "closing" : "closing-now");
        line(words.say("type.closing"), "", time(last), closing, "", "", "", "", "", usd(books.closing()));
        for (Statement.Line used : statement.usage().lines()) {
            line(
                    words.say("type.usage"),
                    time(begin),
                    time(last),
                    words.say("kind.calls"),
                    used.model(),
                    statement.keyName(used.key()),
                    used.key().toString(),
                    used.totals().calls(),
                    usd(-used.totals().costNanos()),
                    "");
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void row(String... heads) {
        line(Arrays.stream(heads).map(words::say).toArray());
    }

    private void line(Object... cells) {
        file.append(Arrays.stream(cells).map(StatementCsv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String cell(Object value) {
        return value instanceof BigDecimal amount ? amount.toPlainString() : UsageFile.cell(value);
    }

    private String time(Instant moment) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                moment.atZone(statement.books().zone()));
    }

    private static BigDecimal usd(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_PLACES);
    }
}
