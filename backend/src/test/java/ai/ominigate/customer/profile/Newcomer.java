package ai.ominigate.customer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/** Somebody with a browser of their own and a mailbox that only they read. */
public final class Newcomer {
    /** With this setting everybody has an address of their own: a network that signs up often waits. */
    public static final Map<String, Object> APART = Map.of("ominigate.trusted-proxies", "127.0.0.0/8");

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** What they choose. */
    public static final String PASSWORD = "seven quiet geese fly north";

    private final RunningOminiGate ominigate;
    private final String email;
    private final String address;
    private @Nullable String cookie;

    private Newcomer(RunningOminiGate ominigate, String email) {
        this.ominigate = ominigate;
        this.email = email;
        int number = COUNT.incrementAndGet();
        this.address = "198.18.%d.%d".formatted(number / 250, number % 250 + 1);
    }

    /** Who has never been here. */
    public static Newcomer at(RunningOminiGate ominigate) {
        return new Newcomer(ominigate, "jo-" + UUID.randomUUID() + "@example.com");
    }

    /** The same with a mailbox of this address. */
    public static Newcomer named(RunningOminiGate ominigate, String email) {
        return new Newcomer(ominigate, email);
    }

    /** Who has an account and is signed in. */
    public static Newcomer signedIn(RunningOminiGate ominigate) throws Exception {
        return at(ominigate).signUp();
    }

    /** Makes an account, and is signed in from then on. */
    public Newcomer signUp() throws Exception {
        Answer asked = post("/sign-up", credentials());
        assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
        Answer made = post("/sign-up/confirm", Map.of("token", letter("SIGN_UP_CONFIRM"), "password", PASSWORD));
        assertThat(made.status()).isEqualTo(201);
        return this;
    }

    /** Whom this account asked in, and who has come. */
    public Newcomer inviting(String role) throws Exception {
        Newcomer guest = at(ominigate);
        assertThat(post("/team/invitations", Map.of("email", guest.email, "role", role))
                        .status())
                .isEqualTo(201);
        assertThat(guest.post("/team/join", Map.of("token", guest.letter("MEMBER_INVITED"), "password", PASSWORD))
                        .status())
                .isEqualTo(204);
        return guest;
    }

    /** The same person with another browser. */
    public Newcomer elsewhere() {
        return new Newcomer(ominigate, email);
    }

    public String email() {
        return email;
    }

    /** What they are known by; null if nobody. */
    public @Nullable String cookie() {
        return cookie;
    }

    public Map<String, String> credentials() {
        return Map.of("email", email, "password", PASSWORD);
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, Map.of(), Map.of());
    }

    public Answer post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        return send("POST", path, fields, Map.of());
    }

    /** Reads a page, which there has to be. */
    public Document page(String path) throws IOException, InterruptedException {
        Answer answer = open(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return Jsoup.parse(answer.response().body());
    }

    /** Asks for a page, or a file. */
    public Answer open(String path) throws IOException, InterruptedException {
        return ominigate.send("GET", path, "", ofPages());
    }

    /** Sends a form of a page. */
    public Answer submit(String path, String fields) throws IOException, InterruptedException {
        return submit(path, fields, Map.of());
    }

    /** The same with further headers. */
    public Answer submit(String path, String fields, Map<String, String> headers)
            throws IOException, InterruptedException {
        Map<String, String> all = ofPages();
        all.put("Sec-Fetch-Site", "same-origin");
        all.putAll(headers);
        return ominigate.sendForm(path, fields, all);
    }

    private Map<String, String> ofPages() {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/html", "X-Forwarded-For", address));
        if (cookie != null) {
            headers.put("Cookie", "session=" + cookie);
        }
        return headers;
    }

    /** A request as a browser sends it from a page of ours. */
    public Answer send(String method, String path, Map<String, String> fields, Map<String, String> headers)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(Map.of(
                "X-Forwarded-For",
                address,
                "Sec-Fetch-Site",
                "same-origin",
                "User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"));
        if (cookie != null) {
            all.put("Cookie", "session=" + cookie);
        }
        all.putAll(headers);
        all.values().removeIf(String::isEmpty);
        Answer answer = ominigate.send(method, "/api/v1" + path, json(fields), all);
        answer.response().headers().allValues("set-cookie").forEach(this::keep);
        return answer;
    }

    private void keep(String setCookie) {
        String value = setCookie.substring(setCookie.indexOf('=') + 1, setCookie.indexOf(';'));
        cookie = value.isEmpty() ? null : value;
    }

    private static String json(Map<String, String> fields) {
        StringBuilder json = new StringBuilder();
        fields.forEach((name, value) ->
                json.append(json.isEmpty() ? "{" : ",").append("\"%s\":\"%s\"".formatted(name, value)));
        return json.isEmpty() ? "" : json.append('}').toString();
    }

    /** What stands at the end of the link of the last letter of this kind that went to them; empty if none did. */
    public String letter(String template) throws SQLException {
        return letter(template, email);
    }

    /** The same of a letter to another mailbox of theirs. */
    public String letter(String template, String to) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement("""
                SELECT "values"->>'link' FROM mail.letter WHERE recipient = ? AND template = ? ORDER BY id DESC LIMIT 1
                """)) {
            query.setString(1, to);
            query.setString(2, template);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? String.valueOf(row.getString(1)).replaceFirst(".*/", "") : "";
            }
        }
    }
}
