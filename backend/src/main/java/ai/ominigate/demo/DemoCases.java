package ai.ominigate.demo;

import ai.ominigate.abuse.LoggedHeaders;
import ai.ominigate.abuse.OperationalLog;
import ai.ominigate.abuse.decision.DecisionDesk;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Appeals;
import ai.ominigate.abuse.review.Cases;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.review.Flags;
import ai.ominigate.abuse.review.PresentRules;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.ClaimCase;
import ai.ominigate.model.abuse.CloseCase;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.MergeCase;
import ai.ominigate.model.abuse.NoteCase;
import ai.ominigate.model.abuse.RecordAppeal;
import ai.ominigate.model.abuse.SettleAppeal;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.identity.StaffMember;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A day in the life of the abuse desk, so that whoever opens it sees cases of all families in all states: what rules have
 * raised, what two people made of it, an office that many share, an appeal, and a block that ends soon. Addresses are of
 * the networks that are kept for examples (RFC 5737, RFC 3849). Made once.
 */
@Singleton
final class DemoCases {
    /** An account that is there when the day was made. */
    private static final String NORTHWIND = "Northwind Robotics";

    private static final Command COMMAND = new Command("ominigate", "demo", null, "demo");
    private static final Duration LOG = Duration.ofDays(14);

    private final Flags flags;
    private final PresentRules rules;
    private final Cases cases;
    private final Appeals appeals;
    private final DecisionDesk decisions;
    private final OperationalLog log;
    private final Accounts accounts;
    private final Members members;
    private final InstantSource clock;

    DemoCases(
            Flags flags,
            PresentRules rules,
            Cases cases,
            Appeals appeals,
            DecisionDesk decisions,
            OperationalLog log,
            Accounts accounts,
            Members members,
            InstantSource clock) {
        this.flags = flags;
        this.rules = rules;
        this.cases = cases;
        this.appeals = appeals;
        this.decisions = decisions;
        this.log = log;
        this.accounts = accounts;
        this.members = members;
        this.clock = clock;
    }

    /** Makes the day, unless it was made. */
    void make() throws SQLException {
        if (accounts.named(NORTHWIND) != null) {
            return;
        }
        Actor.Member analyst = member(Role.TRUST_SAFETY);
        Actor.Member lead = member(Role.TRUST_SAFETY_LEAD);
        Entity.Account northwind = account(NORTHWIND);
        Entity.Account quickStart = account("Quick Start Trading");
        whatNobodyHasLookedAt();
        whatSomebodyLooksAt(northwind, analyst, lead);
        whatWaitsForASecondPerson(quickStart, analyst);
        whatWasDecided(analyst);
        anOfficeThatAppeals(analyst, lead);
        appealsThatWereDecided(analyst, lead);
        whatIsDone(analyst, lead);
    }

    private void whatNobodyHasLookedAt() throws SQLException {
        Entity.Net stuffer = network("198.51.100.23");
        traffic(stuffer, List.of(), "/admin/v1/session", 401, 40);
        raise("S1", stuffer, 47, 12);
        raise("S2", stuffer, 14, 9);
        raise("S9", network("2001:db8:5ca1:ab1e::1"), 6, 55);
        raise("S15", network("2001:db8:5ca1:ab1e::1"), 740, 50);
    }

    private void whatSomebodyLooksAt(Entity.Account northwind, Actor.Member analyst, Actor.Member lead)
            throws SQLException {
        Entity.Net prober = network("198.51.100.77");
        traffic(prober, List.of(), "/v1/chat/completions", 401, 60);
        UUID probing = open("S3", prober, 212, 25);
        cases.claim(probing, seen(probing), new ClaimCase(false), analyst, COMMAND);

        Entity.Key key = new Entity.Key(key(northwind.id(), "Batch jobs"));
        traffic(network("203.0.113.90"), List.of(key.id()), "/v1/chat/completions", 200, 30);
        raise("S6", northwind, 9, 70);
        UUID spike = open("S5", key, 31, 65);
        cases.claim(spike, seen(spike), new ClaimCase(false), lead, COMMAND);
        cases.review(spike, seen(spike), lead, COMMAND);
        cases.note(
                spike,
                new NoteCase(
                        "A tiny call to a model that this key never used yesterday, and millions of tokens this morning."
                                + " The owner is asked."),
                lead,
                COMMAND);
    }

