package ai.ominigate.abuse.review;

import ai.ominigate.abuse.review.CaseState.Step;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ClaimCase;
import ai.ominigate.model.abuse.CloseCase;
import ai.ominigate.model.abuse.HandOverCase;
import ai.ominigate.model.abuse.HoldCase;
import ai.ominigate.model.abuse.KeepClaim;
import ai.ominigate.model.abuse.MergeCase;
import ai.ominigate.model.abuse.NoteCase;
import ai.ominigate.model.abuse.RenewEvidence;
import ai.ominigate.model.abuse.ReopenCase;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import ai.ominigate.retention.Windows;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What somebody does with a case. Every step says which version it is about; who saw an older one gets the present. Blocks. */
@Singleton
public final class Cases {
    /** How long somebody works on a case unless they are heard of. */
    static final Duration CLAIMED = Duration.ofMinutes(15);
    /** How long with their word that they need it. */
    static final Duration EXTENDED = Duration.ofHours(1);
    /** How long with their word that they will come back. */
    static final Duration HELD = Duration.ofDays(3);

    private static final Duration TYPING = Duration.ofSeconds(30);
    /** By how much a score must grow to wake a snoozed case. */
    private static final double WAKES = 1.5;

    private final Commands commands;
    private final Colleagues colleagues;
    private final CaseView view;
    private final Evidence evidence;
    private final Flags flags;
    private final CaseNews news;
    private final DataSource dataSource;
    private final InstantSource clock;

