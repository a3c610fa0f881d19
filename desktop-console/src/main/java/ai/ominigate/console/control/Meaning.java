package ai.ominigate.console.control;

import java.util.Locale;

/** What a state means to whoever looks. Each has its sign and its colour, and is never shown without a word. */
public enum Meaning {
    GOOD("fth-check-circle"),
    WAITING("fth-clock"),
    BAD("fth-alert-circle"),
    INFORMATION("fth-info"),
    /** Of no concern any more. */
    QUIET("fth-minus-circle");

    private final String icon;

    Meaning(String icon) {
        this.icon = icon;
    }

    String icon() {
        return icon;
    }

    String styleClass() {
        return name().toLowerCase(Locale.ROOT);
    }
}
