package ai.ominigate.abuse.review;

import ai.ominigate.abuse.LogSample.Request;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.FlagTable.Kept;
import ai.ominigate.metering.UsageLookup;
import ai.ominigate.metering.UsageLookup.Came;
import ai.ominigate.metering.UsageLookup.Metered;
import ai.ominigate.model.abuse.CaseClaim;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseEvent;
import ai.ominigate.model.abuse.CaseEventKind;
import ai.ominigate.model.abuse.CaseEvidence;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.EvidenceSample;
import ai.ominigate.model.abuse.FlagDetails;
import ai.ominigate.model.abuse.ScoreTable;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import ai.ominigate.personal.SubjectNames;
import ai.ominigate.platform.Network;
import ai.ominigate.staff.identity.Colleagues;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cases as the staff sees them. Blocks. */
@Singleton
final class CaseView {
    /** As many as one sees at a glance. */
    private static final int SIGNALS = 3;

    private static final int TIMELINE = 200;
    private static final String GONE = "(no longer here)";

    private final Colleagues colleagues;
    private final SubjectNames names;
    private final Scores scores;
    private final RelatedCases related;
    private final UsageLookup usage;

    CaseView(Colleagues colleagues, SubjectNames names, Scores scores, RelatedCases related, UsageLookup usage) {
        this.usage = usage;
        this.colleagues = colleagues;
        this.names = names;
        this.scores = scores;
        this.related = related;
    }

    CaseSummary summary(Connection connection, CaseFile file, Instant now) throws SQLException {
        return summaries(connection, List.of(file), now).getFirst();
    }

    List<CaseSummary> summaries(Connection connection, List<CaseFile> files, Instant now) throws SQLException {
        Set<UUID> claimants = files.stream()
                .map(file -> file.claimedBy(now))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<UUID, Colleague> known = colleagues.named(connection, claimants);
        Map<UUID, List<String>> signals =
                FlagTable.heaviest(connection, files.stream().map(CaseFile::id).toList(), SIGNALS);
        return files.stream()
                .map(file -> summary(file, signals.getOrDefault(file.id(), List.of()), known, now))
                .toList();
    }

    private static CaseSummary summary(CaseFile file, List<String> signals, Map<UUID, Colleague> known, Instant now) {
        CaseState state = file.state();
        UUID refersTo = CaseTable.refersTo(state);
        String reason = file.reasonCode();
        return new CaseSummary(
                file.id().toString(),
                file.version(),
                masked(file.entity()),
                EntityKind.valueOf(file.kind().name()),
                CaseFamily.valueOf(file.family().name()),
                file.families().stream()
                        .sorted()
                        .map(family -> CaseFamily.valueOf(family.name()))
                        .toList(),
                signals,
                CaseStatus.valueOf(state.word()),
                state instanceof CaseState.Closed closed ? disposition(closed.disposition()) : null,
                reason == null ? null : CaseReason.valueOf(reason),
                refersTo == null ? null : refersTo.toString(),
                claim(file.claimAt(now), known, now),
                file.priority(),
                file.score(),
                file.flags(),
                file.events(),
                file.accounts(),
                file.openedAt(),
                file.firstSeen(),
                file.lastSeen(),
                file.dueAt(),
                file.escalatedAt(),
                file.closedAt(),
                file.evidenceUntil(),
                file.reducedAt() != null);
    }

    private static @Nullable CaseClaim claim(CaseFile.@Nullable Claim claim, Map<UUID, Colleague> known, Instant now) {
        if (claim == null) {
            return null;
        }
        Instant typing = claim.typingUntil();
        return new CaseClaim(
                colleague(known, claim.by()), claim.until(), claim.held(), typing != null && typing.isAfter(now));
    }

    /** As somebody works on it. Addresses are masked: to decide takes none, and whoever needs one reveals it. */
    CaseDetails details(Connection connection, CaseFile file, Instant now) throws SQLException {
        List<Kept> own = FlagTable.of(connection, file.id());
        List<Flag> counting = FlagTable.counting(connection, file.id(), file.subject()).stream()
                .map(Kept::flag)
                .toList();
        Score score = scores.of(connection, file.subject(), counting, now);
        return new CaseDetails(
                file.version(),
                summary(connection, file, now),
                masked(file.entity()),
                table(score),
                own.stream().map(kept -> flag(kept, now)).toList(),
                events(
                        connection,
                        Timeline.latest(connection, file.id(), TIMELINE),
                        nameBehind(connection, file.entity())),
                evidence(connection, file),
                related.of(connection, file));
    }

    private static ScoreTable table(Score score) {
        return new ScoreTable(
                score.total(),
                score.allowListed(),
                score.families().stream().map(sum -> sum(sum)).toList(),
                score.credits().stream()
                        .sorted()
                        .map(credit -> new ScoreTable.Credit(credit.name(), credit.points()))
                        .toList());
    }

