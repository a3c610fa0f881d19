package ai.ominigate.console.view;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/** Times as people read them: how long ago, and exactly when, always with the zone. */
public final class Moments {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;

    private final Text text;
    private final InstantSource clock;
    private final ZoneId zone;
    private final BooleanProperty utc = new SimpleBooleanProperty(this, "utc");

    /** @param zone the reader's */
    public Moments(Text text, InstantSource clock, ZoneId zone) {
        this.text = text;
        this.clock = clock;
        this.zone = zone;
    }

    /** Whether times are in UTC instead of the reader's zone. */
    public BooleanProperty utcProperty() {
        return utc;
    }

    /** Now, by the clock that all words here go by. */
    public Instant now() {
        return clock.instant();
    }

    /** {@code 3 minutes ago}, {@code in 2 days} or {@code now}. */
    public String relative(Instant moment) {
        Duration ahead = Duration.between(clock.instant(), moment);
        if (ahead.abs().toSeconds() < 5) {
            return text.get("moment.now");
        }
        return ahead.isNegative()
                ? text.get("moment.ago", words(ahead.negated()))
                : text.get("moment.ahead", words(ahead));
    }

    /** {@code Nov 27, 2026 14:02:11 UTC}: the day as the reader's language has it, the time by 24 hours. */
    public String absolute(Instant moment) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                        .withLocale(text.locale())
                        .format(moment.atZone(zone()))
                + DateTimeFormatter.ofPattern(" HH:mm:ss z", text.locale()).format(moment.atZone(zone()));
    }

    /** {@code Friday, November 27, 2026}: the day on which it is here. */
    public String day(Instant moment) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
                .withLocale(text.locale())
                .format(moment.atZone(zone()));
    }

    /** {@code 14:02 UTC}. */
    public String clockTime(Instant moment) {
        return DateTimeFormatter.ofPattern("HH:mm z", text.locale()).format(moment.atZone(zone()));
    }

    /** {@code 14:02:11 UTC}, for what happens soon. */
    public String exactTime(Instant moment) {
        return DateTimeFormatter.ofPattern("HH:mm:ss z", text.locale()).format(moment.atZone(zone()));
    }

    /** A length of time in its largest unit. */
    public String words(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < MINUTE) {
            return text.get("duration.seconds", seconds);
        }
        if (seconds < HOUR) {
            return text.get("duration.minutes", seconds / MINUTE);
        }
        return seconds < DAY ? text.get("duration.hours", seconds / HOUR) : text.get("duration.days", seconds / DAY);
    }

    private ZoneId zone() {
        return utc.get() ? UTC : zone;
    }
}
