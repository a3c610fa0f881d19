package ai.ominigate.accounts;

import ai.ominigate.platform.DatabaseAway;
import ai.ominigate.platform.Transaction;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What providers see of accounts, so that each can tell one abusive customer of ours from all the others. Two providers see
 * different ids of the same account, and none of them leads back to it without a salt that is ours: after 90 days an account
 * is somebody new to everybody, and after 90 more we cannot tell ourselves who an old id was.
 */
@Context
public final class SafetyIdentifiers {
    /** For so long ids are made with the same salt. */
    static final Duration IN_USE = Duration.ofDays(90);

    /** For so long after it was made an id finds its account: while it is in use, and as long again. */
    static final Duration FOUND = IN_USE.multipliedBy(2);

    /** OpenAI takes 64 characters at most. */
    private static final int LENGTH = 32;

    private static final int SALT_BYTES = 32;
    private static final int MOST_REMEMBERED = 10_000;
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataSource dataSource;
    private final InstantSource clock;
    private volatile Present present;

    /** @throws SQLException if the database has not been there since this process started */
    public SafetyIdentifiers(DataSource dataSource, InstantSource clock) throws SQLException {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        this.present = new Present(renewed().getFirst());
    }

    private record Salt(long number, Instant since, SecretKeySpec key) {
        String identifier(String provider, UUID account) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                mac.update(provider.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
                byte[] hash = mac.doFinal(account.toString().getBytes(StandardCharsets.US_ASCII));
                return HexFormat.of().formatHex(hash).substring(0, LENGTH);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        }
    }

    private record Known(String provider, UUID account) {}

    /** The salt in use, and ids that were made with it: a hash for every call would be a tenth of what the rest costs. */
    private static final class Present {
        private final Salt salt;
        private final ConcurrentMap<Known, String> identifiers = new ConcurrentHashMap<>();

        Present(Salt salt) {
            this.salt = salt;
        }

        String of(Known known) {
            String identifier = identifiers.get(known);
            if (identifier != null) {
                return identifier;
            }
            if (identifiers.size() >= MOST_REMEMBERED) {
                identifiers.clear();
            }
            return identifiers.computeIfAbsent(known, each -> salt.identifier(each.provider(), each.account()));
        }
    }

    /**
     * What this provider knows the account by. Never blocks.
     *
     * @param provider the company's name, whichever of its models is called
     */
    public String of(String provider, UUID account) {
        return present.of(new Known(provider, account));
    }

    /**
     * The account that one of these providers knows, or knew lately, by this id; null if none. Reads all accounts that there
     * are. Blocks.
     */
    public @Nullable UUID whoIs(String identifier, Collection<String> providers) throws SQLException {
        List<Salt> salts;
        try (Connection connection = dataSource.getConnection()) {
            salts = salts(connection);
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT id FROM accounts.account");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject("id", UUID.class);
                for (Salt salt : salts) {
                    for (String provider : providers) {
                        if (salt.identifier(provider, id).equals(identifier)) {
                            return id;
                        }
                    }
                }
            }
            return null;
        }
    }

    /** Makes another salt when it is time, or takes the one that another node has made. */
    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void rotate() throws SQLException {
        try {
            Salt latest = renewed().getFirst();
            if (latest.number() != present.salt.number()) {
                present = new Present(latest);
            }
        } catch (SQLException e) {
            // The one in use does for as long as the database is away.
            if (!DatabaseAway.is(e)) {
                throw e;
            }
        }
    }

    /** All that are kept, the latest first; one of them is young enough to be used. */
    private List<Salt> renewed() throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return Transaction.run(dataSource, transaction -> {
            try (PreparedStatement one = transaction.prepareStatement(
                    "SELECT pg_advisory_xact_lock(hashtextextended('accounts.safety_salt', 0))")) {
                one.execute();
            }
            List<Salt> kept = salts(transaction);
            if (kept.isEmpty() || !now.isBefore(kept.getFirst().since().plus(IN_USE))) {
                insert(transaction, now);
                forget(transaction, now.minus(FOUND));
                return salts(transaction);
            }
            return kept;
        });
    }

    private static List<Salt> salts(Connection connection) throws SQLException {
        String sql = "SELECT number, since, salt FROM accounts.safety_salt ORDER BY number DESC";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<Salt> salts = new ArrayList<>();
            while (row.next()) {
                salts.add(new Salt(
                        row.getLong("number"),
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        new SecretKeySpec(row.getBytes("salt"), ALGORITHM)));
            }
            return salts;
        }
    }

    private static void insert(Connection transaction, Instant now) throws SQLException {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        try (PreparedStatement statement =
                transaction.prepareStatement("INSERT INTO accounts.safety_salt (since, salt) VALUES (?, ?)")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setBytes(2, salt);
            statement.executeUpdate();
        }
    }

    private static void forget(Connection transaction, Instant since) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("DELETE FROM accounts.safety_salt WHERE since <= ?")) {
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }
}
