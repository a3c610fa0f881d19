package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.model.retention.WindowPreview;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is kept how long, and whether that is kept to. Blocks. */
@Singleton
public final class Retention {
    /** A shorter window takes effect so long after two people agreed: what goes then cannot be brought back. */
    static final Duration SECOND_THOUGHTS = Duration.ofHours(24);

    private final Kept kept;
    private final Purges purges;
    private final PublishedPolicy policy;
    private final DataSource dataSource;
    private final InstantSource clock;

    Retention(Kept kept, Purges purges, PublishedPolicy policy, DataSource dataSource, InstantSource clock) {
        this.kept = kept;
        this.purges = purges;
        this.policy = policy;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** The classes of which something is kept longer than its window. Empty is healthy. */
    public List<DataClass> overdue() throws SQLException {
        return purges.overdue();
    }

    /** The classes whose window is a draft. */
    public List<DataClass> unconfirmed(Connection connection) throws SQLException {
        List<DataClass> unconfirmed = new ArrayList<>();
        for (DataClass dataClass : kept.classes()) {
            if (RuleTable.find(connection, dataClass).confirmedAt() == null) {
                unconfirmed.add(dataClass);
            }
        }
        return unconfirmed;
    }

    /**
     * Refuses to tell people a window that is a draft: what they read is a promise.
     *
     * @param texts what they are about to read, in each language
     * @throws Refused (409 {@code window_not_confirmed}) with the windows and the sentences that tell them
     */
    public void requireNoDraftTold(Connection connection, Map<LegalLocale, String> texts) throws SQLException {
        SequencedSet<String> drafts = new LinkedHashSet<>();
        SequencedSet<String> sentences = new LinkedHashSet<>();
        for (DataClass dataClass : unconfirmed(connection)) {
            Span window = Span.of(RuleTable.find(connection, dataClass).window());
            texts.values().stream()
                    .flatMap(text -> ToldWindow.in(text).stream())
                    .filter(told -> told.tells(dataClass, window))
                    .forEach(told -> {
                        drafts.add(title(dataClass));
                        sentences.add("\"" + told.sentence() + "\"");
                    });
        }
        if (!drafts.isEmpty()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "window_not_confirmed",
                    "Not confirmed yet: the window of %s. Confirm it first, or take the time out of: %s"
                            .formatted(String.join(", of ", drafts), String.join(" ", sentences)));
        }
    }

    /** Purges what has not been purged today, as is done all the time. */
    public void keepUp() throws SQLException {
        purges.keepUp();
    }

    /** What people call a class. */
    public static String title(DataClass dataClass) {
        return ClassRule.of(dataClass).title();
    }

