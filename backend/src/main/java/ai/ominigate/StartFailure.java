package ai.ominigate;

import ai.ominigate.platform.CannotStart;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Turns whatever stopped the start into one sentence for the operator. */
final class StartFailure {
    private static final int DEEPEST_CAUSE = 50;

    private StartFailure() {}

    static String sentence(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
            cause = cause.getCause();
        }
        Throwable root = root(failure);
        return "OminiGate could not start because of an unexpected error (%s); set OMINIGATE_DEBUG=true to see all of it."
                .formatted(firstLine(root.toString()));
    }

    private static @Nullable String known(Throwable cause) {
        return switch (cause) {
            case CannotStart sentence -> oneLine(String.valueOf(sentence.getMessage()));
            case BindException taken ->
                "The HTTP port is not free (%s); stop the program that uses it or choose another with OMINIGATE_PORT."
                        .formatted(oneLine(String.valueOf(taken.getMessage())));
            case ConversionErrorException wrong ->
                "The setting for '%s' has a value of the wrong kind (%s is expected)."
                        .formatted(
                                wrong.getArgument().getName(),
                                wrong.getArgument().getType().getSimpleName());
            default -> null;
        };
    }

    static CannotStart portNotFree(int port, Exception cause) {
        return new CannotStart(
                "Port %d is not free (%s); stop the program that uses it or choose another port with OMINIGATE_PORT."
                        .formatted(port, oneLine(String.valueOf(cause.getMessage()))),
                cause);
    }

    /** Names the place in the file and not its text, as that may be a credential. */
    static CannotStart unreadableConfiguration(RuntimeException failure) {
        Throwable root = root(failure);
        String place = root instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null
                ? "YAML, line %d: %s"
                        .formatted(yaml.getProblemMark().getLine() + 1, oneLine(String.valueOf(yaml.getProblem())))
                : oneLine(String.valueOf(root.getMessage()));
        return new CannotStart(
                "The configuration could not be read (%s); check the files that MICRONAUT_CONFIG_FILES names."
                        .formatted(place),
                failure);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** Micronaut's messages go on for pages. */
    private static String firstLine(String text) {
        return oneLine(text.strip().lines().findFirst().orElse(""));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
