package ai.ominigate.privacy.request;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The privacy desk of a running OminiGate whose clock can be moved, and those who work there. */
public final class PrivacyDesk implements AutoCloseable {
    public static final String REQUESTS = "/admin/v1/privacy/requests";
    private static final AtomicInteger COUNT = new AtomicInteger();

    public final RunningOminiGate ominigate;
    public final TestClock clock;
    final Legs legs;
    public final Colleague ada;
    public final Colleague bob;

    /** Two colleagues who do in seconds what takes others a day. */
    private static Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.putAll(more);
        settings.put("ominigate.requests.burst", 100_000);
        return settings;
    }

    public PrivacyDesk() throws Exception {
        this(Map.of());
    }

    /** One with further settings. */
    public PrivacyDesk(Map<String, Object> more) throws Exception {
        ominigate = RunningOminiGate.with(settings(more));
        clock = bean(TestClock.class);
        legs = bean(Legs.class);
        ada = Colleague.signedIn(ominigate, Role.SUPPORT);
        bob = Colleague.signedIn(ominigate, Role.SUPPORT_LEAD);
    }

    public <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    public Instant now() {
        return clock.instant();
    }

    /** Somebody with an account. */
    public record Person(UUID account, String email) {}

    public Person person() throws SQLException {
        int number = COUNT.incrementAndGet();
        Person person = new Person(UUID.randomUUID(), "jane" + number + "@example.com");
        execute("INSERT INTO accounts.account (id, name, status, created_at, revision, email) VALUES ('"
                + person.account() + "', 'Jane the " + number + "th', 'ACTIVE', now(), 0, '" + person.email() + "')");
        return person;
    }

    /** A request that has come by mail and was acknowledged. */
    public UUID mailed(String sender, RequestType type) throws SQLException {
        return mailed(sender, type, now());
    }

    UUID mailed(String sender, @Nullable RequestType type, Instant receivedAt) throws SQLException {
        Requests requests = bean(Requests.class);
        return Transaction.run(ominigate.database().dataSource(), transaction -> {
            UUID thread = UUID.randomUUID();
            RequestTable.insertThread(transaction, thread, sender, Locale.ENGLISH);
            UUID id = requests.open(transaction, thread, type, RequestChannel.MAIL, receivedAt)
                    .id();
            requests.acknowledged(transaction, thread, UUID.randomUUID());
            return id;
        });
    }

    /** A request of a person who has shown who they are. */
    UUID verified(Person person, RequestType type) throws Exception {
        UUID id = mailed(person.email(), type);
        ok(step(
                ada,
                id,
                "triage",
                "{\"account\":\"" + person.account() + "\",\"assignee\":\"" + ada.id()
                        + "\",\"regime\":\"EU\",\"reason\":\"It is from their address.\"}"));
        identified(id);
        return id;
    }

    /** Whoever asks has shown that the registered address is theirs. */
    void identified(UUID id) throws SQLException {
        Transaction.run(
                ominigate.database().dataSource(),
                transaction -> bean(Identification.class)
                        .reached(transaction, RequestSteps.lock(transaction, id), IdentityLevel.L1, By.ITSELF));
    }

    /** A request that somebody works on. */
    public UUID started(Person person, RequestType type) throws Exception {
        UUID id = verified(person, type);
        ok(step(ada, id, "triage", "{\"scope\":\"All of it.\",\"reason\":\"Clear.\"}"));
        ok(step(ada, id, "start", reason()));
        return id;
    }

    /** A request that a second person has been asked about. */
    public UUID proposed(Person person, RequestType type) throws Exception {
        UUID id = started(person, type);
        ok(step(ada, id, "prepare", reason()));
        ok(step(ada, id, "propose", type == RequestType.DELETION ? typed(person.email()) : reason()));
        return id;
    }

    /** What proposes to delete somebody, with what was typed. */
    public static String typed(String email) {
        return "{\"email\":\"" + email + "\",\"reason\":\"As they ask.\"}";
    }

    public static String reason() {
        return "{\"reason\":\"As they ask.\"}";
    }

    /** Agrees, or not, to what was proposed about a request. */
    public Answer decide(Colleague who, UUID id, String verb) throws Exception {
        return agree(who, details(id).path("plan").path("proposal").asText(), verb);
    }

    /** Agrees, or not, to a proposal. */
    public Answer agree(Colleague who, String proposal, String verb) throws Exception {
        Answer seen = who.send("GET", "/admin/v1/approvals/" + proposal, "");
        Answer decided = decide(who, proposal, verb, seen.json().path("version").asLong());
        if (decided.json().path("code").asText().startsWith("step_up")) {
            // A code of the authenticator is good once.
            clock.advance(Duration.ofSeconds(31));
            who.stepUp();
            return decide(who, proposal, verb, seen.json().path("version").asLong());
        }
        return decided;
    }

    private Answer decide(Colleague who, String proposal, String verb, long version)
            throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                "/admin/v1/approvals/" + proposal + "/" + verb,
                verb.equals("refuse") ? reason() : "{}",
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + version + "\""));
    }

    Answer get(Colleague who, String path) throws IOException, InterruptedException {
        return who.send("GET", REQUESTS + path, "");
    }

    public JsonNode details(UUID id) throws IOException, InterruptedException {
        return ok(get(ada, "/" + id)).json();
    }

    public String state(UUID id) throws SQLException {
        return file(id).state().name();
    }

    /** A step on the version that the request has now. */
    public Answer step(Colleague who, UUID id, String verb, String body) throws Exception {
        return step(who, id, file(id).version(), verb, body);
    }

    Answer step(Colleague who, UUID id, long version, String verb, String body)
            throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                REQUESTS + "/" + id + "/" + verb,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + version + "\""));
    }

    public static Answer ok(Answer answer) {
        if (answer.status() >= 300) {
            throw new AssertionError(answer.status() + " " + answer.response().body());
        }
        return answer;
    }

    /** What people name it by. */
    public String reference(UUID id) throws SQLException {
        return file(id).reference();
    }

    /** How sure we are of who asks. */
    public String identity(UUID id) throws SQLException {
        return file(id).identity().name();
    }

    RequestFile file(UUID id) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return Objects.requireNonNull(RequestTable.find(connection, id));
        }
    }

    /** Time goes by; whoever works here signs in again. */
    public void passes(Duration duration) throws IOException, InterruptedException {
        clock.advance(duration);
        ada.signIn();
        bob.signIn();
    }

    /** Whatever is due of all requests is done. */
    public void doLegs() throws SQLException {
        legs.doDue();
    }

    /** What letters about this were left, by their templates. */
    public List<String> letters(UUID id) throws SQLException {
        return rows("SELECT template FROM privacy.request_letter WHERE request = ? ORDER BY at, letter", id);
    }

    public List<String> rows(String sql, Object... values) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<String> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(row.getString(1));
                }
                return rows;
            }
        }
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        ominigate.close();
    }
}
