package ai.ominigate.model.reveal;

import ai.ominigate.model.Required;

/**
 * Asks for half an hour in which values can be seen outside of cases and beyond the daily number, as an emergency needs
 * it. The privacy officer is told at once and sees afterwards what was looked at.
 *
 * @param purpose what for
 * @param reason what has happened, in words; 20 to 500 characters
 */
public record BreakGlass(Purpose purpose, String reason) {
    private static final int SHORTEST = 20;
    private static final int LONGEST = 500;

    public BreakGlass {
        Required.value("purpose", purpose);
        Required.text("reason", reason);
        if (reason.strip().length() < SHORTEST || reason.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "The field 'reason' says what has happened, in " + SHORTEST + " to " + LONGEST + " characters.");
        }
    }
}
