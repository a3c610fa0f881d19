package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.decision.OwnerNotices;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.ReportLeakedKey;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keys that somebody has found where everybody can read them, and tells us of (S7). The key is slowed down at once and its
 * owner told; to give it up is for the owner or for whoever decides the case. Blocks.
 */
@Singleton
final class LeakedKeys {
    private static final String SIGNAL = "S7";

    /** Of no use once it is older: what it is about is gone from every log by then. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final KeyDirectory keys;
    private final Accounts accounts;
    private final Flags flags;
    private final PresentRules rules;
    private final Decisions decisions;
    private final OwnerNotices owners;
    private final CaseView view;
    private final CaseNews news;
    private final Commands commands;
    private final DataSource dataSource;
    private final InstantSource clock;

    LeakedKeys(
            KeyDirectory keys,
            Accounts accounts,
            Flags flags,
            PresentRules rules,
            Decisions decisions,
            OwnerNotices owners,
            CaseView view,
            CaseNews news,
            Commands commands,
            DataSource dataSource,
            InstantSource clock) {
        this.keys = keys;
        this.accounts = accounts;
        this.flags = flags;
        this.rules = rules;
        this.decisions = decisions;
        this.owners = owners;
        this.view = view;
        this.news = news;
        this.commands = commands;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** @return the case that has it now */
    CaseSummary report(ReportLeakedKey wish, Actor.Member me, Command command) throws SQLException {
        UUID key = key(wish.key());
        if (key == null) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "key_unknown",
                    "No key of ours that still works is this one, so nobody can use it. If it was cut, look for the rest.");
        }
        // The secret itself is part of nothing that is kept, not even of what the command is known again by.
        Map<String, String> known = Map.of("key", key.toString(), "where", wish.where(), "reference", wish.reference());
        return commands.once(command, known, CaseSummary.class, transaction -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            UUID caseId =
                    found(transaction, new Report(key, wish.where(), wish.reference()), me, command.requestId(), now);
            if (caseId == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "allow_listed",
                        "This key or its account is on the allow-list, so nothing counts against it. Take it off first.");
            }
            return view.summary(transaction, Objects.requireNonNull(CaseTable.find(transaction, caseId)), now);
        });
    }

    /**
     * What somebody has found.
     *
     * @param key the id of the key
     * @param where it was found
     * @param reference what they call their report
     */
    private record Report(UUID key, String where, String reference) {}

    /**
     * A program that looks through what is public has found a secret. What is no key of ours that works, or is on the
     * allow-list, is left alone.
     *
     * @param request the {@code x-request-id}
     * @return whether it is, or was, a key of ours
     */
    boolean found(String secret, String where, String reference, String request) throws SQLException {
        ApiKey key = keys.find(secret);
        if (key == null) {
            try (Connection connection = dataSource.getConnection()) {
                return accounts.wasIssued(connection, secret);
            }
        }
        Transaction.run(dataSource, transaction -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            return Optional.ofNullable(
                    found(transaction, new Report(key.id(), where, reference), new Actor.Automatic(), request, now));
        });
        return true;
    }

    /** @return the case that has it now; null if nothing counts against the key */
    private @Nullable UUID found(Connection transaction, Report report, Actor actor, String request, Instant now)
            throws SQLException {
        Flags.Raised raised = flags.raise(transaction, flag(transaction, report, now));
        UUID caseId = raised.caseId();
        if (caseId == null) {
            return null;
        }
        if (raised.first()) {
            Timeline.add(
                    transaction,
                    caseId,
                    now,
                    Timeline.Kind.NOTICED,
                    actor instanceof Actor.Member member ? member.member() : null,
                    report.where() + ", " + report.reference(),
                    "flag:" + raised.flag());
            decisions.automatic(
                    transaction,
                    new Entity.Key(report.key()),
                    DecisionAction.THROTTLE,
                    AbuseCategory.STOLEN_KEY,
                    FirstAid.LASTS,
                    caseId,
                    "Key in public");
            owners.keyFoundInPublic(transaction, report.key());
        }
        news.record(transaction, actor, "leaked-key", caseId, request, Map.of("key", "key:" + report.key()));
        return caseId;
    }

    /** By its id, or by the secret itself. */
    private @Nullable UUID key(String told) throws SQLException {
        ApiKey found = keys.find(told.strip());
        if (found != null) {
            return found.id();
        }
        UUID id;
        try {
            id = UUID.fromString(told.strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
        try (Connection connection = dataSource.getConnection()) {
            return accounts.ownerOf(connection, id) == null ? null : id;
        }
    }

    private Flag flag(Connection transaction, Report report, Instant now) throws SQLException {
        // The same report twice is one.
        String name = "leak of " + report.key() + ": " + report.reference();
        return rules.of(transaction, SIGNAL)
                .counting()
                .flag(
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                        new Entity.Key(report.key()),
                        1,
                        now,
                        now,
                        now.plus(KEPT),
                        Map.of(Flag.EVENTS, 1L));
    }
}
