package ai.ominigate.personal;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;

/** What a feature writes of somebody's data as people keep it, on paper. Offered as a bean by the feature. */
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

    /** Hands out all that there are of this person, in their language; none of somebody who owns no account. */
    void each(DataSubject subject, Locale language, Taker taker) throws IOException, SQLException;
}
