package ai.ominigate.staff.release;

import ai.ominigate.model.staff.SignedRelease;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.staff.rights.BeforeSignIn;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tells consoles of a newer one. */
@Controller(ReleaseController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReleaseController {
    static final String PATH = "/admin/v1/console-release";

    private static final long LARGEST_BYTES = 65_536;
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseController.class);

    private final ObjectMapper json;
    private final Optional<Path> file;

    /** @param file the signed file, which may be replaced at any time; empty for none */
    ReleaseController(ObjectMapper json, @Property(name = "ominigate.console.release", defaultValue = "") String file) {
        this.json = json;
        this.file = file.isBlank() ? Optional.empty() : Optional.of(Path.of(file.strip()));
        if (this.file.isPresent() && read(this.file.get()).isEmpty()) {
            throw new CannotStart("The setting ominigate.console.release is '" + file
                    + "', which is no signed release of the console, or cannot be read.");
        }
    }

    /** The newest console, signed; {@code 204} where the operator tells of none. Consoles that are too old may ask, too. */
    @Get
    @BeforeSignIn
    HttpResponse<SignedRelease> release() {
        return file.flatMap(this::read).map(HttpResponse::ok).orElseGet(HttpResponse::noContent);
    }

    private Optional<SignedRelease> read(Path path) {
        try {
            if (Files.size(path) > LARGEST_BYTES) {
                throw new IOException("it has more than " + LARGEST_BYTES + " bytes");
            }
            return Optional.of(json.readValue(Files.readString(path), SignedRelease.class));
        } catch (IOException e) {
            LOG.warn("The release of the console in {} cannot be read: {}", path, e.getMessage());
            return Optional.empty();
        }
    }
}
