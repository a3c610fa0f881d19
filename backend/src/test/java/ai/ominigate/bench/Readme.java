package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The place in README.md that shows the figures. */
final class Readme {

    private static final String BEGIN = "<!-- bench:begin -->";
    private static final String END = "<!-- bench:end -->";

    private Readme() {}

    static void show(String figures, Path file) {
        try {
            Files.writeString(file, with(figures, Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if the text has no place for figures */
    static String with(String figures, String text) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("No place for figures between " + BEGIN + " and " + END);
        }
        return text.substring(0, begin + BEGIN.length()) + "\n" + figures.strip() + "\n" + text.substring(end);
    }
}