    private static ScoreTable.Sum sum(Score.FamilySum sum) {
        return new ScoreTable.Sum(
                CaseFamily.valueOf(sum.family().name()),
                sum.lines().stream()
                        .map(line -> flag(line.flag(), line.counts(), null))
                        .toList(),
                rounded(sum.points()),
                sum.cap(),
                rounded(sum.counts()));
    }

    private static FlagDetails flag(Kept kept, Instant now) {
        Disposition disposition = kept.disposition();
        double adds = disposition == null ? Score.Line.of(kept.flag(), now).counts() : 0;
        return flag(kept.flag(), adds, disposition);
    }

    private static FlagDetails flag(Flag flag, double adds, @Nullable Disposition disposition) {
        return new FlagDetails(
                flag.id().toString(),
                flag.signal(),
                flag.ruleVersion(),
                masked(flag.entity().toString()),
                flag.observed(),
                flag.threshold(),
                flag.points(),
                rounded(adds),
                flag.counts(),
                flag.firstSeen(),
                flag.lastSeen(),
                flag.evidenceExpires(),
                disposition == null ? null : disposition(disposition));
    }

    /** To hundredths: what is shown adds up to what is shown. */
    private static double rounded(double points) {
        return Math.round(points * 100) / 100.0;
    }

    /** What whoever this is, or belongs to, is called; null for what is nobody's. */
    @Nullable
    String nameBehind(Connection connection, String entity) throws SQLException {
        return names.of(connection, List.of(entity)).get(entity);
    }

    private List<CaseEvent> events(Connection connection, List<Timeline.Event> events, @Nullable String name)
            throws SQLException {
        Set<UUID> members = new HashSet<>();
        for (Timeline.Event event : events) {
            if (event.member() != null) {
                members.add(event.member());
            }
        }
        Map<UUID, Colleague> known = colleagues.named(connection, members);
        return events.stream()
                .map(event -> new CaseEvent(
                        event.id().toString(),
                        event.at(),
                        CaseEventKind.valueOf(event.kind().name()),
                        event.member() == null ? null : colleague(known, event.member()),
                        event.words() == null ? null : Masked.text(event.words(), name),
                        event.refersTo()))
                .toList();
    }

    /** What calls of models were about is not kept twice: usage has it, and nothing of who connected from where. */
    private CaseEvidence evidence(Connection connection, CaseFile file) throws SQLException {
        EvidenceTable.Window window = EvidenceTable.window(connection, file.id());
        List<EvidenceTable.Sample> samples = EvidenceTable.of(connection, file.id());
        Map<Came, Metered> metered = usage.metered(
                samples.stream().map(CaseView::came).filter(Objects::nonNull).toList());
        return new CaseEvidence(
                samples.stream()
                        .map(sample -> sample(file.id(), sample, metered))
                        .toList(),
                window == null ? null : window.from(),
                window == null ? null : window.to(),
                file.evidenceUntil(),
                file.evidenceRenewedAt(),
                file.evidenceGoneAt());
    }

    private static @Nullable Came came(EvidenceTable.Sample sample) {
        Request request = sample.request();
        return request.key() == null ? null : new Came(request.key(), request.at());
    }

    private static EvidenceSample sample(UUID caseId, EvidenceTable.Sample sample, Map<Came, Metered> all) {
        Request request = sample.request();
        Came came = came(sample);
        Metered metered = came == null ? null : all.get(came);
        return new EvidenceSample(
                EvidenceAddress.id(caseId, sample.seq()),
                request.at(),
                Masked.network(Network.parse(literal(request.address()))),
                request.method(),
                request.route(),
                request.status(),
                metered == null ? null : metered.model(),
                metered == null ? null : metered.tokens(),
                metered == null ? null : metered.latencyMicros() / 1_000,
                request.key() == null ? null : request.key().toString(),
                request.client());
    }

    private static String literal(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** An entity's text, with a network that is few people's masked. */
    static String masked(String entity) {
        return entity.startsWith(Entity.NETWORK)
                ? Entity.NETWORK + Masked.network(Network.parse(entity.substring(Entity.NETWORK.length())))
                : entity;
    }

    private static CaseDisposition disposition(Disposition disposition) {
        return CaseDisposition.valueOf(disposition.name());
    }

    static Colleague colleague(Map<UUID, Colleague> known, UUID member) {
        return known.getOrDefault(member, new Colleague(member.toString(), GONE));
    }

    /** What these members are called. */
    Map<UUID, Colleague> named(Connection connection, Collection<UUID> members) throws SQLException {
        return colleagues.named(connection, members);
    }
}
