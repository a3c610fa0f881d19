package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.decision.GuardRails.Obstacle;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.context.BeanProvider;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What was decided, and what rules decide for a while. Blocks.
 *
 * <p>Whoever decides holds the case first, then the row that orders all decisions, then looks at what is decided already:
 * so decisions about the same are made one after the other and nobody waits in a circle.
 */
@Singleton
public final class Decisions {
    private static final int OVERDUE_AT_ONCE = 200;

    private final DataSource dataSource;
    private final GuardRails rails;
    private final AbuseSettings settings;
    private final BeanProvider<DecidedCases> cases;
    private final Accounts accounts;
    private final Notices notices;
    private final AuditLog audit;
    private final LiveNews news;
    private final InstantSource clock;

    Decisions(
            DataSource dataSource,
            GuardRails rails,
            AbuseSettings settings,
            BeanProvider<DecidedCases> cases,
            Accounts accounts,
            Notices notices,
            AuditLog audit,
            LiveNews news,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.rails = rails;
        this.settings = settings;
        this.cases = cases;
        this.accounts = accounts;
        this.notices = notices;
        this.audit = audit;
        this.news = news;
        this.clock = clock;
    }

    /** All that was decided about this, the newest first. */
    public List<Decision> of(Entity entity) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return DecisionTable.about(connection, entity);
        }
    }

    /** All that decided this case, the newest first. */
    public List<Decision> relatedTo(UUID caseId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return relatedTo(connection, caseId);
        }
    }

    /** The same by a connection that one has. */
    public List<Decision> relatedTo(Connection connection, UUID caseId) throws SQLException {
        return DecisionTable.ofCase(connection, caseId);
    }

    /** This one, or null. */
    public @Nullable Decision find(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, id);
        }
    }

    /** The same by a connection that one has. */
    public @Nullable Decision find(Connection connection, UUID id) throws SQLException {
        return DecisionTable.find(connection, id);
    }

    /** Whether nothing counts against it, as it is on the allow-list, or lies in a network or an account that is. */
    public boolean isAllowListed(Connection connection, Entity entity) throws SQLException {
        return rails.isAllowed(connection, entity, now());
    }

    /** The same as with a scope; blocks everything. */
    public @Nullable UUID automatic(
            Connection transaction,
            Entity entity,
            DecisionAction action,
            AbuseCategory category,
            Duration lasts,
            UUID caseId,
            String reason)
            throws SQLException {
        return automatic(transaction, entity, action, BlockScope.ALL, category, lasts, caseId, reason);
    }

    /**
     * A rule decides for a while, as part of its transaction, and a person has to say what is to be afterwards. Whoever owns
     * what it is about is told. The case is held already by whoever calls this.
     *
     * @param action a throttle; of a network as narrow as what one party has, also a block or a question; of an account,
     *     also that a card is confirmed before anything more is paid
     * @param scope of a block; not looked at for whatever else
     * @param category what an owner is told that their use looks like
     * @param lasts at most an hour
     * @param reason a word or a few, at most 200 characters, without personal data
     * @return the decision; null if nothing was decided, because it is allowed, our own, was lifted within a day, or a
     *     decision about it is in force already
     */
    public @Nullable UUID automatic(
            Connection transaction,
            Entity entity,
            DecisionAction action,
            BlockScope scope,
            AbuseCategory category,
            Duration lasts,
            UUID caseId,
            String reason)
            throws SQLException {
        Terms terms = Terms.of(action, entity);
        boolean mild = action == DecisionAction.THROTTLE
                || action == DecisionAction.REQUIRE_STEP
                || (action == DecisionAction.BLOCK_NETWORK && Terms.isSingle(entity));
        if (terms == null || !mild || !lasts.isPositive() || lasts.compareTo(Terms.LONGEST_AUTOMATIC) > 0) {
            throw new IllegalArgumentException(
                    "a rule throttles, or blocks or asks what one party has, for an hour at most");
        }
        return decideForAWhile(transaction, entity, action, scope, category, lasts, caseId, reason);
    }

    /**
     * An account is suspended as its payment was taken back: for an hour at most, in which a person has to say what is to be
     * afterwards, and the same holds as for what else a rule decides. It is the only suspension that no person decides, as
     * what is called until then is paid by nobody.
     *
     * @param reason a word or a few, at most 200 characters, without personal data
     * @return the decision; null if nothing was decided
     */
    public @Nullable UUID freeze(Connection transaction, UUID account, UUID caseId, String reason) throws SQLException {
        return decideForAWhile(
                transaction,
                new Entity.Account(account),
                DecisionAction.SUSPEND_ACCOUNT,
                null,
                AbuseCategory.PAYMENT_FRAUD,
                Terms.LONGEST_AUTOMATIC,
                caseId,
                reason);
    }

    /** Ends what a payment that was taken back has suspended, as it was given back; part of this transaction. */
    public void thaw(Connection transaction, UUID account) throws SQLException {
        DecisionTable.hold(transaction);
        Instant now = now();
        for (Decision each : DecisionTable.about(transaction, new Entity.Account(account))) {
            if (each.automatic() && each.action() == DecisionAction.SUSPEND_ACCOUNT && each.inForce(now)) {
                end(transaction, each, DecisionEnd.LIFTED, new Actor.Automatic(), null, now);
            }
        }
    }

    /** What requires this step of this account now; null if nothing does. */
    public @Nullable UUID requiring(Connection connection, UUID account, RequiredStep step) throws SQLException {
        Instant now = now();
        return DecisionTable.about(connection, new Entity.Account(account)).stream()
                .filter(decision -> decision.step() == step && decision.inForce(now))
                .map(Decision::id)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whoever had to has done what this requires of this account: it ends, as part of this transaction, and is told. Nothing
     * follows from that for what rules decide later. What has ended already, or is about another account, stays as it is.
     */
    public void taken(Connection transaction, UUID id, UUID account) throws SQLException {
        DecisionTable.hold(transaction);
        Instant now = now();
        Decision decision = DecisionTable.lock(transaction, id);
        if (decision != null
                && decision.action() == DecisionAction.REQUIRE_STEP
                && decision.entity().equals(new Entity.Account(account))
                && decision.inForce(now)) {
            end(transaction, decision, DecisionEnd.STEP_TAKEN, new Actor.Automatic(), null, now);
        }
    }

    private @Nullable UUID decideForAWhile(
            Connection transaction,
            Entity entity,
            DecisionAction action,
            @Nullable BlockScope scope,
            AbuseCategory category,
            Duration lasts,
            UUID caseId,
            String reason)
            throws SQLException {
        DecisionTable.hold(transaction);
        Instant now = now();
        BlockScope blocked = action == DecisionAction.BLOCK_NETWORK ? scope : null;
        RequiredStep step = action == DecisionAction.REQUIRE_STEP ? step(entity) : null;
        if (rails.cannotAsk(step) != null
                || rails.obstacle(transaction, action, entity, blocked, null, now) != null
                || isInGrace(transaction, entity, now)
                || DecisionTable.about(transaction, entity).stream()
                        .anyMatch(known -> known.action() == action && known.step() == step && known.inForce(now))) {
            return null;
        }
        boolean throttles = action == DecisionAction.THROTTLE;
        Decision decision = new Decision(
                UuidV7.at(now),
                1,
                0,
                action,
                entity,
                blocked,
                step,
                throttles ? settings.automaticThrottle() : null,
                category,
                null,
                reason,
                null,
                caseId,
                null,
                now,
                null,
                null,
                lasts,
                now,
                now.plus(lasts),
                null,
                DecisionState.IN_FORCE,
                null,
                null,
                null,
                null);
        DecisionTable.insert(transaction, decision);
        made(transaction, decision, new Actor.Automatic(), null);
        return decision.id();
    }

    /** What a rule asks for: of an account, what only whoever pays for it can show. */
    private static RequiredStep step(Entity entity) {
        return entity instanceof Entity.Net ? RequiredStep.ANSWER_QUESTION : RequiredStep.CONFIRM_CARD;
    }

    /** Whether somebody has just ended what was decided about this, a network around it, or the account whose key it is. */
    private boolean isInGrace(Connection connection, Entity entity, Instant now) throws SQLException {
        if (entity instanceof Entity.Net net) {
            return DecisionTable.isAnyAroundInGrace(connection, net.network(), now);
        }
        String whom = whom(connection, entity);
        return DecisionTable.isInGrace(connection, entity.toString(), now)
                || (whom != null && DecisionTable.isInGrace(connection, whom, now));
    }

    /**
     * It was wrong: undoes it and whatever else in force decided the same case, as part of this transaction. No rule decides
     * the same again within a day, and a later block does not count it as a first one.
     *
     * @param request the {@code x-request-id} of who says so
     */
    public void overturn(Connection transaction, UUID id, Actor.Member by, String request) throws SQLException {
        DecisionTable.hold(transaction);
        Instant now = now();
        Decision decision = DecisionTable.lock(transaction, id);
        if (decision == null) {
            throw new IllegalArgumentException("there is no decision " + id);
        }
        end(transaction, decision, DecisionEnd.OVERTURNED, by, request, now);
        if (decision.entity() instanceof Entity.Account account
                && decision.action() == DecisionAction.REFUND_AND_CLOSE) {
            accounts.setStatus(transaction, account.id(), Account.Status.ACTIVE);
            RefundsDue.withdraw(transaction, id, now);
        }
        notices.overturned(transaction, decision);
        if (decision.caseId() != null) {
            for (Decision hangsOn : DecisionTable.ofCase(transaction, decision.caseId())) {
                boolean restricts =
                        hangsOn.action() != DecisionAction.ALLOW && hangsOn.action() != DecisionAction.DISMISS;
                if (restricts && !hangsOn.id().equals(id) && hangsOn.inForce(now)) {
                    end(transaction, hangsOn, DecisionEnd.OVERTURNED, by, request, now);
                    notices.undone(transaction, hangsOn);
                }
            }
        }
    }

    /** Somebody who had no hand in it has looked at it again, and it stays: its owner is told, as part of this transaction. */
    public void uphold(Connection transaction, UUID id) throws SQLException {
        Decision decision = DecisionTable.find(transaction, id);
        if (decision == null) {
            throw new IllegalArgumentException("there is no decision " + id);
        }
        notices.upheld(transaction, decision);
    }

    /** A decision counts from now on: takes the place of what it is instead of, and is written down and told. */
    void made(Connection transaction, Decision decision, Actor actor, @Nullable String request) throws SQLException {
        if (decision.state() == DecisionState.IN_FORCE) {
            replaceEarlier(transaction, decision, actor, request);
        }
        record(transaction, decision, "decision.make", actor, request);
        tell(transaction, "decision.made", decision);
        if (decision.action() != DecisionAction.WARN) {
            notices.decided(transaction, decision);
        }
        if (!decision.automatic()
                && !GuardRails.restricts(decision.action())
                && decision.action() != DecisionAction.WARN) {
            endWhatWaited(transaction, decision, actor, request);
        }
        DecidedCases file = decision.automatic() ? null : decidedCases(decision.caseId());
        if (file != null && decision.caseId() != null) {
            file.decided(transaction, decision.caseId(), decision);
        }
    }

    /** A person has found nothing to be wrong: what a rule decided until they would look ends. */
    private void endWhatWaited(Connection transaction, Decision decision, Actor actor, @Nullable String request)
            throws SQLException {
        if (decision.caseId() == null) {
            return;
        }
        Instant now = now();
        for (Decision waiting : DecisionTable.ofCase(transaction, decision.caseId())) {
            if (waiting.automatic() && waiting.inForce(now)) {
                end(transaction, waiting, DecisionEnd.LIFTED, actor, request, now);
            }
        }
    }

    private void replaceEarlier(Connection transaction, Decision decision, Actor actor, @Nullable String request)
            throws SQLException {
        for (Decision earlier : DecisionTable.about(transaction, decision.entity())) {
            boolean same = earlier.action() == decision.action()
                    && earlier.step() == decision.step()
                    && (earlier.scope() == decision.scope() || earlier.automatic());
            if (same && !earlier.id().equals(decision.id()) && earlier.state() == DecisionState.IN_FORCE) {
                end(transaction, earlier, DecisionEnd.REPLACED, actor, request, now());
            }
        }
    }

    /** Who keeps cases; null if this decides none. */
    @Nullable
    DecidedCases decidedCases(@Nullable UUID caseId) {
        return caseId == null || !cases.isPresent() ? null : cases.get();
    }

    /** Ends a decision that this transaction holds, and writes it down and tells it. */
    void end(
            Connection transaction,
            Decision decision,
            DecisionEnd ending,
            Actor actor,
            @Nullable String request,
            Instant now)
            throws SQLException {
        boolean undone = (ending == DecisionEnd.LIFTED || ending == DecisionEnd.OVERTURNED)
                && GuardRails.restricts(decision.action());
        DecisionTable.end(
                transaction,
                decision.id(),
                ending,
                actor instanceof Actor.Member member ? member.member() : null,
                now,
                undone ? now.plus(Terms.GRACE) : null);
        record(transaction, decision, "decision." + verb(ending), actor, request);
        tell(transaction, "decision.ended", decision);
        if (ending == DecisionEnd.LIFTED || ending == DecisionEnd.STEP_TAKEN) {
            notices.undone(transaction, decision);
        }
    }

    private static String verb(DecisionEnd ending) {
        return switch (ending) {
            case DONE, EXPIRED -> "expire";
            case ROTATED -> "rotate";
            case STEP_TAKEN -> "take-step";
            case LIFTED -> "lift";
            case OVERTURNED -> "overturn";
            case REPLACED -> "replace";
            case NOT_AGREED -> "decline";
        };
    }

    /** The account that something is decided about, or whose key it is; null if that is nobody's. */
    @Nullable
    String whom(Connection connection, Entity entity) throws SQLException {
        return switch (entity) {
            case Entity.Account account -> account.toString();
            case Entity.Key key -> {
                KeyOwner owner = rails.owner(connection, key.id());
                yield owner == null ? null : new Entity.Account(owner.account()).toString();
            }
            case Entity.Net ignored -> null;
            case Entity.Asn ignored -> null;
            case Entity.Country ignored -> null;
        };
    }

    /** What the audit log keeps for good names nobody: the decision's id leads to what it is about. */
    void record(Connection transaction, Decision decision, String action, Actor actor, @Nullable String request)
            throws SQLException {
        Map<String, String> details = new HashMap<>();
        details.put("action", decision.action().name());
        details.put("entity", Wording.masked(decision.entity()));
        details.put("reason", decision.reason());
        String whom = whom(transaction, decision.entity());
        if (whom != null) {
            details.put("about", whom);
        }
        if (decision.scope() != null) {
            details.put("scope", decision.scope().name());
        }
        if (decision.dismissal() != null) {
            details.put("disposition", decision.dismissal().disposition().name());
            details.put("reasonCode", decision.dismissal().reason().name());
        }
        if (decision.endsAt() != null) {
            details.put("until", decision.endsAt().toString());
        }
        if (decision.caseId() != null) {
            details.put("case", decision.caseId().toString());
        }
        audit.append(
                transaction,
                new Act(actor, action, Act.Outcome.DONE, "decision:" + decision.id(), null, request, details));
    }

    /** Writes down that somebody looks at a decision. */
    void recordLook(UUID id, Actor.Member me, String request) throws SQLException {
        audit.append(new Act(me, "decision.view", Act.Outcome.DONE, "decision:" + id, null, request, Map.of()));
    }

    /** Writes down that this member may do such a thing, and not this one. */
    void recordRefused(String action, @Nullable String subject, Actor.Member me, String request) throws SQLException {
        audit.append(new Act(me, action, Act.Outcome.REFUSED, subject, null, request, Map.of()));
    }

    void tell(Connection transaction, String kind, Decision decision) throws SQLException {
        news.tell(
                transaction,
                new News(kind, "decision:" + decision.id(), null, new News.Audience.Having(Capability.VIEW_CASES)));
    }

    /** Writes down that the time of some is over; that they count no more, every node knows by itself. */
    @Scheduled(initialDelay = "2s", fixedDelay = "2s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void expire() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!DecisionTable.anyOverdue(connection, now())) {
                return;
            }
        }
        Transaction.run(dataSource, transaction -> {
            DecisionTable.hold(transaction);
            Instant now = now();
            List<Decision> overdue = DecisionTable.lockOverdue(transaction, now, OVERDUE_AT_ONCE);
            for (Decision decision : overdue) {
                over(transaction, decision);
            }
            return overdue.size();
        });
    }

    private void over(Connection transaction, Decision decision) throws SQLException {
        if (decision.entity() instanceof Entity.Key key && decision.action() == DecisionAction.SUSPEND_KEY) {
            accounts.revoke(transaction, key.id());
        }
        // It counted no more from then on, whenever that is written down.
        Instant ended = Objects.requireNonNull(decision.endsAt());
        end(transaction, decision, byItself(decision), new Actor.Automatic(), null, ended);
        if (decision.action() == DecisionAction.WARN) {
            notices.decided(transaction, decision);
        }
    }

    /** How this ends when its time is over: a warning is sent then. */
    static DecisionEnd byItself(Decision decision) {
        return decision.action() == DecisionAction.WARN ? DecisionEnd.DONE : DecisionEnd.EXPIRED;
    }

    /** Ends suspensions of keys that their owners have replaced. */
    @Scheduled(initialDelay = "2s", fixedDelay = "2s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void endRotated() throws SQLException {
        for (Decision suspension : rotated()) {
            Transaction.run(dataSource, transaction -> {
                DecisionTable.hold(transaction);
                Decision held = Objects.requireNonNull(DecisionTable.lock(transaction, suspension.id()));
                if (held.state() == DecisionState.IN_FORCE) {
                    end(transaction, held, DecisionEnd.ROTATED, new Actor.Automatic(), null, now());
                }
                return held;
            });
        }
    }

    private List<Decision> rotated() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<Decision> suspended = DecisionTable.suspendedKeys(connection);
            if (suspended.isEmpty()) {
                return List.of();
            }
            Set<UUID> live = accounts.liveOf(
                    connection, suspended.stream().map(Decisions::key).toList());
            return suspended.stream().filter(each -> !live.contains(key(each))).toList();
        }
    }

    private static UUID key(Decision suspension) {
        return ((Entity.Key) suspension.entity()).id();
    }

    /** Tells those who can decide a ban again that it ends soon unless they do. */
    @Scheduled(initialDelay = "1m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void tellOfReviews() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            DecisionTable.hold(transaction);
            Instant now = now();
            List<Decision> near = DecisionTable.lockToReview(transaction, now.plus(Terms.REVIEW_TOLD_BEFORE));
            for (Decision ban : near) {
                DecisionTable.reviewTold(transaction, ban.id(), now);
                record(transaction, ban, "decision.review-near", new Actor.Automatic(), null);
                tell(transaction, "decision.review-near", ban);
            }
            return near.size();
        });
    }

    /** How many bans end within two weeks unless people decide them again. */
    public long bansToReview() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return DecisionTable.bansEnding(connection, now().plus(Terms.REVIEW_TOLD_BEFORE));
        }
    }

    /** How many decisions in force end, or are looked at again, within this time; without the allow-list. */
    public long endingWithin(Duration time) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return DecisionTable.ending(connection, now().plus(time));
        }
    }

    /**
     * What was decided in a day.
     *
     * @param automatic how many rules decided
     * @param human how many people decided or proposed
     */
    public record OfDay(long automatic, long human) {
        /** A day on which nothing was decided. */
        public static final OfDay NOTHING = new OfDay(0, 0);
    }

    /** What was decided in each day by UTC since this one, without the allow-list; a day of nothing is not in it. */
    public Map<LocalDate, OfDay> byDay(LocalDate first) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return DecisionTable.byDay(connection, first);
        }
    }

    /** Some weeks after its end nobody needs to know which address a decision was about; what was decided stays. */
    @Scheduled(initialDelay = "1m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void reduce() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            DecisionTable.hold(transaction);
            return DecisionTable.reduce(transaction, now().minus(Terms.ADDRESS_KEPT));
        });
    }

    /** As precise as the database is. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What is in the way of what was proposed now; null if nothing is. */
    @Nullable
    Obstacle obstacle(Connection connection, Decision proposed, byte @Nullable [] address) throws SQLException {
        Obstacle step = rails.cannotAsk(proposed.step());
        return step != null
                ? step
                : rails.obstacle(connection, proposed.action(), proposed.entity(), proposed.scope(), address, now());
    }
}
