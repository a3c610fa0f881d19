package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.abuse.review.FlagTable.Kept;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.retention.Windows;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what rules see. From 30 points on, all that is known of an entity becomes a case, which takes in what comes
 * after; below that, flags are kept and wait for more. Blocks.
 */
@Singleton
public final class Flags {
    /** The signal of a provider that complains about a customer: always of the first priority. */
    static final String PROVIDER_NOTICE = "S13";

    private final Scores scores;
    private final FirstAid firstAid;
    private final CaseNews news;
    private final Decisions decisions;
    private final DataSource dataSource;
    private final InstantSource clock;

    Flags(
            Scores scores,
            FirstAid firstAid,
            CaseNews news,
            Decisions decisions,
            DataSource dataSource,
            InstantSource clock) {
        this.scores = scores;
        this.firstAid = firstAid;
        this.news = news;
        this.decisions = decisions;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /**
     * What became of a flag.
     *
     * @param flag the id that it has from now on: of one that was raised before, that one's
     * @param caseId the case that has it; null in shadow mode, and below the first band
     * @param first whether it was not known before
     */
    public record Raised(UUID flag, @Nullable UUID caseId, boolean first) {}

    /**
     * What became of the last flags of a signal that people decided about.
     *
     * @param confirmed abuse
     * @param wrong the rule saw what was not there, or what is no harm
     * @param open nobody could tell
     */
    public record Precision(int confirmed, int wrong, int open) {

        /** The share of flags that were right, of those that somebody could tell; empty if there are none. */
        public OptionalDouble share() {
            int told = confirmed + wrong;
            return told == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) confirmed / told);
        }
    }

    /** How many flags of these count that nobody has decided about. */
    public int undecided(Collection<? extends Entity> entities) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return FlagTable.undecided(connection, entities);
        }
    }

    /**
     * Raises a flag. To raise the same again, by its id or about the same entity in a time that overlaps, says what was
     * measured anew: nothing is there twice, whichever nodes say it. What somebody found to be wrong or harmless stays so as
     * long as its time overlaps; what goes on after they found it to be abuse, or could not tell, is another flag from then
     * on.
     */
    public Raised raise(Flag flag) throws SQLException {
        return Transaction.run(dataSource, transaction -> raise(transaction, flag));
    }

    /** The same as part of a transaction, which holds the entity's other flags off until it ends. */
    public Raised raise(Connection transaction, Flag flag) throws SQLException {
        FlagTable.lock(transaction, flag.entity());
        List<CaseFile> open = CaseTable.lockOf(transaction, flag.entity());
        Instant now = now();
        Instant decidedAt = FlagTable.abuseDecidedWithin(transaction, flag);
        Flag undecided = decidedAt == null ? flag : after(decidedAt, flag);
        Kept same = FlagTable.same(transaction, undecided);
        return raise(transaction, undecided, same != null && isPast(same, undecided) ? null : same, open, now);
    }

    /** Whether somebody has decided about it, and not so that it would be wrong to say the same again. */
    private static boolean isPast(Kept same, Flag flag) {
        boolean goesOn = same.disposition() == Disposition.CONFIRMED || same.disposition() == Disposition.INCONCLUSIVE;
        return goesOn && same.disposedAt() != null && flag.lastSeen().isAfter(same.disposedAt());
    }

    /** Of what goes on after somebody has decided, only that. */
    private static Flag after(Instant decidedAt, Flag flag) {
        String name = flag.id() + " after " + decidedAt;
        return new Flag(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII)),
                flag.signal(),
                flag.ruleVersion(),
                flag.shadow(),
                flag.entity(),
                flag.family(),
                flag.observed(),
                flag.threshold(),
                flag.points(),
                flag.halfLife(),
                flag.familyCap(),
                decidedAt,
                flag.lastSeen(),
                flag.evidenceExpires(),
                flag.counts());
    }

    private Raised raise(Connection transaction, Flag flag, @Nullable Kept known, List<CaseFile> open, Instant now)
            throws SQLException {
        if (known == null) {
            FlagTable.insert(transaction, flag, now);
        } else if (!renew(transaction, known, flag)) {
            return new Raised(known.flag().id(), known.caseId(), false);
        }
        UUID id = known == null ? flag.id() : known.flag().id();
        if (flag.shadow() || (known != null && known.disposition() != null)) {
            return new Raised(id, known == null ? null : known.caseId(), known == null);
        }
        UUID caseId = known != null && known.caseId() != null ? known.caseId() : caseFor(transaction, flag, now);
        if (caseId != null && known == null) {
            Timeline.add(transaction, caseId, now, Timeline.Kind.FLAGGED, null, null, "flag:" + id);
            EvidenceTable.want(transaction, caseId);
        }
        for (CaseFile file : open) {
            wakeForFamily(transaction, file, flag.family(), now);
            if (file.id().equals(caseId)) {
                comeBack(transaction, file, flag.lastSeen(), now);
            }
        }
        for (CaseFile file : CaseTable.lockOf(transaction, flag.entity())) {
            recount(transaction, file, now);
        }
        return new Raised(id, caseId, known == null);
    }

    /** Writes what is measured anew; whether there was anything. */
    private static boolean renew(Connection transaction, Kept known, Flag flag) throws SQLException {
        Flag before = known.flag();
        Map<String, Long> counts = new HashMap<>(before.counts());
        flag.counts().forEach((name, count) -> counts.merge(name, count, Math::max));
        Flag renewed = new Flag(
                before.id(),
                before.signal(),
                flag.ruleVersion(),
                before.shadow(),
                before.entity(),
                before.family(),
                Math.max(before.observed(), flag.observed()),
                flag.threshold(),
                flag.points(),
                flag.halfLife(),
                flag.familyCap(),
                earlier(before.firstSeen(), flag.firstSeen()),
                later(before.lastSeen(), flag.lastSeen()),
                later(before.evidenceExpires(), flag.evidenceExpires()),
                counts);
        if (renewed.equals(before)) {
            return false;
        }
        FlagTable.update(transaction, renewed);
        return true;
    }

    /** The case that takes the flag in, opened if it is time to; null as long as too little is known. */
    private @Nullable UUID caseFor(Connection transaction, Flag flag, Instant now) throws SQLException {
        UUID keyed = CaseTable.keyed(transaction, flag.entity(), flag.family());
        if (keyed != null) {
            FlagTable.attach(transaction, keyed, flag.entity(), EnumSet.of(flag.family()));
            return keyed;
        }
        List<Kept> known = FlagTable.counting(transaction, null, flag.entity());
        Score score = scores.of(transaction, flag.entity(), flags(known), now);
        boolean notice = flag.signal().equals(PROVIDER_NOTICE) && !score.allowListed();
        return notice || score.total() >= Band.FLAG.from() ? open(transaction, flag, known, score, now) : null;
    }

    private UUID open(Connection transaction, Flag flag, List<Kept> known, Score score, Instant now)
            throws SQLException {
        List<Flag> loose = known.stream()
                .filter(kept -> kept.caseId() == null)
                .map(Kept::flag)
                .toList();
        Set<Family> families = loose.stream().map(Flag::family).collect(Collectors.toSet());
        UUID id = UuidV7.at(now);
        int least = flag.signal().equals(PROVIDER_NOTICE) ? Band.STOP.priority() : Band.FLAG.priority();
        int priority = Math.min(least, Band.of(score.total()).priority());
        CaseTable.insert(
                transaction,
                CaseFile.opened(
                        id,
                        flag.entity(),
                        flag.family(),
                        families,
                        priority,
                        least,
                        score.total(),
                        now,
                        loose.stream()
                                .map(Flag::firstSeen)
                                .min(Instant::compareTo)
                                .orElse(now),
                        loose.stream()
                                .map(Flag::lastSeen)
                                .max(Instant::compareTo)
                                .orElse(now),
                        Windows.end(transaction, DataClass.OPEN_EVIDENCE, now)));
        CaseTable.key(transaction, id, flag.entity(), families);
        FlagTable.attach(transaction, id, flag.entity(), families);
        Timeline.add(transaction, id, now, Timeline.Kind.OPENED, null, null, null);
        news.record(
                transaction,
                new Actor.Automatic(),
                "open",
                id,
                null,
                Map.of("entity", flag.entity().toString(), "signal", flag.signal()));
        news.tell(transaction, id, "opened", 1L);
        return id;
    }

    /** The open case about an entity and a family, opened without a flag if there is none: for what people bring. Locked. */
    CaseFile openFor(Connection transaction, Entity entity, Family family, Instant now) throws SQLException {
        return openFor(transaction, entity, family, new Actor.Automatic(), null, now);
    }

    /** The same, by whom and with which request it was asked for. */
    CaseFile openFor(
            Connection transaction, Entity entity, Family family, Actor by, @Nullable String request, Instant now)
            throws SQLException {
        FlagTable.lock(transaction, entity);
        UUID id = CaseTable.keyed(transaction, entity, family);
        if (id == null) {
            id = UuidV7.at(now);
            int priority = Band.FLAG.priority();
            CaseTable.insert(
                    transaction,
                    CaseFile.opened(
                            id,
                            entity,
                            family,
                            Set.of(family),
                            priority,
                            priority,
                            0,
                            now,
                            now,
                            now,
                            Windows.end(transaction, DataClass.OPEN_EVIDENCE, now)));
            CaseTable.key(transaction, id, entity, Set.of(family));
            UUID member = by instanceof Actor.Member one ? one.member() : null;
            Timeline.add(transaction, id, now, Timeline.Kind.OPENED, member, null, null);
            news.record(transaction, by, "open", id, request, Map.of("entity", entity.toString()));
            news.tell(transaction, id, "opened", 1L);
        }
        return Objects.requireNonNull(CaseTable.lock(transaction, id));
    }

    /** A snoozed case comes back when something of another kind is seen. */
    private void wakeForFamily(Connection transaction, CaseFile file, Family family, Instant now) throws SQLException {
        if (file.state() instanceof CaseState.Snoozed && !file.families().contains(family)) {
            escalate(transaction, file, now);
        }
    }

    /**
     * What goes on when nothing that was decided against it holds any more has to be decided anew, and until then what cannot
     * wait is done again.
     */
    private void comeBack(Connection transaction, CaseFile file, Instant seen, Instant now) throws SQLException {
        boolean decided = file.state() instanceof CaseState.Actioned
                || file.state() instanceof CaseState.Upheld
                || file.state() instanceof CaseState.Overturned;
        if (decided && decisions.relatedTo(transaction, file.id()).stream().allMatch(each -> isOver(each, seen, now))) {
            CaseTable.forgetActed(transaction, file.id());
            CaseTable.updateClaim(transaction, file.id(), null, false);
            escalate(transaction, file, now);
        }
    }

    /** What a person has ended is left alone for a while: they may know what the rule does not. */
    private static boolean isOver(Decision decision, Instant seen, Instant now) {
        Instant ended = decision.endedAt() == null ? decision.endsAt() : decision.endedAt();
        Instant until = decision.graceUntil() == null ? ended : decision.graceUntil();
        return decision.state(now) == DecisionState.ENDED && (until == null || seen.isAfter(until));
    }

    private void escalate(Connection transaction, CaseFile file, Instant now) throws SQLException {
        CaseState state = file.state().after(new CaseState.Step.Escalate());
        CaseTable.updateState(transaction, file.id(), state, null, now);
        Timeline.add(transaction, file.id(), now, Timeline.Kind.ESCALATED, null, null, null);
        news.record(transaction, new Actor.Automatic(), "escalate", file.id(), null, Map.of());
        news.tell(transaction, file.id(), "escalated", file.version() + 1);
    }

    /** Adds a case up anew: its score, what it counts, how urgent it is. The case is locked. */
    void recount(Connection transaction, CaseFile file, Instant now) throws SQLException {
        Entity entity = file.subject();
        List<Flag> own = flags(FlagTable.of(transaction, file.id()));
        Score score = scores.of(transaction, entity, flags(FlagTable.counting(transaction, file.id(), entity)), now);
        CaseFile counted = file.counted(own, score.total(), now);
        Band band = Band.of(score.total());
        if (band.compareTo(file.acted()) > 0 && band.compareTo(Band.FLAG) > 0) {
            firstAid.act(transaction, file, band, now);
            counted = counted.withActed(band);
        }
        boolean another =
                counted.priority() < file.priority() || !counted.families().equals(file.families());
        if (counted.equals(file)) {
            return;
        }
        CaseTable.updateSeen(transaction, counted, another);
        if (another) {
            news.tell(transaction, file.id(), "changed", file.version() + 1);
        }
        if (file.state() instanceof CaseState.Snoozed snoozed && score.total() >= snoozed.wakesAt()) {
            escalate(transaction, Objects.requireNonNull(CaseTable.lock(transaction, file.id())), now);
        }
    }

    /** What became of the last flags of a signal that people decided about. */
    public Precision precision(String signal, int last) throws SQLException {
        return precision(signal, 1, last);
    }

    /** The same of those alone that this version of its rule or a later one raised. */
    public Precision precision(String signal, int fromVersion, int last) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return precision(FlagTable.dispositions(connection, signal, fromVersion, last));
        }
    }

    private static Precision precision(Map<Disposition, Integer> counted) {
        return new Precision(
                counted.getOrDefault(Disposition.CONFIRMED, 0),
                counted.getOrDefault(Disposition.FALSE_POSITIVE, 0) + counted.getOrDefault(Disposition.BENIGN, 0),
                counted.getOrDefault(Disposition.INCONCLUSIVE, 0));
    }

    private static List<Flag> flags(Collection<Kept> kept) {
        return kept.stream().map(Kept::flag).toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** By when somebody should have decided a case of this priority. */
    static Duration target(int priority) {
        return switch (priority) {
            case 1 -> Duration.ofHours(1);
            case 2 -> Duration.ofHours(8);
            default -> Duration.ofDays(3);
        };
    }
}
