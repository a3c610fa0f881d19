package ai.ominigate.wallet;

import ai.ominigate.metering.report.Statement;
import ai.ominigate.model.own.MovementKind;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account had, paid and used in a month. Amounts are nano-dollars.
 *
 * @param holder who has told whose account it is: a company or a name; null if nobody has
 * @param books what moved the balance
 * @param usage what was called, by model and key: it costs what the lines of calls take
 * @param keyNames what the account calls its keys
 * @param finished whether the month is over
 * @param madeAt as of when
 */
public record AccountStatement(
        UUID account,
        @Nullable String holder,
        Month books,
        Statement usage,
        Map<UUID, String> keyNames,
        boolean finished,
        Instant madeAt) {

    public AccountStatement {
        long moved = books.lines().stream().mapToLong(Line::nanos).sum();
        if (books.opening() + moved != books.closing()
                || books.sum(MovementKind.CALLS) != -usage.total().costNanos()) {
            throw new IllegalArgumentException("the statement does not add up");
        }
        keyNames = Map.copyOf(keyNames);
    }

    /** What this key is called; its id where nobody knows any more. */
    public String keyName(UUID key) {
        return keyNames.getOrDefault(key, key.toString());
    }

    /** What moved the balance besides calls: what was added, below 0 for what was taken. */
    public long movedOtherwise() {
        return books.closing() - books.opening() + usage.total().costNanos();
    }

    /** Without whose it is. */
    @Override
    public String toString() {
        return "AccountStatement[" + account + " " + books.month() + "]";
    }
}
