package ai.ominigate.promise;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether something that the privacy policy says is true now. A feature offers one as a bean next to what it looks
 * at. It changes nothing, and is asked by one node at a time, every few minutes and when somebody wants to know.
 */
public interface LiveCheck {

    /** By which the policy map names it: lower-case words with hyphens, as {@code usage-columns}. */
    String name();

    /** What must be true, in a sentence. */
    String title();

    /** Looks. Blocks. */
    Finding look() throws SQLException;

    /**
     * What was seen.
     *
     * @param kept whether it is as the policy says; null if that cannot be said now, which is not the same as well
     * @param words what was seen, in a sentence for whoever must act, without personal data
     */
    record Finding(@Nullable Boolean kept, String words) {
        public static Finding kept(String words) {
            return new Finding(true, words);
        }

        /** Nobody can say now, and why. */
        public static Finding unknown(String words) {
            return new Finding(null, words);
        }

        public static Finding broken(String words) {
            return new Finding(false, words);
        }
    }
}
