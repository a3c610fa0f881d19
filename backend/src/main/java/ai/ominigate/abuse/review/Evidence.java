package ai.ominigate.abuse.review;

import ai.ominigate.abuse.LogSample;
import ai.ominigate.abuse.LogSample.Request;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.EvidenceTable.Sample;
import ai.ominigate.abuse.review.EvidenceTable.Window;
import ai.ominigate.accounts.Accounts;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What cases hold of the operational log: at most {@link EvidenceTable#MOST} requests, spread over the time that their
 * flags speak of. It is held as long as a case is open and retention says; then, or so long after the case was
 * closed as it says, it goes. Blocks.
 */
@Singleton
final class Evidence {
    /** Of flags that were seen for longer, the last part. */
    private static final Duration LONGEST_TIME = Duration.ofDays(2);

    private final LogSample log;
    private final Accounts accounts;

    Evidence(LogSample log, Accounts accounts) {
        this.log = log;
        this.accounts = accounts;
    }

    /** Takes samples that a case does not have yet, as far as there is room. The case is locked. */
    void take(Connection transaction, CaseFile file, Instant now) throws SQLException {
        List<Flag> flags = FlagTable.of(transaction, file.id()).stream()
                .map(FlagTable.Kept::flag)
                .toList();
        List<Sample> held = EvidenceTable.of(transaction, file.id());
        Window before = EvidenceTable.window(transaction, file.id());
        Instant to = flags.stream()
                .map(Flag::lastSeen)
                .max(Comparator.naturalOrder())
                .orElse(now);
        Instant first = flags.stream()
                .map(Flag::firstSeen)
                .min(Comparator.naturalOrder())
                .orElse(now);
        Instant from = first.isBefore(to.minus(LONGEST_TIME)) ? to.minus(LONGEST_TIME) : first;
        Instant begin = before == null || held.isEmpty() ? from : before.to();
        int room = EvidenceTable.MOST - held.size();
        if (room > 0 && !begin.isAfter(to)) {
            Set<Entity> entities = flags.stream().map(Flag::entity).collect(Collectors.toSet());
            List<Request> samples = samples(transaction, entities, begin, to, room).stream()
                    .filter(sample -> held.stream().noneMatch(known -> same(known.request(), sample)))
                    .limit(room)
                    .toList();
            EvidenceTable.add(transaction, file.id(), held.size(), samples);
            if (!samples.isEmpty()) {
                Timeline.add(transaction, file.id(), now, Timeline.Kind.EVIDENCE_KEPT, null, null, null);
            }
        }
        EvidenceTable.taken(
                transaction, file.id(), new Window(before == null ? from : earlier(before.from(), from), to));
    }

    private List<Request> samples(Connection connection, Set<Entity> entities, Instant from, Instant to, int room)
            throws SQLException {
        List<Request> samples = new ArrayList<>();
        int each = Math.max(1, room / Math.max(1, entities.size()));
        for (Entity entity : entities) {
            samples.addAll(samples(connection, entity, from, to, each));
        }
        samples.sort(Comparator.comparing(Request::at));
        return samples;
    }

    /** Of a whole country or operator no request is typical. */
    private List<Request> samples(Connection connection, Entity entity, Instant from, Instant to, int most)
            throws SQLException {
        return switch (entity) {
            case Entity.Net net -> log.from(connection, net.network(), from, to, most);
            case Entity.Key key -> log.with(connection, Set.of(key.id()), from, to, most);
            case Entity.Account account -> ofAccount(connection, account.id(), from, to, most);
            case Entity.Asn ignored -> List.of();
            case Entity.Country ignored -> List.of();
        };
    }

    /** Of its keys, and of whoever was signed in. */
    private List<Request> ofAccount(Connection connection, UUID account, Instant from, Instant to, int most)
            throws SQLException {
        Collection<UUID> keys = accounts.keysOf(connection, account);
        int ofPages = keys.isEmpty() ? most : most / 2;
        List<Request> samples = new ArrayList<>();
        if (ofPages > 0) {
            samples.addAll(log.ofVisitors(connection, account, from, to, ofPages));
        }
        if (most > samples.size()) {
            samples.addAll(log.with(connection, keys, from, to, most - samples.size()));
        }
        return samples;
    }

    private static boolean same(Request one, Request other) {
        return one.at().equals(other.at())
                && one.route().equals(other.route())
                && Arrays.equals(one.address(), other.address());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Makes what one case holds part of another's, as far as there is room there. Both are locked. */
    void move(Connection transaction, UUID from, UUID to) throws SQLException {
        List<Sample> there = EvidenceTable.of(transaction, to);
        List<Request> moved = EvidenceTable.of(transaction, from).stream()
                .map(Sample::request)
                .limit(EvidenceTable.MOST - there.size())
                .toList();
        EvidenceTable.add(transaction, to, there.size(), moved);
        EvidenceTable.delete(transaction, from);
        EvidenceTable.want(transaction, to);
    }
}
