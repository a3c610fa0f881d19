package ai.ominigate.wallet;

import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.PersonalPapers;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;

/** An account's statement of each month, as its owner can print it. */
@Singleton
final class StatementPapers implements PersonalPapers {
    private final Books books;

    StatementPapers(Books books) {
        this.books = books;
    }

    @Override
    public void each(DataSubject subject, Locale language, Taker taker) throws IOException, SQLException {
        ZoneId zone = books.zone(subject.account());
        for (YearMonth month : books.months(subject.account(), zone)) {
            AccountStatement statement = books.statement(subject.account(), month, zone);
            if (statement != null) {
                taker.take("billing/statements-" + month + ".pdf", StatementPdf.of(statement, language));
            }
        }
    }
}
