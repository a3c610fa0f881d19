package ai.ominigate.abuse.review;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.privacy.retention.Retention;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The abuse desk of a running OminiGate whose clock can be moved, and two who work there. */
final class CaseDesk implements AutoCloseable {
    static final String CASES = "/admin/v1/abuse/cases";

    final RunningOminiGate ominigate;
    final TestClock clock;
    final Flags flags;
    private final KeyPair scanner;
    private final Path scannerKeys;
    final CaseUpkeep upkeep;
    final Colleague ada;
    final Colleague bob;

    CaseDesk() throws Exception {
        scanner = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        scannerKeys = Files.createTempFile("scanner", ".json");
        Files.writeString(
                scannerKeys,
                "{\"public_keys\":[{\"key_identifier\":\"the-scanner\",\"key\":\""
                        + Base64.getEncoder().encodeToString(scanner.getPublic().getEncoded()) + "\"}]}");
        settings.put("ominigate.secret-scanning.keys-file", scannerKeys.toString());
        ominigate = RunningOminiGate.with(settings);
        clock = bean(TestClock.class);
        flags = bean(Flags.class);
        upkeep = bean(CaseUpkeep.class);
        ada = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        bob = Colleague.signedIn(ominigate, Role.TRUST_SAFETY_LEAD);
    }

    /** A report of GitHub's secret scanning, signed as GitHub does. */
    Answer scanned(String body, String signed) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(scanner.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        return ominigate.send(
                "POST",
                "/webhooks/secret-scanning",
                body,
                Map.of(
                        "Github-Public-Key-Identifier",
                        "the-scanner",
                        "Github-Public-Key-Signature",
                        Base64.getEncoder().encodeToString(signature.sign())));
    }

    <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    SomeFlag stuffing() {
        return SomeFlag.stuffing(clock.instant());
    }

    /** A case about what this flag is about. */
    UUID open(SomeFlag flag) throws SQLException {
        return Objects.requireNonNull(flags.raise(flag.build()).caseId());
    }

    Answer get(Colleague who, String path) throws IOException, InterruptedException {
        return who.send("GET", CASES + path, "");
    }

    JsonNode details(UUID id) throws IOException, InterruptedException {
        return get(ada, "/" + id).json();
    }

    /** A step on the version that the case has now. */
    Answer step(Colleague who, UUID id, String verb, String body) throws Exception {
        return step(who, id, file(id).version(), verb, body);
    }

    Answer step(Colleague who, UUID id, long version, String verb, String body)
            throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                CASES + "/" + id + "/" + verb,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + version + "\""));
    }

    CaseFile file(UUID id) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return Objects.requireNonNull(CaseTable.find(connection, id));
        }
    }

    /** What has been kept long enough goes, as it does all the time. */
    void letGo() throws SQLException {
        bean(Retention.class).keepUp();
    }

    /** Time goes by; whoever works here signs in again. */
    void wait(Duration duration) throws IOException, InterruptedException {
        clock.advance(duration);
        ada.signIn();
        bob.signIn();
    }

    /** So many requests from a network, as the operational log has them. */
    void log(Entity.Net network, Instant last, int requests) throws SQLException {
        String sql = """
                INSERT INTO abuse.operational_log (time, address, method, path_template, status, key_id, headers)
                VALUES (?, host(?::inet)::inet, 'POST', '/admin/v1/session', 401, NULL, '{"user-agent": "curl/8.5.0 (Ada Lovelace)"}')
                """;
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < requests; i++) {
                statement.setTimestamp(1, Timestamp.from(last.minusSeconds(i)));
                statement.setString(2, network.network().toString());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    long count(String sql, Object... values) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM " + sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Everything that the abuse desk keeps of a case, as text. */
    String kept(UUID id) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (String table : List.of("case_file:id", "flag:case_id", "case_event:case_id", "evidence:case_id")) {
            String[] parts = table.split(":");
            String sql = "SELECT string_agg(t::text, ' ') FROM abuse." + parts[0] + " t WHERE " + parts[1] + " = ?";
            try (Connection connection = ominigate.database().superuser();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    text.append(row.getString(1)).append('\n');
                }
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        ominigate.close();
        Files.delete(scannerKeys);
    }
}
