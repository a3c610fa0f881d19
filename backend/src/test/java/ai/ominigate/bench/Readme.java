package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /** Shows these figures of OminiGate beside those of earlier runs that are there. */
    static void show(Figures some, Path file) {
        try {
            Files.writeString(file, with(some, Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table with the lines of what was measured, each where a whole run would have it. */
    static String with(Figures some, String text) {
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        List<String> lines = new ArrayList<>(text.substring(begin, end).lines().toList());
        int columns = lines.stream()
                .filter(line -> line.startsWith("| ---"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No table of an earlier run"))
                .split("\\|")
                .length;
        int last = 0;
        for (Quantity quantity : Quantity.values()) {
            int there = place(quantity, lines);
            Optional<Spread> found = some.of(quantity);
            if (there >= 0 && found.isPresent()) {
                lines.set(there, Table.line(quantity, found.get(), columns - 2));
            } else if (found.isPresent()) {
                there = last + 1;
                lines.add(there, Table.line(quantity, found.get(), columns - 2));
            }
            last = Math.max(last, there);
        }
        return text.substring(0, begin) + String.join("\n", lines) + "\n" + text.substring(end);
    }

    /** Several lines may begin alike, so each is looked for after the one before. */
    private static int place(Quantity quantity, List<String> lines) {
        long before = Arrays.stream(Quantity.values())
                .limit(quantity.ordinal())
                .filter(other -> other.words().equals(quantity.words()))
                .count();
        int place = -1;
        for (long i = 0; i <= before; i++) {
            int from = place + 1;
            place = IntStream.range(from, lines.size())
                    .filter(line -> lines.get(line).startsWith("| " + quantity.words() + " |"))
                    .findFirst()
                    .orElse(-1);
            if (place < 0) {
                return -1;
            }
        }
        return place;
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
