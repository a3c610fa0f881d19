package ai.ominigate.staff.identity;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Totp;
import ai.ominigate.model.staff.Role;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A member of a running OminiGate's staff, for tests of what somebody with certain roles can do over HTTP. */
public final class Colleague {
    /** Seconds that a busy machine may take from asking for a code to looking at it. */
    private static final int LOOKED_AT_WITHIN = 10;

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final RunningOminiGate ominigate;
    private final String email;
    private final String password = "correct horse battery staple";
    private final byte[] secret = Totp.randomSecret();
    private long lastStep;
    private String token = "";
    private String id = "";

    private Colleague(RunningOminiGate ominigate, String email) {
        this.ominigate = ominigate;
        this.email = email;
    }

    /** Somebody new with these roles who has not signed in yet. */
    public static Colleague enrolled(RunningOminiGate ominigate, Role... roles) throws SQLException {
        Colleague colleague = new Colleague(ominigate, "colleague-" + COUNTER.incrementAndGet() + "@ominigate.example");
        Set<Role> all = EnumSet.noneOf(Role.class);
        all.addAll(Set.of(roles));
        ominigate
                .application()
                .context()
                .getBean(Members.class)
                .enrol(colleague.email, "Colleague", all, colleague.password, Base32.encode(colleague.secret));
        return colleague;
    }

    /** Somebody new with these roles, signed in. */
    public static Colleague signedIn(RunningOminiGate ominigate, Role... roles)
            throws SQLException, IOException, InterruptedException {
        Colleague colleague = enrolled(ominigate, roles);
        colleague.signIn();
        return colleague;
    }

    /** Signs in; from now on {@link #send} shows the new token. */
    public void signIn() throws IOException, InterruptedException {
        Answer answer = signIn(password, goodCode());
        if (answer.status() != 200) {
            throw new AssertionError("could not sign in: " + answer.response().body());
        }
        token = answer.json().path("token").asText();
        id = answer.json().path("staff").path("id").asText();
    }

    /** Tries to sign in with this password and code. */
    public Answer signIn(String password, String totp) throws IOException, InterruptedException {
        String body = "{\"email\":\"%s\",\"password\":\"%s\",\"totp\":\"%s\"}".formatted(email, password, totp);
        return ominigate.send("POST", "/admin/v1/session", body, Map.of());
    }

    /** Shows the second factor again, so that dangerous actions are possible for five minutes. */
    public Colleague stepUp() throws IOException, InterruptedException {
        Answer answer = send("POST", "/admin/v1/session/step-up", "{\"totp\":\"" + goodCode() + "\"}");
        if (answer.status() != 200) {
            throw new AssertionError("could not step up: " + answer.response().body());
        }
        return this;
    }

    /**
     * A code that was not asked for before and is good now and for the next ten seconds, or, of three within a minute, soon
     * will be.
     */
    public String code() {
        lastStep = Math.max(Totp.step(clock().instant().plusSeconds(LOOKED_AT_WITHIN)) - 1, lastStep + 1);
        return Totp.code(secret, lastStep);
    }

    private String goodCode() {
        String code = code();
        Await.until("the code is good", () -> lastStep <= Totp.step(clock().instant()) + 1);
        return code;
    }

    private InstantSource clock() {
        return ominigate.application().context().getBean(InstantSource.class);
    }

    /** A request with this colleague's token. */
    public Answer send(String method, String path, String body) throws IOException, InterruptedException {
        return ominigate.send(method, path, body, Map.of("Authorization", "Bearer " + token));
    }

    /** A request with this colleague's token about something that they saw in this version. */
    public Answer send(String method, String path, String body, long version) throws IOException, InterruptedException {
        return ominigate.send(
                method, path, body, Map.of("Authorization", "Bearer " + token, "If-Match", "\"" + version + "\""));
    }

    /** What they are called, once signed in. */
    public String id() {
        return id;
    }

    /** Theirs. */
    public String token() {
        return token;
    }

    /** Theirs. */
    public String email() {
        return email;
    }

    /** Theirs. */
    public String password() {
        return password;
    }
}