    private void whatWaitsForASecondPerson(Entity.Account quickStart, Actor.Member analyst) throws SQLException {
        raise("S6", quickStart, 11, 115);
        UUID cards = open("S10", quickStart, 23, 110);
        cases.claim(cards, seen(cards), new ClaimCase(false), analyst, COMMAND);
        decide(DecisionAction.SUSPEND_ACCOUNT, quickStart, null, null, "Tries out cards", cards, analyst);
    }

    private void whatWasDecided(Actor.Member analyst) throws SQLException {
        Entity.Net stormer = network("2001:db8:77::1");
        raise("S15", stormer, 900, 90);
        UUID storm = open("S3", stormer, 48, 85);
        decide(
                DecisionAction.BLOCK_NETWORK,
                stormer,
                BlockScope.API,
                Duration.ofHours(1),
                "Tries keys that there are not",
                storm,
                analyst);
    }

    /** Six accounts at one address look like one who has six. */
    private void anOfficeThatAppeals(Actor.Member analyst, Actor.Member lead) throws SQLException {
        Entity.Net office = network("203.0.113.200");
        List<UUID> keys = new ArrayList<>();
        for (int desk = 1; desk <= 6; desk++) {
            UUID account = account("Harbour Street, desk " + desk).id();
            keys.add(key(account, "Laptop"));
            visit(office, account);
        }
        traffic(office, keys, "/v1/chat/completions", 200, 48);
        raise("S9", office, 6, 200);
        UUID sharing = open("S15", office, 830, 190);
        cases.note(
                sharing,
                new NoteCase(
                        "Six accounts within a day. They call from nine to six, and each has a program of its own."),
                lead,
                COMMAND);
        DecisionDetails block = decide(
                DecisionAction.BLOCK_NETWORK,
                office,
                BlockScope.SIGN_UP,
                Duration.ofHours(8),
                "Makes accounts for free credit",
                sharing,
                analyst);
        appeal(
                block,
                "We are an office of two hundred people behind one address, and new colleagues cannot sign up.",
                lead);
    }

    private void appealsThatWereDecided(Actor.Member analyst, Actor.Member lead) throws SQLException {
        Entity.Net guesser = network("198.51.100.140");
        UUID guessing = open("S1", guesser, 61, 300);
        DecisionDetails stays = decide(
                DecisionAction.BLOCK_NETWORK,
                guesser,
                BlockScope.SIGN_IN,
                Duration.ofHours(4),
                "Guesses passwords",
                guessing,
                analyst);
        AppealDetails refused = appeal(stays, "I only forgot my password.", analyst);
        appeals.uphold(
                UUID.fromString(refused.id()),
                new ExpectedVersion(refused.version()),
                new SettleAppeal("Sixty-one tries at nineteen accounts are no forgotten password."),
                lead,
                COMMAND);

        Entity.Key research = new Entity.Key(key(account("Lindqvist Institute").id(), "Red team"));
        UUID refusals = open("S12", research, 44, 400);
        DecisionDetails goes = decide(
                DecisionAction.THROTTLE, research, null, Duration.ofHours(24), "Mostly refused", refusals, analyst);
        AppealDetails right = appeal(goes, "We measure how models refuse, and told you so in spring.", analyst);
        appeals.overturn(
                UUID.fromString(right.id()),
                new ExpectedVersion(right.version()),
                new SettleAppeal("They have told us, and it is what they do."),
                lead,
                COMMAND);
    }

    private void whatIsDone(Actor.Member analyst, Actor.Member lead) throws SQLException {
        Entity.Key mobile = new Entity.Key(key(account("Tramline Apps").id(), "Mobile app"));
        raise("S8", mobile, 64, 500);
        UUID carriers = open("S14", mobile, 72, 495);
        cases.snooze(carriers, seen(carriers), lead, COMMAND);

        Entity.Key early = new Entity.Key(key(account("Early Bird Radio").id(), "Morning show"));
        UUID launch = open("S5", early, 12, 600);
        close(launch, CaseDisposition.FALSE_POSITIVE, CaseReason.MODEL_LAUNCH, lead);

        UUID taken = open("S18", account("Ferrari & Daughters"), 3, 700);
        close(taken, CaseDisposition.CONFIRMED, CaseReason.ABUSE_STOPPED, analyst);

        UUID one = open("S1", network("198.51.100.40"), 26, 150);
        UUID other = open("S1", network("198.51.100.41"), 31, 140);
        cases.merge(other, seen(other), new MergeCase(one.toString(), cases.version(one)), analyst, COMMAND);
    }

