package ai.ominigate.privacy.export;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.URI;

/** How packages are made and found. */
@Singleton
final class PackageSettings {
    /** How often one can be fetched. */
    static final int DOWNLOADS = 5;

    private static final long SMALLEST_PART = 1_000;

    private final long partBytes;
    private final String pages;

    /**
     * @param partBytes from which size on a package goes on in another file: browsers and file systems make little of files
     *     above 2 GiB
     * @param publicUrl where people reach OminiGate
     */
    PackageSettings(
            @Value("${ominigate.privacy.package-part-bytes:2000000000}") long partBytes,
            @Value("${ominigate.public-url:`http://localhost:8080`}") String publicUrl) {
        this.partBytes = partBytes;
        if (partBytes < SMALLEST_PART) {
            throw new CannotStart("The setting ominigate.privacy.package-part-bytes is too small: give it %d at least."
                    .formatted(SMALLEST_PART));
        }
        this.pages = publicUrl.replaceAll("/+$", "");
        if (!URI.create(pages).isAbsolute()) {
            throw new CannotStart("The setting ominigate.public-url is no address such as https://ominigate.example.");
        }
    }

    /** Bytes from which on a package goes on in another file. */
    long partBytes() {
        return partBytes;
    }

    /** The page behind a link. */
    String link(String token) {
        return pages + "/privacy/package/" + token;
    }
}
