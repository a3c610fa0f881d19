package ai.ominigate.privacy.export;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where packages lie. */
@Singleton
final class PackageSettings {
    /** How often one can be fetched. */
    static final int DOWNLOADS = 5;

    private static final long SMALLEST_PART = 1_000;

    private final Path folder;
    private final long partBytes;
    private final String pages;

    /**
     * @param folder where packages lie, if not in the data folder; several nodes need one that they share
     * @param partBytes from which size on a package goes on in another file: browsers and file systems make little of files
     *     above 2 GiB
     * @param publicUrl where people reach OminiGate
     */
    PackageSettings(
            DataFolder data,
            @Value("${ominigate.privacy.package-folder:}") String folder,
            @Value("${ominigate.privacy.package-part-bytes:2000000000}") long partBytes,
            @Value("${ominigate.public-url:`http://localhost:8080`}") String publicUrl) {
        this.folder = folder.isBlank() ? data.root().resolve("packages") : Path.of(folder);
        this.partBytes = partBytes;
        if (partBytes < SMALLEST_PART) {
            throw new CannotStart("The setting ominigate.privacy.package-part-bytes is too small: give it %d at least."
                    .formatted(SMALLEST_PART));
        }
        this.pages = publicUrl.replaceAll("/+$", "");
        if (!URI.create(pages).isAbsolute()) {
            throw new CannotStart("The setting ominigate.public-url is no address such as https://ominigate.example.");
        }
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw new CannotStart(
                    "The folder for packages %s cannot be used: %s. Give it to this user or choose another with the setting ominigate.privacy.package-folder."
                            .formatted(this.folder, e.getMessage()),
                    e);
        }
    }

    /** Bytes from which on a package goes on in another file. */
    long partBytes() {
        return partBytes;
    }

    Path folder() {
        return folder;
    }

    /** The page behind a link. */
    String link(String token) {
        return pages + "/privacy/package/" + token;
    }
}
