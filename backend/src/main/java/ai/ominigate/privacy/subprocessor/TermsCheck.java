package ai.ominigate.privacy.subprocessor;

import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Set;

/** Whether calls go to active companies alone whose terms rule out training. */
@Singleton
final class TermsCheck implements LiveCheck {
    private final Subprocessors subprocessors;

    TermsCheck(Subprocessors subprocessors) {
        this.subprocessors = subprocessors;
    }

    @Override
    public String name() {
        return "provider-terms";
    }

    @Override
    public String title() {
        return "No provider is in use that is not an active subprocessor with confirmed terms against training.";
    }

    @Override
    public Finding look() throws SQLException {
        Set<String> used = subprocessors.usedWithoutTerms();
        return used.isEmpty()
                ? Finding.kept("None is.")
                : Finding.broken(
                        "In use without that: %s. Confirm their terms in the registry, or take them out of the models."
                                .formatted(String.join(", ", used)));
    }
}
