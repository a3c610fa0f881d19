package ai.ominigate.privacy.policy;

import ai.ominigate.platform.DataFolder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What this node remembers of published versions outside of the database, as it first saw them: a line for each text. Who
 * changes a text and all that the database says of it is betrayed by these.
 */
@Singleton
final class Imprints {
    private final Path file;

    @Inject
    Imprints(DataFolder data) {
        this(data.root());
    }

    Imprints(Path folder) {
        this.file = folder.resolve("policy-imprints");
    }

    Path file() {
        return file;
    }

    /**
     * Compares what there is with what is remembered, and remembers what is new.
     *
     * @param present a line for each text that is published
     * @return lines that are remembered and not there any more; if there are any, nothing new is remembered
     */
    synchronized List<String> missing(SequencedSet<String> present) throws IOException {
        List<String> remembered = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> missing =
                remembered.stream().filter(line -> !present.contains(line)).toList();
        if (missing.isEmpty()) {
            remember(new TreeSet<>(present), remembered);
        }
        return missing;
    }

    private void remember(TreeSet<String> present, List<String> remembered) throws IOException {
        remembered.forEach(present::remove);
        if (present.isEmpty()) {
            return;
        }
        String lines = present.stream().map(line -> line + "\n").collect(Collectors.joining());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(java.nio.ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }
}
