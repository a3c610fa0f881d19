package ai.ominigate.console.shell;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where somebody wants a file to lie. */
@FunctionalInterface
public interface Saving {
    /** Asks for it. @return null if they want none after all */
    @Nullable
    Path choose(String suggestedName);
}
