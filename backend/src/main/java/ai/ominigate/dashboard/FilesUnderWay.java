package ai.ominigate.dashboard;

import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far files of calls have come that this node writes, for the page that waits for one: a browser cannot tell, as nobody
 * knows how long such a file gets. The latest are remembered; where one is not, its page says nothing.
 */
@Singleton
final class FilesUnderWay {
    private static final int MOST = 500;

    private final Map<Name, Progress> files = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Progress> eldest) {
            return size() > MOST;
        }
    };

    private record Name(UUID account, UUID file) {}

    /** How far one has come. */
    static final class Progress {
        private final AtomicLong calls = new AtomicLong();
        private volatile @Nullable Boolean whole;

        /** One more call is in it. */
        void call() {
            calls.incrementAndGet();
        }

        /** It ends. */
        void end(boolean isWhole) {
            whole = isWhole;
        }

        long calls() {
            return calls.get();
        }

        /** Whether it ended with all calls in it; null as long as it has not ended. */
        @Nullable
        Boolean whole() {
            return whole;
        }
    }

    /**
     * A file begins.
     *
     * @param file as the page calls it; null if nobody is going to ask
     */
    Progress begin(UUID account, @Nullable UUID file) {
        Progress progress = new Progress();
        if (file != null) {
            synchronized (files) {
                files.put(new Name(account, file), progress);
            }
        }
        return progress;
    }

    /** How far an account's file has come; null if nobody knows. */
    @Nullable
    Progress find(UUID account, UUID file) {
        synchronized (files) {
            return files.get(new Name(account, file));
        }
    }
}
