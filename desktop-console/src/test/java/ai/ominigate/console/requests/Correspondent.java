package ai.ominigate.console.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.RealGateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody outside who writes to the demo's mailbox and reads what comes back. */
final class Correspondent {

    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern MAIL = Pattern.compile("/demo/mail/(\\d+)");

    private final RealGateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address = "jo-" + UUID.randomUUID() + "@example.com";

    Correspondent(RealGateway gateway) {
        this.gateway = gateway;
    }

    /** Where they read mail. */
    String address() {
        return address;
    }

    /** Makes an account that is registered with their address, and answers its id. */
    String signUp() throws IOException, InterruptedException {
        String password = "seven quiet geese fly north";
        post("/api/v1/sign-up", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(address, password));
        String token = inLetter(Pattern.compile("/sign-up/([\\w-]+)"));
        return post("/api/v1/sign-up/confirm", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, password))
                .path("account")
                .asText();
    }

    /** Writes to the address that the policy names, as a program for mail does (RFC 5321). */
    void write(String subject, String text) throws IOException {
        JsonNode access = gateway.demo().path("mail");
        try (Socket socket = new Socket("localhost", access.path("smtpPort").asInt());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            OutputStream out = socket.getOutputStream();
            in.readLine();
            String to = access.path("contact").asText();
            say(out, in, "HELO localhost");
            say(out, in, "MAIL FROM:<" + address + ">");
            say(out, in, "RCPT TO:<" + to + ">");
            say(out, in, "DATA");
            say(out, in, """
                    From: %s
                    To: %s
                    Subject: %s
                    Message-ID: <%s@example.com>
                    Content-Type: text/plain; charset=utf-8

                    %s
                    .""".formatted(address, to, subject, UUID.randomUUID(), text)
                    .replace("\n", "\r\n"));
            say(out, in, "QUIT");
        }
    }

    private static void say(OutputStream out, BufferedReader in, String line) throws IOException {
        out.write((line + "\r\n").getBytes(UTF_8));
        out.flush();
        assertThat(in.readLine()).matches("[23].*");
    }

    /** What the pattern's group finds in the newest letter to them that has it. Waits for one. */
    String inLetter(Pattern pattern) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            Matcher found = pattern.matcher(newestWith(pattern));
            if (found.find()) {
                return found.group(1);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        throw new AssertionError("No letter to " + address + " has " + pattern);
    }

    /** The list names whom each mail is for, the newest first. */
    private String newestWith(Pattern pattern) throws IOException, InterruptedException {
        for (String each : page("/demo/mail").split("<li>")) {
            Matcher number = MAIL.matcher(each);
            if (each.contains(address) && number.find()) {
                String letter = page(number.group());
                if (pattern.matcher(letter).find()) {
                    return letter;
                }
            }
        }
        return "";
    }

    private String page(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(gateway.address() + path))
                                .header("Accept", "text/html")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(gateway.address() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new JsonMapper().readTree(answer.body());
    }
}
