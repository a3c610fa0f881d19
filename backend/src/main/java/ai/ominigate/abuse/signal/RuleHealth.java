package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.review.Flags;
import ai.ominigate.abuse.review.Flags.Precision;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalDouble;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts rules into shadow mode that are wrong too often, as people decided about what they found. Blocks. */
@Singleton
final class RuleHealth {
    /** The last flags of a rule that somebody decided about count. */
    static final int LAST = 50;

    /** A rule that is right less often is only tried out until somebody has looked at it. */
    static final double LEAST_SHARE = 0.6;

    /** Fewer say nothing. */
    static final int LEAST_TOLD = 20;

    private static final Logger LOG = LoggerFactory.getLogger(RuleHealth.class);

    private final RuleStore rules;
    private final Flags flags;
    private final AuditLog audit;
    private final LiveNews news;
    private final DataSource dataSource;

    RuleHealth(RuleStore rules, Flags flags, AuditLog audit, LiveNews news, DataSource dataSource) {
        this.rules = rules;
        this.flags = flags;
        this.audit = audit;
        this.news = news;
        this.dataSource = dataSource;
    }

    /**
     * Of the last {@link #LAST} flags that somebody decided about; of those that it raised since somebody changed it last,
     * as they meant it to do better.
     */
    Precision precision(RuleStore.Decided rule) throws SQLException {
        int fromVersion = rule.by() == null ? 1 : rule.version().version();
        return flags.precision(rule.version().signal().name(), fromVersion, LAST);
    }

    static boolean isTooLow(Precision precision) {
        OptionalDouble share = precision.share();
        return precision.confirmed() + precision.wrong() >= LEAST_TOLD
                && share.isPresent()
                && share.getAsDouble() < LEAST_SHARE;
    }

    /** Looks at all rules that act. */
    void check() throws SQLException {
        for (RuleStore.Decided rule : rules.present()) {
            if (!rule.version().shadow() && isTooLow(precision(rule))) {
                shadow(rule.version());
            }
        }
    }

    private void shadow(RuleVersion wrong) throws SQLException {
        boolean done = Transaction.run(dataSource, transaction -> {
            if (!rules.lock(transaction, wrong.signal()).version().equals(wrong)) {
                return false; // somebody was faster
            }
            RuleVersion next = wrong.inShadow();
            rules.add(
                    transaction,
                    next,
                    null,
                    "Fewer than 60 % of its last flags were right; it is only tried out until somebody changes it.");
            audit.append(transaction, act(next));
            news.tell(transaction, told(next));
            return true;
        });
        if (done) {
            LOG.warn("The rule {} was wrong too often and is in shadow mode now.", wrong.signal());
        }
    }

    private static Act act(RuleVersion next) {
        return new Act(
                new Actor.Automatic(),
                "rule.shadow",
                Act.Outcome.DONE,
                subject(next.signal()),
                null,
                null,
                Map.of("version", String.valueOf(next.version())));
    }

    static String subject(Signal signal) {
        return "rule:" + signal.name();
    }

    /** Everybody who works on cases is told that they are counted otherwise. */
    static News told(RuleVersion next) {
        return new News(
                "rule.changed",
                subject(next.signal()),
                (long) next.version(),
                new News.Audience.Having(Capability.VIEW_CASES));
    }
}