    Cases(
            Commands commands,
            Colleagues colleagues,
            CaseView view,
            Evidence evidence,
            Flags flags,
            CaseNews news,
            DataSource dataSource,
            InstantSource clock) {
        this.commands = commands;
        this.colleagues = colleagues;
        this.view = view;
        this.evidence = evidence;
        this.flags = flags;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Shows a case; that it was looked at is written down first. */
    CaseDetails look(UUID id, Actor.Member me, String request) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            CaseFile file = CaseTable.find(transaction, id);
            if (file == null) {
                throw unknown();
            }
            news.record(transaction, me, "view", id, request, Map.of());
            return view.details(transaction, file, now());
        });
    }

    /** Takes a case up. */
    public CaseSummary claim(UUID id, ExpectedVersion version, ClaimCase wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, "claim", (transaction, file, now) -> {
            UUID other = file.claimedBy(now);
            if (other != null && !other.equals(me.member()) && !wish.takeOver()) {
                throw claimed(transaction, Objects.requireNonNull(file.claim()));
            }
            step(transaction, file, new Step.Claim(), null, now);
            CaseTable.updateClaim(
                    transaction, id, new CaseFile.Claim(me.member(), now.plus(CLAIMED), false, null), false);
            happened(transaction, id, now, Timeline.Kind.CLAIMED, me, null, null);
        });
    }

    private Refused claimed(Connection connection, CaseFile.Claim claim) throws SQLException {
        Colleague by = CaseView.colleague(view.named(connection, List.of(claim.by())), claim.by());
        return new Refused(
                HttpStatus.CONFLICT,
                "case_claimed",
                by.name() + " works on this case until " + claim.until().truncatedTo(ChronoUnit.SECONDS)
                        + ". Ask them to hand it over, or take it over.");
    }

    /** Says that one still works on it, and whether one is writing: seen by colleagues, and no new version. */
    CaseSummary keepClaim(UUID id, KeepClaim wish, Actor.Member me) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            CaseFile file = locked(transaction, id);
            Instant now = now();
            CaseFile.Claim claim = own(file, me, now);
            boolean wrote = claim.typingUntil() != null && claim.typingUntil().isAfter(now);
            CaseTable.updateClaim(
                    transaction,
                    id,
                    new CaseFile.Claim(
                            me.member(),
                            later(claim.until(), now.plus(CLAIMED)),
                            claim.held(),
                            wish.typing() ? now.plus(TYPING) : null),
                    false);
            if (wrote != wish.typing()) {
                news.tell(transaction, id, "presence", file.version());
            }
            return view.summary(transaction, Objects.requireNonNull(CaseTable.find(transaction, id)), now);
        });
    }

    /** Asks for an hour. */
    public CaseSummary extend(UUID id, ExpectedVersion version, Actor.Member me, Command command) throws SQLException {
        return change(id, version, null, me, command, "extend", (transaction, file, now) -> {
            CaseFile.Claim claim = own(file, me, now);
            CaseTable.updateClaim(
                    transaction,
                    id,
                    new CaseFile.Claim(
                            me.member(), later(claim.until(), now.plus(EXTENDED)), claim.held(), claim.typingUntil()),
                    true);
        });
    }

    /** Says that one will come back to it, within three days. */
    public CaseSummary hold(UUID id, ExpectedVersion version, HoldCase wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, "hold", (transaction, file, now) -> {
            own(file, me, now);
            CaseTable.updateClaim(transaction, id, new CaseFile.Claim(me.member(), now.plus(HELD), true, null), true);
            happened(transaction, id, now, Timeline.Kind.HELD, me, wish.reason(), null);
        });
    }

    /** Gives it to a colleague who may decide it. */
    public CaseSummary handOver(UUID id, ExpectedVersion version, HandOverCase wish, Actor.Member me, Command command)
            throws SQLException {
        UUID to = Names.uuid("to", wish.to());
        return change(id, version, wish, me, command, "hand-over", (transaction, file, now) -> {
            own(file, me, now);
            if (Rights.of(colleagues.rolesNow(transaction, to), Capability.DECIDE_ABUSE) == Mark.NO) {
                throw Refused.invalid("The field 'to' is the id of a colleague who may decide cases.");
            }
            CaseTable.updateClaim(transaction, id, new CaseFile.Claim(to, now.plus(HELD), true, null), true);
            happened(transaction, id, now, Timeline.Kind.HANDED_OVER, me, wish.note(), "staff:" + to);
        });
    }

    /** Leaves it to others. */
    public CaseSummary release(UUID id, ExpectedVersion version, Actor.Member me, Command command) throws SQLException {
        return change(id, version, null, me, command, "release", (transaction, file, now) -> {
            own(file, me, now);
            step(transaction, file, new Step.Release(), null, now);
            CaseTable.updateClaim(transaction, id, null, false);
            happened(transaction, id, now, Timeline.Kind.RELEASED, me, null, null);
        });
    }

    /** Begins to look at it. */
    public CaseSummary review(UUID id, ExpectedVersion version, Actor.Member me, Command command) throws SQLException {
        return change(id, version, null, me, command, "review", (transaction, file, now) -> {
            step(transaction, file, new Step.Review(), null, now);
            happened(transaction, id, now, Timeline.Kind.REVIEWED, me, null, null);
        });
    }

    /** Writes something down; two who do so do not disturb each other. */
    public CaseSummary note(UUID id, NoteCase wish, Actor.Member me, Command command) throws SQLException {
        return commands.once(command, wish, CaseSummary.class, transaction -> {
            CaseFile file = locked(transaction, id);
            if (file.reducedAt() != null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "case_reduced",
                        "Only the record of what was decided is left of this case; nothing can be added to it.");
            }
            Instant now = now();
            happened(transaction, id, now, Timeline.Kind.NOTED, me, wish.words(), null);
            news.record(transaction, me, "note", id, command.requestId(), Map.of());
            news.tell(transaction, id, "noted", file.version());
            return view.summary(transaction, file, now);
        });
    }

    /** Lets it wait until it gets worse: by half, or by something of another kind. */
    public CaseSummary snooze(UUID id, ExpectedVersion version, Actor.Member me, Command command) throws SQLException {
        return change(id, version, null, me, command, "snooze", (transaction, file, now) -> {
            int wakesAt = Math.max(Band.FLAG.from(), (int) Math.ceil(file.score() * WAKES));
            step(transaction, file, new Step.Snooze(wakesAt), null, now);
            CaseTable.updateClaim(transaction, id, null, false);
            happened(transaction, id, now, Timeline.Kind.SNOOZED, me, null, null);
        });
    }

    /** Says that it is done, and what its flags turned out to be with it. */
    public CaseSummary close(UUID id, ExpectedVersion version, CloseCase wish, Actor.Member me, Command command)
            throws SQLException {
        Disposition disposition = Disposition.valueOf(wish.disposition().name());
        return change(id, version, wish, me, command, "close", (transaction, file, now) -> {
            close(transaction, file, disposition, wish.reason().name(), now);
            happened(transaction, id, now, Timeline.Kind.CLOSED, me, wish.note(), null);
        });
    }

    /** Closes a case that this transaction holds. */
    static void close(Connection transaction, CaseFile file, Disposition disposition, String reason, Instant now)
            throws SQLException {
        step(transaction, file, new Step.Close(disposition), reason, now);
        FlagTable.dispose(transaction, file.id(), disposition, now);
        CaseTable.dropKeys(transaction, file.id());
        CaseTable.updateClaim(transaction, file.id(), null, false);
        Instant until = Windows.end(transaction, DataClass.EVIDENCE, now);
        CaseTable.updateEvidence(
                transaction,
                file.id(),
                until.isBefore(file.evidenceUntil()) ? until : file.evidenceUntil(),
                file.evidenceRenewedAt());
    }

    /** Says that it is not done after all. */
    public CaseSummary reopen(UUID id, ExpectedVersion version, ReopenCase wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, "reopen", (transaction, file, now) -> {
            step(transaction, file, new Step.Reopen(), null, now);
            takeUpAgain(transaction, file, now);
            happened(transaction, id, now, Timeline.Kind.REOPENED, me, wish.reason(), null);
        });
    }

    /** What a case that is open again takes back: its flags, undecided, and what is raised about them. */
    private void takeUpAgain(Connection transaction, CaseFile file, Instant now) throws SQLException {
        if (file.reducedAt() != null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "case_reduced",
                    "Only the record of what was decided is left of this case; it cannot be opened again.");
        }
        if (!CaseTable.takeKeysBack(transaction, file.id())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "case_succeeded",
                    "Another case about the same is open by now; work on that one. This one is among its related cases.");
        }
        FlagTable.dispose(transaction, file.id(), null, now);
        Instant longest = Windows.end(transaction, DataClass.OPEN_EVIDENCE, file.openedAt());
        if (file.evidenceGoneAt() == null && longest.isAfter(file.evidenceUntil())) {
            CaseTable.updateEvidence(transaction, file.id(), longest, file.evidenceRenewedAt());
        }
        flags.recount(transaction, Objects.requireNonNull(CaseTable.lock(transaction, file.id())), now);
    }

    /**
     * Makes a case part of another one, which takes over its flags, its evidence and what comes after. Of two who merge two
     * cases into each other at once, one gets the present state.
     *
     * @return the case that goes on
     */
    public CaseSummary merge(UUID id, ExpectedVersion version, MergeCase wish, Actor.Member me, Command command)
            throws SQLException {
        UUID into = Names.uuid("into", wish.into());
        if (into.equals(id)) {
            throw Refused.invalid("The field 'into' is the id of another case.");
        }
        return commands.once(command, wish, CaseSummary.class, transaction -> {
            CaseTable.lockBoth(transaction, id, into);
            Instant now = now();
            CaseFile from = locked(transaction, id);
            version.check(view.summary(transaction, from, now));
            CaseFile target = locked(transaction, into);
            new ExpectedVersion(wish.intoVersion()).check(view.summary(transaction, target, now));
            if (!target.state().isOpen()) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "case_not_open",
                        "The case to merge into is not open, so it cannot go on. Reopen it first, or merge the other way"
                                + " round.");
            }
            step(transaction, from, new Step.Merge(into), null, now);
            FlagTable.move(transaction, id, into);
            CaseTable.handKeysOn(transaction, id, into);
            CaseTable.updateClaim(transaction, id, null, false);
            evidence.move(transaction, id, into);
            if (from.evidenceUntil().isBefore(target.evidenceUntil())) {
                // What is merged in is held no longer for it.
                CaseTable.updateEvidence(transaction, into, from.evidenceUntil(), target.evidenceRenewedAt());
            }
            happened(transaction, id, now, Timeline.Kind.MERGED, me, null, "case:" + into);
            happened(transaction, into, now, Timeline.Kind.ABSORBED, me, null, "case:" + id);
            CaseTable.updateClaim(transaction, into, target.claim(), true);
            flags.recount(transaction, locked(transaction, into), now);
            news.record(transaction, me, "merge", id, command.requestId(), Map.of("into", "case:" + into));
            news.tell(transaction, id, "changed", from.version() + 1);
            CaseFile merged = Objects.requireNonNull(CaseTable.find(transaction, into));
            news.tell(transaction, into, "changed", merged.version());
            return view.summary(transaction, merged, now);
        });
    }

    /** Keeps its evidence for another window of open cases, once. */
    public CaseSummary renewEvidence(
            UUID id, ExpectedVersion version, RenewEvidence wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, "renew-evidence", (transaction, file, now) -> {
            if (!file.state().isOpen()) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "case_closed",
                        "This case is not open, so it holds no evidence for longer.");
            }
            if (file.evidenceRenewedAt() != null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "evidence_renewed",
                        "The evidence of this case was renewed before, and that is possible once. Decide the case.");
            }
            if (file.evidenceGoneAt() != null) {
                throw new Refused(HttpStatus.CONFLICT, "evidence_gone", "The evidence of this case is gone.");
            }
            CaseTable.updateEvidence(
                    transaction, id, Windows.end(transaction, DataClass.OPEN_EVIDENCE, file.evidenceUntil()), now);
            CaseTable.updateClaim(transaction, id, file.claim(), true);
            happened(transaction, id, now, Timeline.Kind.EVIDENCE_RENEWED, me, wish.reason(), null);
        });
    }

    /** What one step does, in the transaction that holds the case. */
    @FunctionalInterface
    interface Change {
        void in(Connection transaction, CaseFile file, Instant now) throws SQLException;
    }

    /** The version that a case has now, for whoever acts on what is there and not on what they saw. */
    public long version(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            CaseFile file = CaseTable.find(connection, id);
            if (file == null) {
                throw unknown();
            }
            return file.version();
        }
    }

    private CaseSummary change(
            UUID id,
            ExpectedVersion version,
            @Nullable Object wish,
            Actor.Member me,
            Command command,
            String verb,
            Change change)
            throws SQLException {
        return commands.once(command, wish, CaseSummary.class, transaction -> {
            CaseFile file = locked(transaction, id);
            Instant now = now();
            version.check(view.summary(transaction, file, now));
            change.in(transaction, file, now);
            CaseFile changed = Objects.requireNonNull(CaseTable.find(transaction, id));
            Map<String, String> details = new TreeMap<>();
            details.put("from", file.state().word());
            details.put("to", changed.state().word());
            news.record(transaction, me, verb, id, command.requestId(), details);
            news.tell(transaction, id, "changed", changed.version());
            return view.summary(transaction, changed, now);
        });
    }

    private static void step(Connection transaction, CaseFile file, Step step, @Nullable String reason, Instant now)
            throws SQLException {
        CaseTable.updateState(transaction, file.id(), file.state().after(step), reason, now);
    }

    private static void happened(
            Connection transaction,
            UUID id,
            Instant now,
            Timeline.Kind kind,
            Actor.Member me,
            @Nullable String words,
            @Nullable String refersTo)
            throws SQLException {
        Timeline.add(transaction, id, now, kind, me.member(), words, refersTo);
    }

    private static CaseFile.Claim own(CaseFile file, Actor.Member me, Instant now) {
        CaseFile.Claim claim = file.claimAt(now);
        if (claim == null || !claim.by().equals(me.member())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "claim_lost",
                    "You do not work on this case any more: your claim has ended or a colleague took over. Claim it again.");
        }
        return claim;
    }

    private static CaseFile locked(Connection transaction, UUID id) throws SQLException {
        CaseFile file = CaseTable.lock(transaction, id);
        if (file == null) {
            throw unknown();
        }
        return file;
    }

    private static Refused unknown() {
        return Refused.notFound("There is no case with this id.");
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
