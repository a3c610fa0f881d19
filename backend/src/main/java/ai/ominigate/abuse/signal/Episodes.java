package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flag;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes flags of findings: a rule that goes on finding the same of the same entity raises one flag, which is brought up to
 * date now and then; after a pause as long as the rule's window, another. Where several neighbours of an IPv6 network are
 * flagged, so is the network that one party may have: a /56 with three /64, a /48 with three /56.
 *
 * <p>Findings come from the thread that counts, flags are taken by the one that writes.
 */
final class Episodes {
    /** Neighbours that are flagged until their network is. */
    static final int NEIGHBOURS = 3;

    private static final int MOST = 20_000;
    private static final long NEIGHBOURS_WINDOW = Duration.ofHours(24).toMillis();
    private static final long SHORTEST_PAUSE = Duration.ofMinutes(10).toMillis();
    private static final long BETWEEN_UPDATES = Duration.ofSeconds(10).toMillis();

    /** What was found longer ago was raised by the node that did so then. */
    private static final long RAISED_WITHIN = Duration.ofHours(1).toMillis();

    private volatile Period evidenceKept;
    private final Remembered<Subject, Episode> episodes = new Remembered<>(MOST);
    private final Remembered<Subject, SlidingSet> neighbours = new Remembered<>(MOST);

    private record Subject(Signal signal, Entity entity) {}

    private static final class Episode {
        final UUID id;
        Finding finding;
        double observed;
        int points;
        long since;
        boolean changed = true;
        long takenAt = Long.MIN_VALUE;

        Episode(Finding first) {
            id = UUID.randomUUID();
            finding = first;
            since = Math.min(first.since(), first.at());
            observed = first.observed();
            points = first.points();
        }

        void goesOn(Finding next) {
            finding = next.at() >= finding.at() ? next : finding;
            observed = Math.max(observed, next.observed());
            points = Math.max(points, next.points());
            since = Math.min(since, next.since());
            changed = true;
        }
    }

    /** @param evidenceKept for how long the operational log has what a flag is about */
    Episodes(Period evidenceKept) {
        this.evidenceKept = evidenceKept;
    }

    /** From now on the operational log has what a flag is about for this long. */
    void keepEvidenceFor(Period window) {
        evidenceKept = window;
    }

    synchronized void found(Finding finding) {
        Subject subject = new Subject(finding.version().signal(), finding.entity());
        Episode episode = episodes.find(subject);
        long pause = Math.max(SHORTEST_PAUSE, finding.version().windowMillis());
        if (episode != null && finding.at() - episode.finding.at() <= pause) {
            episode.goesOn(finding);
            return;
        }
        episodes.put(subject, new Episode(finding));
        Finding wider = wider(finding);
        if (wider != null) {
            found(wider);
        }
    }

    private @Nullable Finding wider(Finding finding) {
        if (!(finding.entity() instanceof Entity.Net network)
                || !network.network().isIpv6()) {
            return null;
        }
        Entity.Net around = network.widened().orElse(null);
        if (around == null) {
            return null;
        }
        SlidingSet flagged = neighbours.of(
                new Subject(finding.version().signal(), around), unknown -> new SlidingSet(NEIGHBOURS_WINDOW, 64));
        flagged.add(finding.at(), Hashes.of(network));
        int count = flagged.size(finding.at());
        if (count < NEIGHBOURS) {
            return null;
        }
        Map<String, Long> counts = new HashMap<>(finding.counts());
        counts.put("networks", (long) count);
        return new Finding(
                finding.version(), around, count, NEIGHBOURS, finding.points(), finding.since(), finding.at(), counts);
    }

    /** Says that what was found so far is known to others: it is what was found before this node began to watch. */
    synchronized void allKnown() {
        episodes.all().forEach(episode -> episode.changed = false);
    }

    /** The flags to raise now: all new ones, and those that were not taken for a while and have changed. */
    synchronized List<Flag> take(long now, int atMost) {
        List<Flag> flags = new ArrayList<>();
        for (Episode episode : episodes.all()) {
            if (flags.size() < atMost
                    && episode.changed
                    && now - episode.finding.at() <= RAISED_WITHIN
                    && (episode.takenAt == Long.MIN_VALUE || now - episode.takenAt >= BETWEEN_UPDATES)) {
                episode.changed = false;
                episode.takenAt = now;
                flags.add(flag(episode));
            }
        }
        return flags;
    }

    /** Says that this flag could not be raised and is to be taken again. */
    synchronized void putBack(Flag flag) {
        Episode episode = episodes.find(new Subject(Signal.valueOf(flag.signal()), flag.entity()));
        if (episode != null && episode.id.equals(flag.id())) {
            episode.changed = true;
            episode.takenAt = Long.MIN_VALUE;
        }
    }

    private Flag flag(Episode episode) {
        Finding finding = episode.finding;
        RuleVersion version = finding.version();
        Instant lastSeen = Instant.ofEpochMilli(finding.at());
        return new Flag(
                episode.id,
                version.signal().name(),
                version.version(),
                version.shadow(),
                finding.entity(),
                version.family(),
                episode.observed,
                finding.threshold(),
                episode.points,
                version.halfLife(),
                version.familyCap(),
                Instant.ofEpochMilli(episode.since),
                lastSeen,
                lastSeen.atOffset(ZoneOffset.UTC).plus(evidenceKept).toInstant(),
                finding.counts());
    }
}
