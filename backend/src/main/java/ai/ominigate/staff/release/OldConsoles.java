package ai.ominigate.staff.release;

import ai.ominigate.model.staff.ConsoleVersion;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.rest.Caller;
import ai.ominigate.rest.Refused;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns desktop consoles away that are older than the operator allows, before anything else is looked at. It is told to
 * those who say that they are one; it keeps nobody out who does not, as it is no matter of rights.
 */
@ServerFilter("/admin/v1/**")
final class OldConsoles {
    /** Outside of what writes refusals down: nobody was refused anything, their program was. */
    private static final int OUTERMOST = Caller.FOUND_OUT - 20;

    private static final Pattern CONSOLE = Pattern.compile("OminiGate-console/(\\S{1,60})");

    private final Optional<ConsoleVersion> minimum;

    /** @param minimum the oldest that may work here, as {@code 0.2.0}; empty for all */
    OldConsoles(@Property(name = "ominigate.console.minimum", defaultValue = "") String minimum) {
        this.minimum = ConsoleVersion.parse(minimum);
        if (this.minimum.isEmpty() && !minimum.isBlank()) {
            throw new CannotStart("The setting ominigate.console.minimum is '" + minimum
                    + "', which is no version of a console; one looks like 0.2.0.");
        }
    }

    @RequestFilter
    @Order(OUTERMOST)
    void refuse(HttpRequest<?> request) {
        if (minimum.isEmpty() || request.getPath().equals(ReleaseController.PATH)) {
            return;
        }
        String agent = request.getHeaders().get("User-Agent");
        Matcher console = CONSOLE.matcher(agent == null ? "" : agent);
        if (console.lookingAt()) {
            ConsoleVersion.parse(console.group(1))
                    .filter(version -> version.isOlderThan(minimum.get()))
                    .ifPresent(this::refuse);
        }
    }

    private void refuse(ConsoleVersion version) {
        throw new Refused(
                HttpStatus.UPGRADE_REQUIRED,
                "console_too_old",
                "This is version %s of the console, and this server works with %s and newer. Install a newer one, then sign in again."
                        .formatted(version, minimum.orElseThrow()));
    }
}
