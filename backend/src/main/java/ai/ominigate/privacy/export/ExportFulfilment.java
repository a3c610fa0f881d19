package ai.ominigate.privacy.export;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalPapers;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.policy.PolicyInForce;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.Fulfilment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import ai.ominigate.staff.rights.Capability;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

    private static final Duration PAPERS_ASKED_FOR_EVERY = Duration.ofMinutes(10);

    private static final String UNSEEN =
            "They cannot sign in, and were not shown yet what will open their package. Ask them to show who they are by a link or a"
                    + " code that they type in themselves: the page shows it. If they cannot, once they have shown who they are tell it to"
                    + " them by telephone or letter, and never by mail, which is where the link goes.";

    /** What the person has given us or made by using the service (GDPR, article 20); who they paid with is Stripe's to hand over. */
    private static final Set<String> PORTABLE =
            Set.of("accounts", "alerts", "conversations", "customers", "ledger", "letters", "operational-log", "usage");

    private final DataSource dataSource;
    private final Accounts accounts;
    private final Members members;
    private final Holdings holdings;
    private final List<PersonalPapers> papers;
    private final Passphrases passphrases;
    private final Packages packages;
    private final PackageSettings settings;
    private final PolicyInForce policy;
    private final InstantSource clock;

    ExportFulfilment(
            DataSource dataSource,
            Accounts accounts,
            Members members,
            Holdings holdings,
            List<PersonalPapers> papers,
            Passphrases passphrases,
            Packages packages,
            PackageSettings settings,
            PolicyInForce policy,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.members = members;
        this.holdings = holdings;
        this.papers = List.copyOf(papers);
        this.passphrases = passphrases;
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

    /** What nobody could open is not made. */
    @Override
    public List<Blocker> blockers(Connection connection, Assignment assignment) throws SQLException {
        return passphrases.isWanting(connection, assignment.request())
                ? List.of(new Blocker("passphrase_unseen", UNSEEN, Capability.PREPARE_REQUESTS))
                : List.of();
    }

    private LegOutcome collect(Assignment assignment, DataSubject subject) throws SQLException, IOException {
        Packages.Made made = packages.made(assignment.request());
        if (made == null) {
            if (isUnseen(assignment)) {
                return new LegOutcome.Failed(UNSEEN);
            }
            try {
                made = make(assignment, subject, papers(assignment, subject));
            } catch (PersonalPapers.Missing e) {
                String why = Objects.requireNonNull(e.getMessage());
                return e.isPassing()
                        ? new LegOutcome.Waiting(clock.instant().plus(PAPERS_ASKED_FOR_EVERY), why)
                        : new LegOutcome.Failed(why);
            }
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

    private boolean isUnseen(Assignment assignment) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return passphrases.isWanting(connection, assignment.request());
        }
    }

    private record Paper(String file, byte[] content) {}

    /** Before anything is read in a transaction, as other companies may have to be asked for some. */
    private List<Paper> papers(Assignment assignment, DataSubject subject) throws SQLException, IOException {
        List<Paper> all = new ArrayList<>();
        if (assignment.type() == RequestType.ACCESS) {
            for (PersonalPapers feature : papers) {
                feature.each(subject, assignment.language(), (file, content) -> all.add(new Paper(file, content)));
            }
        }
        return all;
    }

    private Packages.Made make(Assignment assignment, DataSubject subject, List<Paper> written)
            throws SQLException, IOException {
        try {
            return Transaction.run(dataSource, transaction -> {
                try (Statement statement = transaction.createStatement()) {
                    statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                }
                try {
                    return make(transaction, assignment, subject, written);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** All of it is read, written and remembered in one transaction: it is there as a whole, or not at all. */
    private Packages.Made make(Connection transaction, Assignment assignment, DataSubject subject, List<Paper> ready)
            throws SQLException, IOException {
        String shown = passphrases.shown(transaction, assignment.request());
        String passphrase = shown == null ? passphrases.fresh() : shown;
        MessageDigest digest = sha256();
        List<Counted> parts = new ArrayList<>();
        List<PackageWriter.Written> written = write(
                transaction,
                part -> {
                    parts.add(new Counted(new DigestOutputStream(
                            PackagePieces.write(transaction, assignment.request(), part), digest)));
                    return parts.getLast();
                },
                passphrase,
                assignment,
                subject,
                ready);
        long records = written.stream()
                .filter(each -> each.name().endsWith(".csv"))
                .mapToLong(PackageWriter.Written::rows)
                .sum();
        Packages.Made made = new Packages.Made(
                subject.account(),
                assignment.request() + ".zip",
                parts.size(),
                parts.stream().mapToLong(part -> part.bytes).sum(),
                digest.digest(),
                written.size(),
                records);
        packages.remember(transaction, assignment.request(), made, passphrase);
        return made;
    }

    /** Knows how much has passed. */
    private static final class Counted extends BufferedOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            super.write(data, offset, length);
            bytes += length;
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            bytes++;
        }
    }

    private List<PackageWriter.Written> write(
            Connection transaction,
            PackageWriter.Parts parts,
            String passphrase,
            Assignment assignment,
            DataSubject subject,
            List<Paper> ready)
            throws SQLException, IOException {
        try (PackageWriter writer = new PackageWriter(parts, passphrase.toCharArray(), settings.partBytes())) {
            for (PersonalRecords feature : holdings.all()) {
                if (isHandedOut(assignment, feature.name())) {
                    for (PersonalTable table : feature.tables()) {
                        for (PersonalTable part : holdings.parts(transaction, table, subject)) {
                            writer.table(transaction, holdings, part, subject);
                        }
                    }
                }
            }
            for (Paper paper : ready) {
                writer.paper(paper.file(), paper.content());
            }
            Readme readme = new Readme(Words.in(assignment.language()));
            writer.end(
                    readme,
                    assignment.reference(),
                    clock.instant(),
                    policy.now(transaction),
                    profile(transaction, subject));
            return writer.written();
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
