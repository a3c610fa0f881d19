package ai.ominigate.privacy.retention;

import ai.ominigate.privacy.legal.LegalLocale;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people were told in the privacy policy. Whoever keeps its versions offers one as a bean. */
public interface PublishedPolicy {

    /** A version that was published; null if there is none with this number. */
    @Nullable
    Said version(Connection connection, int number) throws SQLException;

    /**
     * What a version says.
     *
     * @param publishedAt when it was published
     * @param holdsFrom from when on it holds
     * @param material whether everybody was written to of it
     * @param inForce whether it is the one that holds now
     * @param texts what it says in each language
     */
    record Said(
            Instant publishedAt,
            Instant holdsFrom,
            boolean material,
            boolean inForce,
            Map<LegalLocale, String> texts) {}
}
