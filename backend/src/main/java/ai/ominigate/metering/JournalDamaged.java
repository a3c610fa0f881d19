package ai.ominigate.metering;

import java.nio.file.Path;

/** The journal on disk is not what was written to it, and going on could lose or invent usage. */
final class JournalDamaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private JournalDamaged(String sentence) {
        super(sentence);
    }

    static JournalDamaged at(Path file, long offset, String what) {
        return new JournalDamaged("The usage journal is damaged: " + file + " at byte " + offset + ": " + what
                + ". Restore the file from a copy, or move the journal's folder away to start with an empty one;"
                + " usage in it that was not yet stored would then be lost.");
    }
}
