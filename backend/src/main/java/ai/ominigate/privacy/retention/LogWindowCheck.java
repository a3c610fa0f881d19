package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** Whether the operational log has nothing that is older than its window. */
@Singleton
final class LogWindowCheck implements LiveCheck {
    private final Retention retention;

    LogWindowCheck(Retention retention) {
        this.retention = retention;
    }

    @Override
    public String name() {
        return "operational-log-window";
    }

    @Override
    public String title() {
        return "The oldest row of the operational log is inside its window.";
    }

    @Override
    public Finding look() throws SQLException {
        RetentionRule rule = retention.rule(DataClass.OPERATIONAL_LOG);
        String oldest = rule.oldest() == null ? "It is empty." : "The oldest is of %s.".formatted(rule.oldest());
        return rule.overdue()
                ? Finding.broken("%s That is longer than %s. Purge it, and find out why it was not."
                        .formatted(oldest, Retention.words(rule.window())))
                : Finding.kept(oldest);
    }
}