    /** All rules. */
    List<RetentionRule> rules() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<RetentionRule> rules = new ArrayList<>();
            for (DataClass dataClass : kept.classes()) {
                rules.add(details(connection, RuleTable.find(connection, dataClass)));
            }
            return rules;
        }
    }

    RetentionRule rule(DataClass dataClass) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return details(connection, RuleTable.find(connection, dataClass));
        }
    }

    RetentionRule details(Connection connection, Rule rule) throws SQLException {
        ClassRule fixed = ClassRule.of(rule.dataClass());
        Instant oldest = kept.oldest(connection, rule.dataClass());
        Instant limit = rule.limit(now());
        return new RetentionRule(
                rule.dataClass(),
                rule.version(),
                fixed.title(),
                fixed.countedFrom(),
                rule.window(),
                rule.confirmedAt() == null ? RetentionState.DRAFT : RetentionState.CONFIRMED,
                fixed.legalBasis(),
                fixed.shortest(),
                fixed.longest(),
                rule.pending(),
                rule.confirmedAt(),
                oldest,
                oldest != null && oldest.isBefore(limit),
                kept.older(connection, rule.dataClass(), rule.cutoff(now())),
                kept.held(connection, rule.dataClass(), limit),
                PurgeTable.last(connection, rule.dataClass()));
    }

    /** What a window would remove, without removing it. */
    WindowPreview preview(DataClass dataClass, Period window) throws SQLException {
        requireAdmitted(dataClass, window);
        Instant cutoff = ClassRule.of(dataClass).cutoff(now(), window);
        try (Connection connection = dataSource.getConnection()) {
            Rule rule = RuleTable.find(connection, dataClass);
            return new WindowPreview(
                    dataClass,
                    window,
                    cutoff,
                    kept.older(connection, dataClass, cutoff),
                    kept.held(connection, dataClass, cutoff),
                    kept.oldest(connection, dataClass),
                    ClassRule.isLonger(rule.window(), window));
        }
    }

    /** How many rows a window would remove. */
    long rowsOlder(Connection connection, DataClass dataClass, Period window) throws SQLException {
        return kept.older(connection, dataClass, ClassRule.of(dataClass).cutoff(now(), window));
    }

    static void requireAdmitted(DataClass dataClass, Period window) {
        ClassRule fixed = ClassRule.of(dataClass);
        if (fixed.isFixed()) {
            throw Refused.invalid("Nobody chooses how long it is kept as %s: it is counted from %s."
                    .formatted(fixed.title(), fixed.countedFrom()));
        }
        if (window.isNegative() || window.isZero() || !fixed.admits(window)) {
            throw Refused.invalid("%s is kept for at least %s and at most %s, so %s cannot be chosen."
                    .formatted(fixed.title(), words(fixed.shortest()), words(fixed.longest()), words(window)));
        }
    }

    /**
     * Refuses to lengthen what was promised to be shorter, unless people were told first.
     *
     * @param policyVersion the version of the policy that says so; null if none is named
     */
    void requireNoPromiseBroken(Connection connection, Rule rule, Period window, @Nullable Integer policyVersion)
            throws SQLException {
        Instant confirmed = rule.confirmedAt();
        if (confirmed == null || !ClassRule.isLonger(window, rule.window())) {
            return;
        }
        if (policyVersion == null) {
            throw policyVersionNeeded(
                    "The window of %s is confirmed. To lengthen it, publish a version of the privacy policy that says so first, and name it."
                            .formatted(words(rule.window())));
        }
        PublishedPolicy.Said said = policy.version(connection, policyVersion);
        if (said == null || !said.publishedAt().isAfter(confirmed)) {
            throw policyVersionNeeded(
                    "Version %d of the privacy policy was not published after the window was confirmed, so it does not say that it becomes longer."
                            .formatted(policyVersion));
        }
        if (said.holdsFrom().isAfter(now())) {
            throw policyVersionNeeded("Version %d of the privacy policy holds from %s on; lengthen the window then."
                    .formatted(policyVersion, said.holdsFrom()));
        }
        if (!said.material()) {
            throw policyVersionNeeded(
                    "Version %d of the privacy policy was published as no material change, so nobody was written to of it."
                            .formatted(policyVersion));
        }
        if (!said.inForce()) {
            throw policyVersionNeeded("Version %d of the privacy policy does not hold any more; name the one that does."
                    .formatted(policyVersion));
        }
        for (LegalLocale locale : LegalLocale.values()) {
            if (!says(said.texts().getOrDefault(locale, ""), rule.dataClass(), window)) {
                throw policyVersionNeeded(
                        "Version %d of the privacy policy has no sentence in %s that says \"%s\" of the class %s, of no other class and with no other time in it, so nobody was told of that window. Words that name it: %s."
                                .formatted(
                                        policyVersion,
                                        locale.tag(),
                                        words(window),
                                        title(rule.dataClass()),
                                        String.join(
                                                ", ",
                                                ClassWords.of(rule.dataClass()).in(locale))));
            }
        }
    }

    private static boolean says(String text, DataClass dataClass, Period window) {
        return ToldWindow.in(text).stream().anyMatch(told -> told.promises(dataClass, Span.of(window)));
    }

    private static Refused policyVersionNeeded(String why) {
        return new Refused(HttpStatus.CONFLICT, "policy_version_needed", why);
    }

    /** A window as people say it, as "13 months". */
    static String words(Period window) {
        List<String> parts = new ArrayList<>();
        add(parts, window.getYears(), "year");
        add(parts, window.getMonths(), "month");
        add(parts, window.getDays(), "day");
        return parts.isEmpty() ? "no longer" : String.join(" and ", parts);
    }

    private static void add(List<String> parts, int number, String unit) {
        if (number != 0) {
            parts.add(number + " " + unit + (number == 1 ? "" : "s"));
        }
    }

    static String subject(DataClass dataClass) {
        return "retention:" + dataClass.name().toLowerCase(Locale.ROOT);
    }

    static News changed(Rule rule) {
        return new News(
                "retention.changed",
                subject(rule.dataClass()),
                rule.version(),
                new News.Audience.Having(Capability.VIEW_POLICY));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
