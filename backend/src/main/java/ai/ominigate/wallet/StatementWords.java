package ai.ominigate.wallet;

import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.own.MovementKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** What statements say, and how they write amounts and times, in the language of who reads them. */
final class StatementWords {
    private static final int NANO_PLACES = 9;
    private static final int CENT_PLACES = 2;
    private static final Map<Locale, Properties> ALL =
            Map.of(Locale.ENGLISH, read("en"), Locale.SIMPLIFIED_CHINESE, read("zh_CN"));

    private final Locale locale;
    private final Properties words;

    private StatementWords(Locale locale) {
        this.locale = locale;
        this.words = Objects.requireNonNull(ALL.get(locale));
    }

    /** Those of the language that is nearest. */
    static StatementWords in(Locale reader) {
        return new StatementWords(reader.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
    }

    private static Properties read(String name) {
        String path = "/statement/words_" + name + ".properties";
        try (InputStream file = Objects.requireNonNull(StatementWords.class.getResourceAsStream(path), path);
                Reader text = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            Properties words = new Properties();
            words.load(text);
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What there are words for. */
    Set<String> keys() {
        return new TreeSet<>(words.stringPropertyNames());
    }

    String say(String key, Object... values) {
        String sentence = words.getProperty(key);
        if (sentence == null) {
            throw new IllegalArgumentException("statements have no words for '" + key + "'");
        }
        return values.length == 0 ? sentence : new MessageFormat(sentence, locale).format(values);
    }

    String say(MovementKind kind) {
        return say("kind." + kind.name().toLowerCase(Locale.ROOT));
    }

    /** What a line is about; for calls of a part of a day, of which; for credit that was given, why. */
    String what(Line line, ZoneId zone) {
        Instant since = line.since();
        if (since == null || line.isWholeDay(zone)) {
            return why(line);
        }
        return say("kind.calls.part", time(since, zone), time(line.at(), zone));
    }

    /** What a line is about, and why, where its owner was told. */
    String why(Line line) {
        CreditCause cause = line.cause();
        return cause == null
                ? say(line.kind())
                : say("explained", say(line.kind()), say("cause." + cause.name().toLowerCase(Locale.ROOT)));
    }

    private String time(Instant moment, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                .withLocale(locale)
                .format(moment.atZone(zone));
    }

    /** The day that a line counts for. */
    String day(Line line, ZoneId zone) {
        Instant since = line.since();
        return day(since == null ? line.at() : since, zone);
    }

    String day(Instant moment, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(moment.atZone(zone));
    }

    String moment(Instant moment, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(locale)
                .format(moment.atZone(zone));
    }

    String month(YearMonth month) {
        return DateTimeFormatter.ofPattern(locale.equals(Locale.ENGLISH) ? "LLLL yyyy" : "yyyy年M月", locale)
                .format(month);
    }

    /** As people call it. */
    static String zone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /** Nano-dollars with every place that counts, and two at least. */
    static String money(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, NANO_PLACES).stripTrailingZeros();
        BigDecimal shown =
                dollars.scale() < CENT_PLACES ? dollars.setScale(CENT_PLACES, RoundingMode.UNNECESSARY) : dollars;
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMinimumFractionDigits(shown.scale());
        format.setMaximumFractionDigits(shown.scale());
        return (nanos < 0 ? "−" : "") + format.format(shown.abs());
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }
}
