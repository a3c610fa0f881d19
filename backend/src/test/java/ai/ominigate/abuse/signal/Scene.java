package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.signal.Observation.Calls;
import ai.ominigate.platform.Network;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Observations one after the other, at a time that a test moves on, and the flags that come of them. */
final class Scene {
    static final Instant BEGIN = Instant.parse("2026-11-02T09:00:00Z");

    final Detection detection;
    final Episodes episodes = new Episodes(Period.ofDays(14));
    private final List<Flag> flags = new ArrayList<>();
    private long now = BEGIN.toEpochMilli();

    Scene() {
        this(NetworkData.none());
    }

    Scene(NetworkData networks) {
        detection = new Detection(networks);
    }

    static Entity.Net network(String address) {
        return Entity.Net.of(Network.parse(address).address());
    }

    long now() {
        return now;
    }

    void pass(Duration time) {
        now += time.toMillis();
    }

    void tell(Observation observation) {
        detection.observe(observation, episodes::found);
    }

    /** The latest state of each flag. */
    List<Flag> flags() {
        for (Flag flag : episodes.take(now, Integer.MAX_VALUE)) {
            flags.removeIf(before -> before.id().equals(flag.id()));
            flags.add(flag);
        }
        return flags;
    }

    /** Which signals were raised about what, with how many points, as {@code S3 40 network:203.0.113.7/32}. */
    List<String> told() {
        return flags().stream()
                .map(flag -> flag.signal() + " " + flag.points() + " " + flag.entity())
                .sorted()
                .toList();
    }

    // ---- what can be seen

    void signIn(String address, @Nullable UUID account, boolean succeeds) {
        long subject = account == null ? now : Hashes.of(account);
        tell(new Observation.SignInTried(now, network(address), account, subject, false, succeeds));
    }

    /** At a member of the staff, who has no account. */
    void guessAtColleague(String address, long subject) {
        tell(new Observation.SignInTried(now, network(address), null, subject, true, false));
    }

    /** The only member of an account comes with a session. */
    void comes(String address, UUID account, UUID session, boolean newDevice) {
        comes(address, account, account, session, newDevice);
    }

    /** One of several. */
    void comes(String address, UUID account, UUID member, UUID session, boolean newDevice) {
        tell(new Observation.SessionSeen(now, network(address), account, member, session, newDevice));
    }

    void unknownKey(String address, int number) {
        tell(new Observation.UnknownKeyTried(now, network(address), number));
    }

    Calling calling(UUID account, UUID key) {
        return new Calling(account, key);
    }

    /** Calls of a key, said by what is unusual of them. */
    final class Calling {
        private final UUID account;
        private final UUID key;
        private String address = "198.51.100.1";
        private String model = "usual";
        private boolean declared;
        private long tokens = 1_000;
        private double dollars;

        private Calling(UUID account, UUID key) {
            this.account = account;
            this.key = key;
        }

        Calling from(String from) {
            address = from;
            return this;
        }

        Calling model(String name) {
            model = name;
            return this;
        }

        Calling tokens(long count) {
            tokens = count;
            return this;
        }

        Calling dollars(double cost) {
            dollars = cost;
            return this;
        }

        Calling declared() {
            declared = true;
            return this;
        }

        void call() {
            calls(1, 0, 0);
        }

        void calls(long count, long limited, long refused) {
            calls(count, limited, refused, RefusalKind.REFUSAL);
        }

        void calls(long count, long limited, long refused, RefusalKind kind) {
            tell(new Calls(
                    now,
                    network(address),
                    key,
                    account,
                    model,
                    declared,
                    count,
                    limited,
                    tokens * count,
                    Math.round(dollars * 1e9) * count,
                    refused == 0 ? Map.of() : Map.of(kind, refused)));
        }
    }
}
