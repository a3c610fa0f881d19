package ai.ominigate.privacy.retention;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Makes a window final: from then on it is a promise. */
@Singleton
final class WindowConfirmation implements RetentionAction<WindowConfirmation.Wish> {
    private final AuditLog audit;
    private final LiveNews news;
    private final InstantSource clock;

    WindowConfirmation(AuditLog audit, LiveNews news, InstantSource clock) {
        this.audit = audit;
        this.news = news;
        this.clock = clock;
    }

    /**
     * What to do.
     *
     * @param version of the rule that whoever proposes it saw
     */
    record Wish(DataClass dataClass, long version) {}

    @Override
    public String kind() {
        return "retention.confirm";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Rule rule = RuleTable.find(connection, wish.dataClass());
        return List.of(
                ProposedChange.of(
                        "state",
                        rule.confirmedAt() == null ? RetentionState.DRAFT : RetentionState.CONFIRMED,
                        RetentionState.CONFIRMED),
                ProposedChange.of("window", rule.window(), rule.window()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Rule rule = unchanged(transaction, wish.dataClass(), wish.version());
        Rule next = new Rule(
                wish.dataClass(),
                rule.window(),
                rule.pending(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                rule.version() + 1);
        RuleTable.update(transaction, next);
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        kind(),
                        Act.Outcome.DONE,
                        Retention.subject(wish.dataClass()),
                        null,
                        consent.request(),
                        Map.of(
                                "approval",
                                "approval:" + consent.proposal(),
                                "window",
                                rule.window().toString())));
        news.tell(transaction, Retention.changed(next));
    }
}
