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
record PostmasterFile(long pid, boolean ready) {
    private static final int STATE_LINE = 7;

    /** The file as it stands, or null when there is none or it is only half written. */
    static @Nullable PostmasterFile read(Path dataFolder) throws IOException {
        try {
            List<String> lines = Files.readAllLines(at(dataFolder));
            if (lines.isEmpty()) {
                return null;
            }
            boolean ready = lines.size() > STATE_LINE
                    && "ready".equals(lines.get(STATE_LINE).strip());
            return new PostmasterFile(Long.parseLong(lines.getFirst().strip()), ready);
        } catch (NoSuchFileException | NumberFormatException e) {
            return null;
        }
    }

    static Path at(Path dataFolder) {
        return dataFolder.resolve("postmaster.pid");
    }
}
