package ai.ominigate.platform;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

/** What features ask for and the JDK or the disk provides. */
@Factory
final class PlatformBeans {
    /** Primary, because a framework's {@link java.time.Clock} is an {@link InstantSource} too. */
    @Singleton
    @Primary
    InstantSource clock() {
        return InstantSource.system();
    }

    @Singleton
    NodeIdentity nodeIdentity(DataFolder folder) {
        Path file = folder.root().resolve("node-id");
        try {
            if (!Files.exists(file)) {
                SecretFile.write(file, UUID.randomUUID() + "\n");
            }
            return new NodeIdentity(UUID.fromString(Files.readString(file).strip()));
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStart(
                    "The file %s, which says which node this is, cannot be read; restore it, or delete it if nothing of this node is unsettled."
                            .formatted(file),
                    e);
        }
    }
}