    private void close(UUID id, CaseDisposition disposition, CaseReason reason, Actor.Member by) throws SQLException {
        cases.close(id, seen(id), new CloseCase(disposition, reason, null), by, COMMAND);
    }

    private AppealDetails appeal(DecisionDetails decision, String words, Actor.Member by) throws SQLException {
        return appeals.record(new RecordAppeal(decision.id(), words, null), by, COMMAND);
    }

    private DecisionDetails decide(
            DecisionAction action,
            Entity entity,
            @Nullable BlockScope scope,
            @Nullable Duration lasts,
            String reason,
            UUID caseId,
            Actor.Member by)
            throws SQLException {
        Double perSecond = action == DecisionAction.THROTTLE ? 1.0 : null;
        Decide wish = new Decide(
                action,
                null,
                entity.toString(),
                scope,
                null,
                lasts,
                perSecond,
                null,
                entity instanceof Entity.Net ? null : AbuseCategory.OTHER,
                null,
                null,
                reason,
                null,
                caseId.toString(),
                cases.version(caseId),
                null);
        return decisions.decide(wish, by, COMMAND);
    }

    /** The version that the case has now: nobody else works here yet. */
    private ExpectedVersion seen(UUID caseId) throws SQLException {
        return new ExpectedVersion(cases.version(caseId));
    }

    /** Raises enough for a case. */
    private UUID open(String signal, Entity entity, double observed, int minutes) throws SQLException {
        return Objects.requireNonNull(raise(signal, entity, observed, minutes), signal);
    }

    /**
     * Raises what was first seen so many minutes ago and is still going on, with what its rule's present version says of it.
     *
     * @return the case; null as long as too little is known
     */
    private @Nullable UUID raise(String signal, Entity entity, double observed, int minutes) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Flag flag = rules.of(signal)
                .flag(
                        UuidV7.at(now),
                        entity,
                        observed,
                        now.minus(Duration.ofMinutes(minutes)),
                        now,
                        now.plus(LOG),
                        Map.of(Flag.EVENTS, Math.round(observed), Flag.ACCOUNTS, 1L));
        return flags.raise(flag).caseId();
    }

    /** Requests of the last hour, as the operational log has them. */
    private void traffic(Entity.Net from, List<UUID> keys, String route, int status, int requests) {
        LoggedHeaders headers = LoggedHeaders.of(
                Map.of("user-agent", "openai-python/1.61.0").entrySet().iterator());
        Duration apart = Duration.ofHours(1).dividedBy(requests);
        for (int i = 0; i < requests; i++) {
            UUID key = keys.isEmpty() ? null : keys.get(i % keys.size());
            log.record(new OperationalLog.Entry(
                    clock.instant().minus(apart.multipliedBy(i)),
                    from.network().address(),
                    "POST",
                    route,
                    status,
                    key,
                    headers));
        }
    }

    /** Somebody signed in and looked at what they use. */
    private void visit(Entity.Net from, UUID account) {
        LoggedHeaders headers = LoggedHeaders.of(Map.of("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")
                .entrySet()
                .iterator());
        log.record(new OperationalLog.Entry(
                clock.instant().minus(Duration.ofMinutes(40)),
                from.network().address(),
                "GET",
                "/usage",
                200,
                null,
                account,
                null,
                headers));
    }

    private static Entity.Net network(String address) {
        return Entity.Net.of(InetAddress.ofLiteral(address).getAddress());
    }

    private Entity.Account account(String name) throws SQLException {
        return new Entity.Account(accounts.create(name).id());
    }

    private UUID key(UUID account, String name) throws SQLException {
        return Objects.requireNonNull(accounts.issue(account, NewKey.named(name)))
                .key()
                .id();
    }

    Actor.Member member(Role role) throws SQLException {
        StaffMember member = Objects.requireNonNull(members.named(DemoStaff.email(role)));
        return new Actor.Member(member.id(), UuidV7.at(clock.instant()), member.roles());
    }
}
