package ai.ominigate.privacy.export;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.privacy.policy.PolicyInForce;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Fulfilment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Gives people their data (GDPR, articles 15 and 20): all of it for access; for portability what they gave us or what
 * using the service left, and not what we made of it.
 */
@Singleton
final class ExportFulfilment implements Fulfilment {
    static final String COLLECT = "collect";
    static final String RELEASE = "release";

    /** What the person has given us or made by using the service (GDPR, article 20); who they paid with is Stripe's to hand over. */
    private static final Set<String> PORTABLE =
            Set.of("accounts", "alerts", "conversations", "customers", "ledger", "letters", "operational-log", "usage");

    /** Without what looks alike; 24 of them are 118 bits. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int PASSPHRASE_LENGTH = 24;
    private static final int PASSPHRASE_GROUP = 4;

    private final DataSource dataSource;
    private final Accounts accounts;
    private final Members members;
    private final Holdings holdings;
    private final Packages packages;
    private final PackageSettings settings;
    private final PolicyInForce policy;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    ExportFulfilment(
            DataSource dataSource,
            Accounts accounts,
            Members members,
            Holdings holdings,
            Packages packages,
            PackageSettings settings,
            PolicyInForce policy,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.members = members;
        this.holdings = holdings;
        this.packages = packages;
        this.settings = settings;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public Set<RequestType> types() {
        return Set.of(RequestType.ACCESS, RequestType.PORTABILITY);
    }

    @Override
    public List<PlannedLeg> legs(Connection transaction, Assignment assignment) {
        return List.of(PlannedLeg.ours(COLLECT, LegStage.FULFIL), PlannedLeg.ours(RELEASE, LegStage.DELIVER));
    }

    @Override
    public LegOutcome perform(Assignment assignment, String leg) throws SQLException, IOException {
        if (assignment.account() == null && assignment.member() == null) {
            return new LegOutcome.NotApplicable("We have no account of this person, and so nothing to collect.");
        }
        DataSubject subject = subject(assignment);
        if (subject == null) {
            return new LegOutcome.NotApplicable("The person is forgotten; there is nothing to collect.");
        }
        return switch (leg) {
            case COLLECT -> collect(assignment, subject);
            case RELEASE -> release(assignment, subject);
            default -> throw new IllegalArgumentException("an export has no leg " + leg);
        };
    }

    /** Who does not own the account is looked for as themselves alone. */
    private @Nullable DataSubject subject(Assignment assignment) throws SQLException {
        if (assignment.member() != null) {
            Member member = members.find(assignment.member());
            return member == null ? null : DataSubject.of(member.id(), List.of(member.email()), List.of());
        }
        try (Connection connection = dataSource.getConnection()) {
            return accounts.subject(connection, Objects.requireNonNull(assignment.account()));
        }
    }

    private LegOutcome collect(Assignment assignment, DataSubject subject) throws SQLException, IOException {
        Packages.Made made = packages.made(assignment.request());
        if (made == null) {
            made = make(assignment, subject);
        }
        return new LegOutcome.Succeeded(Map.of(
                "files",
                made.files(),
                "parts",
                made.parts(),
                "records",
                made.records(),
                "bytes",
                made.bytes(),
                "sha256",
                HexFormat.of().formatHex(made.sha256())));
    }

    /** What an attempt that was killed has left is written over. */
    private Packages.Made make(Assignment assignment, DataSubject subject) throws SQLException, IOException {
        String file = assignment.request() + ".zip";
        String passphrase = passphrase();
        MessageDigest digest = sha256();
        for (int part = 1; Files.deleteIfExists(unfinished(file, part)); part++) {
            // Of an attempt that was killed.
        }
        PackageWriter.Parts unfinished = part -> {
            Path path = unfinished(file, part);
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(path), digest));
        };
        List<PackageWriter.Written> written = write(unfinished, passphrase, assignment, subject);
        int parts = written.getLast().part();
        long bytes = 0;
        for (int part = 1; part <= parts; part++) {
            try (FileChannel channel = FileChannel.open(unfinished(file, part), StandardOpenOption.WRITE)) {
                channel.force(true);
                bytes += channel.size();
            }
            Files.move(
                    unfinished(file, part),
                    settings.folder().resolve(Packages.part(file, part)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        long records = written.stream()
                .filter(each -> each.name().endsWith(".csv"))
                .mapToLong(PackageWriter.Written::rows)
                .sum();
        Packages.Made made =
                new Packages.Made(subject.account(), file, parts, bytes, digest.digest(), written.size(), records);
        packages.remember(assignment.request(), made, passphrase);
        return made;
    }

    private Path unfinished(String file, int part) {
        return settings.folder().resolve(Packages.part(file, part).replace(".zip", ".part"));
    }

    private List<PackageWriter.Written> write(
            PackageWriter.Parts parts, String passphrase, Assignment assignment, DataSubject subject)
            throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (PackageWriter writer = new PackageWriter(parts, passphrase.toCharArray(), settings.partBytes())) {
                for (PersonalRecords feature : holdings.all()) {
                    if (isHandedOut(assignment, feature.name())) {
                        for (PersonalTable table : feature.tables()) {
                            for (PersonalTable part : holdings.parts(connection, table, subject)) {
                                writer.table(connection, holdings, part, subject);
                            }
                        }
                    }
                }
                Readme readme = new Readme(Words.in(assignment.language()));
                writer.end(
                        readme,
                        assignment.reference(),
                        clock.instant(),
                        policy.now(connection),
                        profile(connection, subject));
                return writer.written();
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setReadOnly(false);
            }
        }
    }

    private static boolean isHandedOut(Assignment assignment, String feature) {
        return assignment.type() == RequestType.ACCESS || PORTABLE.contains(feature);
    }

    private Map<String, JsonNode> profile(Connection connection, DataSubject subject) throws SQLException {
        Map<String, JsonNode> profile = new LinkedHashMap<>();
        for (PersonalRecords feature : holdings.all()) {
            for (PersonalTable table : feature.tables()) {
                if (table.file().equals("account/profile")) {
                    for (ObjectNode row : holdings.sample(connection, table, subject, 1)) {
                        row.properties().forEach(field -> profile.put(field.getKey(), field.getValue()));
                    }
                }
            }
        }
        return profile;
    }

    private LegOutcome release(Assignment assignment, DataSubject subject) throws SQLException {
        @Nullable
        String recipient =
                subject.addresses().isEmpty() ? null : subject.addresses().getFirst();
        if (recipient == null) {
            return new LegOutcome.Failed(
                    "The account has no e-mail address that a link could be sent to. Enter the one that was verified, or hand the data over in another way.");
        }
        Instant until =
                packages.release(assignment.request(), assignment.reference(), recipient, assignment.language());
        return until == null
                ? new LegOutcome.Failed(
                        "The package is gone before it was sent: make another request of the same type.")
                : new LegOutcome.Succeeded(Map.of("until", until.toString(), "downloads", PackageSettings.DOWNLOADS));
    }

    private String passphrase() {
        StringBuilder passphrase = new StringBuilder();
        for (int i = 0; i < PASSPHRASE_LENGTH; i++) {
            if (i > 0 && i % PASSPHRASE_GROUP == 0) {
                passphrase.append('-');
            }
            passphrase.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return passphrase.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
