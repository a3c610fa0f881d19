package ai.ominigate.dashboard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** How amounts, counts, times and ids stand on a page, for a reader of one language in one time zone. */
public final class Shown {
    private static final int NANO_PLACES = 9;
    private static final int MICRO_PLACES = 6;
    private static final int CENT_PLACES = 2;
    private static final long NANOS_PER_CENT = 10_000_000;
    private static final int ID_SHOWN_WHOLE = 14;
    private static final Duration RELATIVE_FOR = Duration.ofDays(7);

    private final Words words;
    private final Locale locale;
    private final ZoneId zone;
    private final Instant now;

    /**
     * @param zone the reader's
     * @param now what relative times are counted from
     */
    Shown(Language language, ZoneId zone, Instant now) {
        this.words = Words.in(language);
        this.locale = language.locale();
        this.zone = zone.equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
        this.now = now;
    }

    /** The reader's time zone. */
    public ZoneId zone() {
        return zone;
    }

    /** Nano-dollars as people read them: to the cent from a cent on, below that exactly. */
    public String money(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, NANO_PLACES);
        return Math.abs(nanos) >= NANOS_PER_CENT
                ? dollars(dollars.setScale(CENT_PLACES, RoundingMode.HALF_UP))
                : exact(nanos);
    }

    /** Nano-dollars with every place that counts, and two at least. */
    public String exact(long nanos) {
        return dollars(atLeastCents(BigDecimal.valueOf(nanos, NANO_PLACES)));
    }

    /** The same for what was added, or taken. */
    public String moved(long nanos) {
        return nanos > 0 ? "+" + money(nanos) : money(nanos);
    }

    /** Cents as people read them. */
    public String cents(long cents) {
        return money(Math.multiplyExact(cents, NANOS_PER_CENT));
    }

    /** Nano-dollars as programs read them: {@code 12.340000000}. */
    public String plain(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_PLACES).toPlainString();
    }

    /** A rate in pico-dollars per token, in dollars for a million of them, exactly. */
    public String perMillion(long picoPerToken) {
        return dollars(atLeastCents(BigDecimal.valueOf(picoPerToken, MICRO_PLACES)));
    }

    private static BigDecimal atLeastCents(BigDecimal dollars) {
        BigDecimal stripped = dollars.stripTrailingZeros();
        return stripped.scale() < CENT_PLACES ? stripped.setScale(CENT_PLACES, RoundingMode.UNNECESSARY) : stripped;
    }

    private static String dollars(BigDecimal amount) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMinimumFractionDigits(amount.scale());
        format.setMaximumFractionDigits(amount.scale());
        return (amount.signum() < 0 ? "−$" : "$") + format.format(amount.abs());
    }

    /** A count, with separators as the reader writes them. */
    public String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /** A size in tokens as it is spoken of: 128K, 1M. */
    public String rounded(long tokens) {
        NumberFormat format = NumberFormat.getCompactNumberInstance(Locale.ENGLISH, NumberFormat.Style.SHORT);
        format.setMaximumFractionDigits(1);
        return format.format(tokens);
    }

    /** How long something took. */
    public String took(long micros) {
        BigDecimal seconds = BigDecimal.valueOf(micros, MICRO_PLACES);
        return micros < Duration.ofSeconds(1).toNanos() / 1_000
                ? words.of("unit.milliseconds", count(Math.ceilDiv(micros, 1_000)))
                : words.of(
                        "unit.seconds",
                        seconds.setScale(1, RoundingMode.HALF_UP).toPlainString());
    }

    /** A moment as programs read it (RFC 3339). */
    public String datetime(Instant moment) {
        return DateTimeFormatter.ISO_INSTANT.format(moment);
    }

    /** A moment in full, with the zone. */
    public String moment(Instant moment) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .format(moment.atZone(zone))
                + " " + zoneName(moment);
    }

    /** How long ago a moment was, or its day if that is long. */
    public String ago(Instant moment) {
        Duration passed = Duration.between(moment, now);
        if (passed.isNegative() || passed.compareTo(RELATIVE_FOR) >= 0) {
            return day(moment.atZone(zone).toLocalDate());
        }
        if (passed.toMinutes() < 1) {
            return words.of("ago.now");
        }
        if (passed.toHours() < 1) {
            return words.of("ago.minutes", passed.toMinutes());
        }
        return passed.toDays() < 1 ? words.of("ago.hours", passed.toHours()) : words.of("ago.days", passed.toDays());
    }

    /** A day as the reader writes it. */
    public String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(day);
    }

    /** The day of a moment as the reader writes it. */
    public String dayOf(Instant moment) {
        return day(moment.atZone(zone).toLocalDate());
    }

    /** The time of day of a moment. */
    public String time(Instant moment) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                .withLocale(locale)
                .format(moment.atZone(zone));
    }

    /** A month as the reader writes it. */
    public String month(YearMonth month) {
        return DateTimeFormatter.ofPattern(locale.getLanguage().equals("zh") ? "yyyy年M月" : "LLLL yyyy", locale)
                .format(month);
    }

    /** What the reader's zone is called at that moment. */
    public String zoneName(Instant moment) {
        return DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(moment.atZone(zone));
    }

    /** An id shortened in the middle; it is copied whole. */
    public String shortId(String id) {
        return id.length() <= ID_SHOWN_WHOLE ? id : id.substring(0, 8) + "…" + id.substring(id.length() - 4);
    }
}
