package ai.ominigate.console.control;

import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.time.Duration;
import java.time.Instant;

/** How much of the time for something is left: by its fraction, not by days, so that short and long terms look alike. */
public final class SlaLabel {

    private static final double SOON = 0.25;

    private SlaLabel() {}

    /** @param from when the term began, and {@code due} when it ends */
    public static Badge badge(Instant from, Instant due, Text text, Moments moments) {
        Text words = text.beside(SlaLabel.class);
        Duration left = Duration.between(moments.now(), due);
        if (left.isNegative()) {
            return new Badge(Meaning.BAD, words.get("control.overdue", moments.words(left.negated())));
        }
        double fraction = (double) left.toMillis()
                / Math.max(1, Duration.between(from, due).toMillis());
        return new Badge(
                fraction < SOON ? Meaning.WAITING : Meaning.GOOD, words.get("control.left", moments.words(left)));
    }
}
