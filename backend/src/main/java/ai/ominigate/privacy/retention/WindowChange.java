package ai.ominigate.privacy.retention;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PendingWindow;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps a class for another time: a longer one at once, a shorter one a day later, as what goes is gone. */
@Singleton
final class WindowChange implements RetentionAction<WindowChange.Wish> {
    private final Retention retention;
    private final AuditLog audit;
    private final LiveNews news;
    private final InstantSource clock;

    WindowChange(Retention retention, AuditLog audit, LiveNews news, InstantSource clock) {
        this.retention = retention;
        this.audit = audit;
        this.news = news;
        this.clock = clock;
    }

    /**
     * What to do.
     *
     * @param version of the rule that whoever proposes it saw
     * @param policyVersion the version of the privacy policy that says so; null if none has to
     */
    record Wish(
            DataClass dataClass,
            long version,
            Period window,
            @Nullable Integer policyVersion) {}

    @Override
    public String kind() {
        return "retention.change-window";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Rule rule = RuleTable.find(connection, wish.dataClass());
        return List.of(ProposedChange.of("window", rule.window(), wish.window()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Rule rule = unchanged(transaction, wish.dataClass(), wish.version());
        retention.requireNoPromiseBroken(transaction, rule, wish.window(), wish.policyVersion());
        boolean shorter = ClassRule.isLonger(rule.window(), wish.window());
        PendingWindow pending = shorter
                ? new PendingWindow(
                        wish.window(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS).plus(Retention.SECOND_THOUGHTS))
                : null;
        Rule next = new Rule(
                wish.dataClass(),
                shorter ? rule.window() : wish.window(),
                pending,
                rule.confirmedAt(),
                rule.version() + 1);
        RuleTable.update(transaction, next);
        Map<String, String> told = new HashMap<>(Map.of(
                "approval", "approval:" + consent.proposal(),
                "before", rule.window().toString(),
                "after", wish.window().toString()));
        if (wish.policyVersion() != null) {
            told.put("policy", "policy:" + wish.policyVersion());
        }
        if (pending != null) {
            told.put("effective", pending.effectiveAt().toString());
        }
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        kind(),
                        Act.Outcome.DONE,
                        Retention.subject(wish.dataClass()),
                        null,
                        consent.request(),
                        told));
        news.tell(transaction, Retention.changed(next));
    }
}
