package ai.ominigate.console.control;

import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What would be different, in the reader's words: the API's own names and times otherwise. */
final class ChangeWords {

    private static final Pattern SEVERAL = Pattern.compile("[A-Z][A-Z0-9_]*(, [A-Z][A-Z0-9_]*)*");
    private static final Pattern MOMENT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T.*Z");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("PT.+");
    private static final Pattern DAYS = Pattern.compile("P[^T]+");
    private static final int DAYS_OF_A_MONTH = 30;

    private final Text text;
    private final Moments moments;

    ChangeWords(Text text, Moments moments) {
        this.text = text;
        this.moments = moments;
    }

    /** One that this console does not know yet by its name. */
    String field(String name) {
        return text.find("control.change.field." + name).orElse(name);
    }

    /** Null for nothing. */
    @Nullable
    String value(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return said(value);
        } catch (DateTimeException e) {
            // It only looks like a time.
            return value;
        }
    }

    private String said(String value) {
        if (MOMENT.matcher(value).matches()) {
            return moments.absolute(Instant.parse(value));
        }
        if (DAY.matcher(value).matches()) {
            return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                    .withLocale(text.locale())
                    .format(LocalDate.parse(value));
        }
        if (TIME.matcher(value).matches()) {
            return moments.words(Duration.parse(value));
        }
        if (DAYS.matcher(value).matches()) {
            return period(Period.parse(value));
        }
        return SEVERAL.matcher(value).matches()
                ? Arrays.stream(value.split(", ")).map(this::word).collect(Collectors.joining(", "))
                : value;
    }

    private String period(Period period) {
        long months = period.toTotalMonths();
        if (months > 0 && period.getDays() == 0) {
            return text.get("control.change.months", months);
        }
        return text.get("duration.days", months * DAYS_OF_A_MONTH + period.getDays());
    }

    private String word(String value) {
        return Optional.<String>empty()
                .or(() -> text.find("control.change.value." + value))
                .or(() -> text.find("role." + value))
                .orElse(value);
    }
}
