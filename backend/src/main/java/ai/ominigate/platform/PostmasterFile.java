package ai.ominigate.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL writes about itself into {@code postmaster.pid} of its data folder: line 1 the process id, line 8 its
 * state.
 */
record PostmasterFile(long pid, String state) {
    private static final int STATE_LINE = 7;

    /** Whether it takes connections. */
    boolean ready() {
        return state.equals("ready");
    }

    /** Whether it was told to stop. */
    boolean stopping() {
        return state.equals("stopping");
    }

    /** The file as it stands, or null when there is none or it is only half written. */
    static @Nullable PostmasterFile read(Path dataFolder) throws IOException {
        try {
            List<String> lines = Files.readAllLines(at(dataFolder));
            if (lines.isEmpty()) {
                return null;
            }
            String state = lines.size() > STATE_LINE ? lines.get(STATE_LINE).strip() : "";
            return new PostmasterFile(Long.parseLong(lines.getFirst().strip()), state);
        } catch (NoSuchFileException | NumberFormatException e) {
            return null;
        }
    }

    static Path at(Path dataFolder) {
        return dataFolder.resolve("postmaster.pid");
    }
}
