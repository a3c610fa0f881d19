package ai.ominigate.model.staff;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a desktop console, as three numbers; later ones are greater. */
public record ConsoleVersion(int major, int minor, int patch) implements Comparable<ConsoleVersion> {

    /** What may follow the numbers, as {@code -SNAPSHOT}, makes no other version. */
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:-[A-Za-z0-9.]{1,40})?");

    private static final Comparator<ConsoleVersion> ORDER = Comparator.comparingInt(ConsoleVersion::major)
            .thenComparingInt(ConsoleVersion::minor)
            .thenComparingInt(ConsoleVersion::patch);

    /** Reads {@code 0.2.0}; empty for what is no version, such as that of a console that runs from its build. */
    public static Optional<ConsoleVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new ConsoleVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(ConsoleVersion other) {
        return ORDER.compare(this, other);
    }

    /** Whether it came before {@code other}. */
    public boolean isOlderThan(ConsoleVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
