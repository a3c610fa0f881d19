package ai.ominigate.gateway.limit;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The limits of keys as several nodes count them together: the same arithmetic as {@link Minute} in microseconds of the
 * server's clock, and a lease for every call under way, which ends by itself when its node does not renew it.
 */
final class SharedCounters {
    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * Takes a call in or leaves everything as it was. Numbers are written with {@code %.0f}: Lua would round them to 14
     * digits.
     */
    private static final Valkey.Script ADMIT = Valkey.Script.of("""
            local minute = 60000000
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local use = redis.call('HMGET', KEYS[1], 'requests', 'tokens')
            local requests = math.max(0, tonumber(use[1] or 0) - now)
            local tokens = math.max(0, tonumber(use[2] or 0) - now)
            local request_share, token_share = tonumber(ARGV[1]), tonumber(ARGV[2])
            local concurrency, lease = tonumber(ARGV[3]), tonumber(ARGV[5])
            if concurrency > 0 then
                redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now))
                if redis.call('ZCARD', KEYS[2]) >= concurrency then return {1, requests, tokens, now} end
            end
            if request_share > 0 and requests + request_share > minute then return {2, requests, tokens, now} end
            if token_share > 0 and tokens + token_share > minute then return {3, requests, tokens, now} end
            if token_share > 0 and tokens == 0 then
                redis.call('HSET', KEYS[1], 'tokens_last_full', string.format('%.0f', now))
            end
            requests, tokens = requests + request_share, tokens + token_share
            if request_share + token_share > 0 then
                redis.call('HSET', KEYS[1], 'requests', string.format('%.0f', now + requests),
                    'tokens', string.format('%.0f', now + tokens))
                redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(requests, tokens) / 1000) + 1000)
            end
            if concurrency > 0 then
                redis.call('ZADD', KEYS[2], string.format('%.0f', now + lease), ARGV[4])
                redis.call('PEXPIRE', KEYS[2], math.ceil(lease / 1000) + 1000)
            end
            return {0, requests, tokens, now}
            """);

    /** Ends a call: its lease, and of its shares what it did not use. A key nobody used for a minute has no tokens taken. */
    private static final Valkey.Script RELEASE = Valkey.Script.of("""
            redis.call('ZREM', KEYS[2], ARGV[1])
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local taken_at, request_back, token_back = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
            local use = redis.call('HMGET', KEYS[1], 'requests', 'tokens', 'tokens_last_full')
            local requests, tokens = tonumber(use[1] or 0), tonumber(use[2] or 0)
            if token_back < 0 then
                tokens = math.max(tokens, now) - token_back
            elseif tonumber(use[3] or 0) <= taken_at then
                tokens = tokens - token_back
            end
            requests = requests - request_back
            local missing = math.max(requests, tokens) - now
            if missing > 0 then
                redis.call('HSET', KEYS[1], 'requests', string.format('%.0f', requests),
                    'tokens', string.format('%.0f', tokens))
                redis.call('PEXPIRE', KEYS[1], math.ceil(missing / 1000) + 1000)
            else
                redis.call('DEL', KEYS[1])
            end
            return {0}
            """);

    /** Lengthens leases that are still there. */
    private static final Valkey.Script RENEW = Valkey.Script.of("""
            local time = redis.call('TIME')
            local ends = time[1] * 1000000 + time[2] + tonumber(ARGV[1])
            for i = 2, #ARGV do
                redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', ends), ARGV[i])
            end
            redis.call('PEXPIRE', KEYS[1], math.ceil(tonumber(ARGV[1]) / 1000) + 1000)
            return {0}
            """);

    private final Valkey valkey;
    private final String leaseMicros;

    /** @param lease how long a call counts after the last word from its node */
    SharedCounters(Valkey valkey, Duration lease) {
        this.valkey = valkey;
        this.leaseMicros = micros(lease.toNanos());
    }

    /** Whether a call may be made, and if not, which limit says so. */
    enum Verdict {
        GRANTED,
        TOO_MANY_CALLS,
        TOO_MANY_REQUESTS,
        TOO_MANY_TOKENS
    }

    /**
     * What the counters say.
     *
     * @param requestsMissing nanoseconds until all requests of a minute are free again
     * @param tokensMissing nanoseconds until all tokens of a minute are free again
     * @param takenAt the server's time in microseconds
     */
    record Answer(Verdict verdict, long requestsMissing, long tokensMissing, long takenAt) {}

    /**
     * What a call takes.
     *
     * @param lease names the call among those of its key
     * @param requestShare nanoseconds of a minute, as {@link Minute#share} counts
     * @param tokenShare likewise
     * @param concurrency the limit, or 0 for none
     */
    record Taking(UUID key, String lease, long requestShare, long tokenShare, int concurrency) {}

    CompletableFuture<Answer> admit(Taking taking) {
        return valkey.run(
                        ADMIT,
                        keysOf(taking.key()),
                        micros(taking.requestShare()),
                        micros(taking.tokenShare()),
                        Integer.toString(taking.concurrency()),
                        taking.lease(),
                        leaseMicros)
                .thenApply(SharedCounters::answer);
    }

    private static Answer answer(List<Long> reply) {
        return new Answer(
                Verdict.values()[reply.get(0).intValue()],
                reply.get(1) * NANOS_PER_MICRO,
                reply.get(2) * NANOS_PER_MICRO,
                reply.get(3));
    }

    /** The call is over and has used this share. Nobody waits: a lease that cannot be ended ends by itself. */
    void release(Taking taking, long takenAt, long usedShare) {
        release(taking, takenAt, 0, taking.tokenShare() - usedShare);
    }

    /** The call was not made. */
    void undo(Taking taking, long takenAt) {
        release(taking, takenAt, taking.requestShare(), taking.tokenShare());
    }

    private void release(Taking taking, long takenAt, long requestBack, long tokenBack) {
        valkey.run(
                RELEASE,
                keysOf(taking.key()),
                taking.lease(),
                Long.toString(takenAt),
                micros(requestBack),
                micros(tokenBack));
    }

    /** These calls of a key are still under way. */
    void renew(UUID key, Collection<String> leases) {
        String[] arguments = new String[leases.size() + 1];
        arguments[0] = leaseMicros;
        int next = 1;
        for (String lease : leases) {
            arguments[next++] = lease;
        }
        valkey.run(RENEW, new String[] {keysOf(key)[1]}, arguments);
    }

    /** The braces keep both on one server of a cluster. */
    private static String[] keysOf(UUID key) {
        String prefix = "ominigate:{" + key + "}:";
        return new String[] {prefix + "minute", prefix + "calls"};
    }

    private static String micros(long nanos) {
        return Long.toString(nanos / NANOS_PER_MICRO);
    }
}
