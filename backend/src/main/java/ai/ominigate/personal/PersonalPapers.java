package ai.ominigate.personal;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;

/** What a feature, or a company that it is with, writes of somebody's data as people keep it, on paper. Offered as a bean by the feature. */
public interface PersonalPapers {

    /** What takes papers, one after the other. */
    @FunctionalInterface
    interface Taker {
        /**
         * One more.
         *
         * @param file where it is in a package for the person, with its month and ending: {@code billing/statements-2026-11.pdf}
         */
        void take(String file, byte[] content) throws IOException, SQLException;
    }

    /** Some that there are cannot be had, so that without them not all of somebody's data would be handed out. */
    final class Missing extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        /**
         * Says why.
         *
         * @param words for whoever works on it; nothing of the person
         * @param passing whether waiting helps
         */
        public Missing(String words, boolean passing, Throwable cause) {
            super(words, cause);
            this.passing = passing;
        }

        /** Whether they can be had later, without anybody doing anything. */
        public boolean isPassing() {
            return passing;
        }
    }

    /**
     * Hands out all that there are of this person, in their language; none of somebody who owns no account. Blocks, and may ask
     * other companies: not to be called in a transaction.
     *
     * @throws Missing if some cannot be had
     */
    void each(DataSubject subject, Locale language, Taker taker) throws IOException, SQLException;
}
