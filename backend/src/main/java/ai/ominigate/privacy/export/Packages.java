package ai.ominigate.privacy.export;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.personal.DataKeys;
import ai.ominigate.platform.Transaction;
import ai.ominigate.retention.Windows;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The packages that there are: who can fetch one, how often, until when. A link is not kept, only its hash. Blocks.
 */
@Singleton
public final class Packages {
    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final DataSource dataSource;
    private final PackageSettings settings;
    private final PackagePieces pieces;
    private final DataKeys keys;
    private final Outbox outbox;
    private final AuditLog audit;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Packages(
            DataSource dataSource,
            PackageSettings settings,
            PackagePieces pieces,
            DataKeys keys,
            Outbox outbox,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.pieces = pieces;
        this.keys = keys;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A package that can be fetched.
     *
     * @param parts in how many files
     * @param left how often still, all files together
     */
    public record Offer(UUID request, String name, int parts, long bytes, int left, Instant expiresAt) {}

    /**
     * What was made.
     *
     * @param file what its first file is called
     * @param parts in how many files
     * @param bytes of all of them
     * @param sha256 of all of them, one after the other
     * @param records rows of all tables
     */
    record Made(UUID account, String file, int parts, long bytes, byte[] sha256, int files, long records) {}

    /** What the file of a part is called, from 1. */
    public static String part(String file, int part) {
        return part == 1 ? file : file.replace(".zip", "-" + part + ".zip");
    }

    /** The file of a part, from 1, as it is handed out under this name. */
    public StreamedFile file(Offer offer, int part, String name) throws SQLException {
        return new StreamedFile(
                        pieces.read(offer.request(), part),
                        MediaType.of("application/zip"),
                        clock.millis(),
                        pieces.bytes(offer.request(), part))
                .attach(part(name, part));
    }

    /** What was made for a request; null if nothing was yet. */
    @Nullable
    Made made(UUID request) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT account, file, parts, bytes, sha256, files, records FROM privacy.package WHERE request = ?")) {
            select.setObject(1, request);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new Made(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getInt(3),
                                row.getLong(4),
                                row.getBytes(5),
                                row.getInt(6),
                                row.getLong(7))
                        : null;
            }
        }
    }

    /** Remembers what was made in this transaction, and what opens it. */
    void remember(Connection transaction, UUID request, Made made, String passphrase) throws SQLException {
        byte[] sealed = keys.seal(transaction, made.account(), passphrase.getBytes(StandardCharsets.US_ASCII));
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.package (
                    request, account, file, bytes, sha256, files, records, passphrase, made_at, most_downloads, parts)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, request);
            insert.setObject(2, made.account());
            insert.setString(3, made.file());
            insert.setLong(4, made.bytes());
            insert.setBytes(5, made.sha256());
            insert.setInt(6, made.files());
            insert.setLong(7, made.records());
            insert.setBytes(8, sealed);
            insert.setObject(9, utc(clock.instant()));
            insert.setInt(10, PackageSettings.DOWNLOADS * made.parts());
            insert.setInt(11, made.parts());
            insert.executeUpdate();
        }
    }

    /**
     * Has the link sent to the address that the account is registered with. What opens the package is in no letter: who can
     * sign in is shown it when they have, who cannot was when they confirmed. Again is the same as once.
     *
     * @return until when it can be fetched; null if the package is gone
     */
    @Nullable
    Instant release(UUID request, String reference, String recipient, Locale language) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            try (PreparedStatement select = transaction.prepareStatement("""
                    SELECT account, expires_at, most_downloads FROM privacy.package
                    WHERE request = ? AND gone_at IS NULL FOR UPDATE
                    """)) {
                select.setObject(1, request);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return null;
                    }
                    OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
                    if (expires != null) {
                        return expires.toInstant();
                    }
                    UUID account = row.getObject("account", UUID.class);
                    return release(
                            transaction,
                            request,
                            reference,
                            "account:" + account,
                            recipient,
                            language,
                            row.getInt("most_downloads"));
                }
            }
        });
    }

    private Instant release(
            Connection transaction,
            UUID request,
            String reference,
            String about,
            String recipient,
            Locale language,
            int downloads)
            throws SQLException {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant expires = Windows.end(transaction, DataClass.EXPORTS, now);
        update(
                transaction,
                "UPDATE privacy.package SET token_sha256 = ?, offered_at = ?, expires_at = ? WHERE request = ?",
                sha256(token),
                utc(now),
                utc(expires),
                request);
        String until = expires.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        outbox.leave(
                transaction,
                new Letter(
                        signsIn(transaction, request) ? Template.PACKAGE_READY_SIGN_IN : Template.PACKAGE_READY,
                        recipient,
                        about,
                        language,
                        Map.of(
                                "reference",
                                reference,
                                "link",
                                settings.link(token),
                                "until",
                                until,
                                "downloads",
                                String.valueOf(downloads))));
        audit.append(transaction, act("package.release", request, null));
        return expires;
    }

    /** Whether whose data it is can sign in: the owner of the account, or who asked about themselves alone. */
    private static boolean signsIn(Connection connection, UUID request) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM privacy.package p
                    JOIN customer.member m ON m.id = p.account OR m.account = p.account AND m.role = 'OWNER'
                    WHERE p.request = ?)
                """)) {
            select.setObject(1, request);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** What opens the package of this request, for who asked and has just shown who they are; null if there is nothing to fetch. */
    public @Nullable String passphrase(Connection transaction, UUID request, @Nullable String requestId)
            throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT account, passphrase FROM privacy.package
                WHERE request = ? AND expires_at > ? AND gone_at IS NULL AND revoked_at IS NULL
                """)) {
            select.setObject(1, request);
            select.setObject(2, utc(clock.instant()));
            try (ResultSet row = select.executeQuery()) {
                byte[] opened =
                        row.next() ? keys.open(transaction, row.getObject(1, UUID.class), row.getBytes(2)) : null;
                if (opened == null) {
                    return null;
                }
                audit.append(
                        transaction,
                        new Act(
                                new Actor.Unidentified(),
                                "package.passphrase",
                                Act.Outcome.DONE,
                                "request:" + request,
                                null,
                                requestId,
                                Map.of()));
                return new String(opened, StandardCharsets.US_ASCII);
            }
        }
    }

    /** What was made for this request, for who asked and is signed in; null if there is nothing to fetch. */
    public @Nullable Offer of(Connection connection, UUID request) throws SQLException {
        return offer(connection, """
                SELECT request, file, parts, bytes, most_downloads - downloads, expires_at FROM privacy.package
                WHERE request = ? AND expires_at > ? AND gone_at IS NULL AND revoked_at IS NULL
                    AND downloads < most_downloads
                """, request);
    }

    /** Counts a download of whoever asked and is signed in, and writes it down; null as for {@link #of}. */
    public @Nullable Offer download(UUID request, @Nullable String requestId) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Offer offer = offer(transaction, """
                    UPDATE privacy.package SET downloads = downloads + 1
                    WHERE request = ? AND expires_at > ? AND gone_at IS NULL AND revoked_at IS NULL
                        AND downloads < most_downloads
                    RETURNING request, file, parts, bytes, most_downloads - downloads, expires_at
                    """, request);
            if (offer != null) {
                downloaded(transaction, offer, requestId);
            }
            return offer;
        });
    }

    private void downloaded(Connection transaction, Offer offer, @Nullable String requestId) throws SQLException {
        audit.append(
                transaction,
                new Act(
                        new Actor.Unidentified(),
                        "package.download",
                        Act.Outcome.DONE,
                        "request:" + offer.request(),
                        null,
                        requestId,
                        Map.of()));
    }

    /** What this link leads to; null for what is no link any more, or never was. */
    @Nullable
    Offer offer(String token) throws SQLException {
        if (!TOKEN.matcher(token).matches()) {
            return null;
        }
        try (Connection connection = dataSource.getConnection()) {
            return offer(connection, """
                    SELECT request, file, parts, bytes, most_downloads - downloads, expires_at FROM privacy.package
                    WHERE token_sha256 = ? AND expires_at > ? AND gone_at IS NULL AND revoked_at IS NULL
                        AND downloads < most_downloads
                    """, sha256(token));
        }
    }

    /** Counts a download, and writes it down; null as for {@link #offer}. However many ask at once, no more than agreed get it. */
    @Nullable
    Offer download(String token, @Nullable String requestId) throws SQLException {
        if (!TOKEN.matcher(token).matches()) {
            return null;
        }
        return Transaction.run(dataSource, transaction -> {
            Offer offer = offer(transaction, """
                    UPDATE privacy.package SET downloads = downloads + 1
                    WHERE token_sha256 = ? AND expires_at > ? AND gone_at IS NULL AND revoked_at IS NULL
                        AND downloads < most_downloads
                    RETURNING request, file, parts, bytes, most_downloads - downloads, expires_at
                    """, sha256(token));
            if (offer != null) {
                downloaded(transaction, offer, requestId);
            }
            return offer;
        });
    }

    private @Nullable Offer offer(Connection connection, String sql, Object which) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, which);
            statement.setObject(2, utc(clock.instant()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Offer(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getInt(3),
                                row.getLong(4),
                                row.getInt(5),
                                row.getObject(6, OffsetDateTime.class).toInstant())
                        : null;
            }
        }
    }

    /** Makes the link of a request lead nowhere, from now on; false if there is none that leads anywhere. */
    public boolean revoke(Connection transaction, UUID request) throws SQLException {
        return update(
                        transaction,
                        "UPDATE privacy.package SET revoked_at = ? WHERE request = ? AND revoked_at IS NULL AND gone_at IS NULL",
                        utc(clock.instant()),
                        request)
                == 1;
    }

    /** Removes all packages of an account now. Again is the same as once. */
    public int removeOf(UUID account) throws SQLException {
        return take("account = ?", account);
    }

    /** Removes what was revoked, and what would have opened a package that is not made any more. What is over is the matter of retention. */
    @Scheduled(initialDelay = "1m", fixedDelay = "5m")
    void removeRevoked() throws SQLException {
        take("revoked_at <= ?", utc(clock.instant()));
        Transaction.run(dataSource, transaction -> update(transaction, """
                DELETE FROM privacy.package_passphrase p USING privacy.request r
                WHERE r.id = p.request AND NOT r.open
                    AND NOT EXISTS (SELECT FROM privacy.package k WHERE k.request = r.id AND k.gone_at IS NULL)
                """));
    }

    private int take(String which, Object value) throws SQLException {
        List<UUID> requests = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT request FROM privacy.package WHERE gone_at IS NULL AND " + which)) {
            select.setObject(1, value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    requests.add(row.getObject(1, UUID.class));
                }
            }
        }
        Transaction.run(dataSource, transaction -> {
            take(transaction, requests);
            return requests;
        });
        return requests.size();
    }

    /** Removes the packages of these requests. */
    void take(Connection transaction, List<UUID> requests) throws SQLException {
        for (UUID request : requests) {
            int there = update(
                    transaction,
                    "UPDATE privacy.package SET gone_at = ?, passphrase = NULL WHERE request = ? AND gone_at IS NULL",
                    utc(clock.instant()),
                    request);
            if (there > 0) {
                PackagePieces.remove(transaction, request);
                update(transaction, "DELETE FROM privacy.package_passphrase WHERE request = ?", request);
                audit.append(transaction, act("package.remove", request, null));
            }
        }
    }

    private static Act act(String action, UUID request, @Nullable String requestId) {
        return new Act(
                new Actor.Automatic(), action, Act.Outcome.DONE, "request:" + request, null, requestId, Map.of());
    }

    private static int update(Connection transaction, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
