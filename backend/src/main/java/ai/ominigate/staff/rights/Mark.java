package ai.ominigate.staff.rights;

/**
 * How far a right goes. The later, the farther: who has several roles has the last of their marks. What a mark asks for
 * beyond {@link #NO} is kept by the feature that does the thing; the staff API's door only tells {@link #NO} from the
 * rest.
 */
public enum Mark {
    /** Not at all. */
    NO("-"),
    /** Only what they did themselves. */
    OWN("own"),
    /** Only what their team did; see {@link Rights#team}. */
    TEAM("team"),
    /** Only about somebody in a case that they work on, naming it and a purpose. */
    IN_CASE("case"),
    /** Saying for which purpose. */
    FOR_PURPOSE("purpose"),
    /** Unless it is about something that they themselves decided or prepared. */
    NOT_OWN("not-own"),
    /** It takes effect when a second person who has this mark agrees. */
    WITH_SECOND("2"),
    /** With personal data masked. */
    MASKED("masked"),
    /** Without conditions. */
    YES("yes");

    private final String symbol;

    Mark(String symbol) {
        this.symbol = symbol;
    }

    /** As {@link Rights} writes it. */
    String symbol() {
        return symbol;
    }

    static Mark of(String symbol) {
        for (Mark mark : values()) {
            if (mark.symbol.equals(symbol)) {
                return mark;
            }
        }
        throw new IllegalArgumentException("'" + symbol + "' is no mark of the table of rights");
    }
}
