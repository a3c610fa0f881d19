package ai.ominigate.staff.audit;

import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Refusals that whoever asks can cause as often as they like. The first is written down at once; those of the same kind and
 * from the same caller within a minute after it are counted, and the count is one entry. So every refusal is in the log, and a
 * flood at the door is not one in the log. Blocks.
 *
 * <p>Counted in memory, and so per node: a killed node takes the count of its last minute with it, never a first refusal.
 */
@Singleton
public final class CountedRefusals {
    /** The detail that tells how many came after the first. */
    static final String MORE = "more";

    private static final int REMEMBERED = 10_000;
    private static final Duration COUNTED_FOR = Duration.ofMinutes(1);

    private final AuditLog audit;
    private final InstantSource clock;
    private final Map<Kind, Count> counts = new LinkedHashMap<>();
    private final Queue<Count> due = new ArrayDeque<>();

    /** Public for those who have the log outside of the application's context. */
    public CountedRefusals(AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    private record Kind(String what, Map<String, String> details, Object whose) {}

    /** @param more how many came after the first */
    private record Count(Act first, Instant since, long more) {
        Count andOne() {
            return new Count(first, since, more + 1);
        }

        boolean isOver(Instant now) {
            return !now.isBefore(since.plus(COUNTED_FOR));
        }

        Act act() {
            Map<String, String> details = new HashMap<>(first.details());
            details.put(MORE, Long.toString(more));
            return new Act(
                    first.actor(), first.action(), first.outcome(), first.subject(), first.purpose(), null, details);
        }
    }

    /**
     * Notes a refusal.
     *
     * @param act what was refused; its details say why, in words of the program
     * @param whose from whom it came, of whatever type has {@code equals}: a session, a network, the hash of a name. It is
     *     not written down
     */
    public void note(Act act, Object whose) throws SQLException {
        audit.noteRefusal(act.request());
        if (isFirst(act, new Kind(act.action() + " " + act.subject(), act.details(), whose))) {
            audit.append(act);
        }
    }

    private synchronized boolean isFirst(Act act, Kind kind) {
        Instant now = clock.instant();
        Count before = counts.get(kind);
        if (before != null && !before.isOver(now)) {
            counts.put(kind, before.andOne());
            return false;
        }
        if (before == null && counts.size() >= REMEMBERED) {
            end(counts.keySet().iterator().next());
        }
        if (before != null) {
            end(kind);
        }
        counts.put(kind, new Count(act, now, 0));
        return true;
    }

    private void end(Kind kind) {
        Count ended = counts.remove(kind);
        if (ended != null && ended.more() > 0) {
            due.add(ended);
        }
    }

    /** Writes the counts down whose minute is over. */
    @Scheduled(initialDelay = "15s", fixedDelay = "15s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void writeCounts() throws SQLException {
        endThoseOver(clock.instant());
        writeDue();
    }

    /** Writes all counts down, as nobody will later. */
    @PreDestroy
    void stop() throws SQLException {
        endThoseOver(Instant.MAX);
        writeDue();
    }

    private synchronized void endThoseOver(Instant now) {
        counts.entrySet().stream()
                .filter(each -> each.getValue().isOver(now))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::end);
    }

    private void writeDue() throws SQLException {
        for (Count next = firstDue(); next != null; next = firstDue()) {
            audit.append(next.act());
            forget(next);
        }
    }

    /** It stays due until it is written. */
    private synchronized @Nullable Count firstDue() {
        return due.peek();
    }

    private synchronized void forget(Count written) {
        due.remove(written);
    }
}
