package ai.ominigate.privacy.erasure;

import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.erasure.ErasureTable.State;
import ai.ominigate.privacy.policy.PolicyInForce;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.vault.Vault;
import ai.ominigate.retention.Windows;
import ai.ominigate.staff.audit.Inclusion;
import ai.ominigate.staff.audit.Inclusions;
import ai.ominigate.staff.audit.Signatory;
import io.micronaut.context.annotation.Value;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes and signs what was done to forget a person. It holds nothing of what was erased. */
@Singleton
final class Prover {
    /** What the audit log says of it first, and last. */
    static final String BEGUN = "erasure.begin";

    static final String FINISHED = "erasure.finish";

    private final Plan plan;
    private final Holdings holdings;
    private final Signatory signatory;
    private final Inclusions inclusions;
    private final Windows windows;
    private final PolicyInForce policy;

    /** How long there are backups that still have what was erased, as the operator says. */
    private final Duration backups;

    private final DataSource dataSource;

    Prover(
            Plan plan,
            Holdings holdings,
            Signatory signatory,
            Inclusions inclusions,
            Windows windows,
            PolicyInForce policy,
            DataSource dataSource,
            @Value("${ominigate.privacy.backups-kept:35d}") Duration backups) {
        this.plan = plan;
        this.holdings = holdings;
        this.signatory = signatory;
        this.inclusions = inclusions;
        this.windows = windows;
        this.policy = policy;
        this.backups = backups;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** The proof, signed; null as long as this node cannot sign, or no checkpoint of the audit log speaks for it. */
    @Nullable
    String prove(State state, @Nullable Assignment assignment, Vault.Kept vault, Instant now)
            throws IOException, SQLException {
        Inclusion logged = inclusions.ofLast(state.subject(), List.of(BEGUN, FINISHED));
        if (logged == null) {
            return null;
        }
        Map<String, Object> statement = new TreeMap<>();
        statement.put(
                state.member() ? ProofCheck.MEMBER : ProofCheck.ACCOUNT,
                state.account().toString());
        statement.put("beganAt", state.beganAt().toString());
        statement.put("provenAt", now.toString());
        statement.put("planVersion", Plan.VERSION);
        statement.put("policyVersion", policyInForce());
        statement.put("tombstone", state.tombstone());
        if (assignment != null) {
            statement.put("request", assignment.request().toString());
            statement.put("reference", assignment.reference());
            statement.put("receivedAt", assignment.receivedAt().toString());
            statement.put("regime", assignment.regime().name());
        }
        statement.put("legs", legs(state));
        statement.put(
                "auditLog",
                new TreeMap<>(Map.of(
                        "record",
                        logged.record(),
                        "index",
                        logged.index(),
                        "path",
                        logged.path(),
                        "checkpoint",
                        logged.checkpoint())));
        statement.put("kept", kept(vault));
        statement.put(
                "backupsGoneBy",
                now.plus(backups).atOffset(ZoneOffset.UTC).toLocalDate().toString());
        statement.put(
                "addressHashGoneBy",
                state.beganAt()
                        .atOffset(ZoneOffset.UTC)
                        .plus(windows.of(DataClass.SUPPRESSION))
                        .toLocalDate()
                        .toString());
        Signatory.Signed signed = signatory.sign(ProofCheck.message(statement));
        if (signed == null) {
            return null;
        }
        Map<String, Object> proof = new TreeMap<>();
        proof.put("statement", statement);
        proof.put("signer", signed.key());
        proof.put("signature", Base64.getEncoder().encodeToString(signed.signature()));
        return ProofCheck.canonical(proof);
    }

    /** The day by which readers know the policy that the person was forgotten under. */
    private String policyInForce() throws SQLException {
        return Transaction.run(dataSource, policy::now).lastUpdated().toString();
    }

    private List<Object> legs(State state) {
        List<Object> legs = new ArrayList<>();
        (state.member() ? Plan.ofMember() : plan.legs()).forEach(leg -> {
            Map<String, Object> receipt = state.receipts().get(leg.name());
            if (receipt != null) {
                Map<String, Object> about = new TreeMap<>();
                about.put("name", leg.name());
                about.put("system", leg.own() ? "ours" : leg.name());
                about.put("result", receipt.getOrDefault("result", LegState.SUCCEEDED.name()));
                about.put("receipt", new TreeMap<>(receipt));
                legs.add(about);
            }
        });
        return legs;
    }

    private List<Object> kept(Vault.Kept vault) {
        List<Object> kept = new ArrayList<>();
        if (vault.until() != null) {
            kept.add(new TreeMap<>(Map.of(
                    "what",
                    "vault.record",
                    "records",
                    vault.records(),
                    "why",
                    vault.statute(),
                    "until",
                    vault.until().toString())));
        }
        for (PersonalRecords feature : holdings.all()) {
            for (PersonalTable table : feature.tables()) {
                if (table.fate() instanceof PersonalTable.Fate.Kept why) {
                    kept.add(new TreeMap<>(Map.of("what", table.table(), "why", why.reason())));
                }
            }
        }
        return kept;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
