package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static PayingOminiGate paying;
    private static StripeDouble stripe;

    @BeforeAll
    static void start() throws IOException {
        paying = PayingOminiGate.start();
        stripe = paying.stripe;
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        stripe.close();
    }

    /** An event that says a payment was made; it was, so whoever believes it credits it. */
    private static ObjectNode paidEvent() throws Exception {
        TopUp order = paying.ordered(paying.account(), 2_500);
        stripe.pay(Objects.requireNonNull(order.session()));
        return last("checkout.session.completed");
    }

    private static ObjectNode last(String type) {
        List<ObjectNode> events = stripe.events().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
        return events.getLast();
    }

    private static UUID accountOf(ObjectNode event) {
        return UUID.fromString(event.path("data")
                .path("object")
                .path("metadata")
                .path("account")
                .asText());
    }

    private static void isTaken(ObjectNode event) throws SQLException {
        paying.settled();
        assertThat(paying.balance(accountOf(event)).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    private static void isNotTaken(ObjectNode event) throws SQLException {
        paying.settled();
        assertThat(paying.number("SELECT count(*) FROM payment.inbox WHERE event = '"
                        + event.path("id").asText() + "'"))
                .isZero();
        assertThat(paying.balance(accountOf(event)).balance()).isZero();
    }

    private static String sign(String body, String secret, Duration ago) throws GeneralSecurityException {
        return PayingOminiGate.signature(body, secret, Instant.now().minus(ago));
    }

    @Test
    void whatStripeTellsIsLookedAt() throws Exception {
        ObjectNode event = paidEvent();
        assertThat(paying.send(event).status()).isEqualTo(200);
        isTaken(event);
    }

    @Test
    void whoTriesOneCardAfterTheOtherIsFlagged() throws Exception {
        UUID account = paying.account();
        for (int i = 0; i < 5; i++) {
            stripe.decline(Objects.requireNonNull(paying.ordered(account, 500).session()));
            assertThat(paying.send(last("payment_intent.payment_failed")).status())
                    .isEqualTo(200);
        }
        paying.settled();

        Await.until(
                "it is flagged",
                () -> paying.number("SELECT count(*) FROM abuse.flag WHERE signal = 'S10'"
                                + " AND points = 40 AND NOT shadow AND entity = 'account:" + account + "'")
                        == 1);
        assertThat(flags(account, "true")).isOne();
        assertThat(paying.number(
                        "SELECT count(*) FROM abuse.decision WHERE step = 'CONFIRM_CARD' AND state = 'IN_FORCE'"
                                + " AND decided_by IS NULL AND lasts_millis = 3600000 AND entity = 'account:" + account
                                + "'"))
                .as("nothing more is paid until a bank has confirmed a card, or for an hour")
                .isOne();
    }

    @Test
    void whosePaymentTheirBankTakesBackIsFlaggedForThatAlone() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        stripe.dispute(Objects.requireNonNull(order.intent()), 2_500, "needs_response");
        assertThat(paying.send(last("charge.dispute.created")).status()).isEqualTo(200);
        paying.settled();

        Await.until("it is flagged", () -> flags(account, "true") == 1);
        assertThat(flags(account, "signal = 'S11' AND points = 50 AND NOT shadow"))
                .isOne();
    }

    private static long flags(UUID account, String which) throws SQLException {
        return paying.number(
                "SELECT count(*) FROM abuse.flag WHERE entity = 'account:%s' AND %s".formatted(account, which));
    }

    @Test
    void theSecretOfBeforeIsGoodWhileItIsChanged() throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        assertThat(paying.send(body, sign(body, PayingOminiGate.SECRET_BEFORE, Duration.ZERO))
                        .status())
                .isEqualTo(200);
        isTaken(event);
    }

    @Test
    void anotherSecretIsNone() throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        assertThat(paying.send(body, sign(body, "whsec_of_somebody_else", Duration.ZERO))
                        .status())
                .isEqualTo(400);
        isNotTaken(event);
    }

    /** As whoever finds a webhook without a secret would: an HMAC with a key of zeros is one with an empty key. */
    @Test
    void anEmptySecretIsNone() throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        long now = Instant.now().getEpochSecond();
        Mac empty = Mac.getInstance("HmacSHA256");
        empty.init(new SecretKeySpec(new byte[1], "HmacSHA256"));
        String signature = HexFormat.of().formatHex(empty.doFinal((now + "." + body).getBytes(StandardCharsets.UTF_8)));
        assertThat(paying.send(body, "t=" + now + ",v1=" + signature).status()).isEqualTo(400);
        isNotTaken(event);
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -301, 301, 86_400})
    void aSignatureOfLongAgoOrOfAheadIsNone(long seconds) throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        // A second more, as the moment is cut to whole seconds.
        Duration ago = Duration.ofSeconds(seconds + Long.signum(seconds));
        assertThat(paying.send(body, sign(body, PayingOminiGate.SECRET, ago)).status())
                .isEqualTo(400);
        isNotTaken(event);
    }

    @ParameterizedTest
    @ValueSource(longs = {-290, 290})
    void clocksMayDifferALittle(long seconds) throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        assertThat(paying.send(body, sign(body, PayingOminiGate.SECRET, Duration.ofSeconds(seconds)))
                        .status())
                .isEqualTo(200);
        isTaken(event);
    }

    @Test
    void aByteThatIsAnotherIsSeen() throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        String signature = sign(body, PayingOminiGate.SECRET, Duration.ZERO);
        for (int at = 0; at < body.length(); at += 7) {
            char other = body.charAt(at) == 'x' ? 'y' : 'x';
            String tampered = body.substring(0, at) + other + body.substring(at + 1);
            assertThat(paying.send(tampered, signature).status()).isEqualTo(400);
        }
        assertThat(paying.send(body + " ", signature).status()).isEqualTo(400);
        isNotTaken(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t=,v1=",
                "nonsense",
                "t=1,v1=00",
                "v1=0000000000000000000000000000000000000000000000000000000000000000",
                "t=99999999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000"
            })
    void whatIsNoSignatureIsRefused(String signature) throws Exception {
        ObjectNode event = paidEvent();
        assertThat(paying.send(event.toString(), signature).status()).isEqualTo(400);
        isNotTaken(event);
    }

    @Test
    void anEventWithoutASignatureIsRefused() throws Exception {
        ObjectNode event = paidEvent();
        Answer answer = paying.ominigate.send("POST", "/webhooks/stripe", event.toString(), Map.of());
        assertThat(answer.status()).isEqualTo(400);
        isNotTaken(event);
    }

    @Test
    void twoMomentsInOneSignatureAreRefused() throws Exception {
        ObjectNode event = paidEvent();
        String body = event.toString();
        String old = sign(body, PayingOminiGate.SECRET, Duration.ofDays(1));
        String now = "t=" + Instant.now().getEpochSecond() + ",";
        assertThat(paying.send(body, now + old).status()).isEqualTo(400);
        isNotTaken(event);
    }

    @Test
    void anEventOfAnotherAccountOfStripesIsLeftAlone() throws Exception {
        ObjectNode event = paidEvent().deepCopy().put("account", "acct_another");
        assertThat(paying.send(event).status()).isEqualTo(200);
        isNotTaken(event);
    }

    @Test
    void anEventOfTheOtherModeIsLeftAlone() throws Exception {
        ObjectNode event = paidEvent().deepCopy().put("livemode", true);
        assertThat(paying.send(event).status()).isEqualTo(200);
        isNotTaken(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-08-27", "2024-06-20", "2027-01-01.eucalyptus"})
    void eventsOfOtherVersionsAreUnderstood(String version) throws Exception {
        ObjectNode event = paidEvent().deepCopy().put("api_version", version);
        assertThat(paying.send(event).status()).isEqualTo(200);
        isTaken(event);
    }

    @Test
    void aThinEventIsUnderstood() throws Exception {
        ObjectNode event = paidEvent();
        ObjectNode thin = event.deepCopy().put("object", "v2.core.event");
        thin.remove("data");
        thin.putObject("related_object")
                .put("id", event.path("data").path("object").path("id").asText())
                .put("type", "checkout.session");
        assertThat(paying.send(thin).status()).isEqualTo(200);
        isTaken(event);
    }

    @Test
    void anEventThatComesManyTimesAtOnceIsOne() throws Exception {
        ObjectNode event = paidEvent();
        List<Thread> senders = IntStream.range(0, 20)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        paying.send(event);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        isTaken(event);
    }

    @Test
    void tenMegabytesAreNotRead() throws Exception {
        byte[] large = new byte[10 * 1024 * 1024];
        Arrays.fill(large, (byte) ' ');
        String body = new String(large, StandardCharsets.US_ASCII);
        Answer answer = paying.send(body, sign(body, PayingOminiGate.SECRET, Duration.ZERO));
        assertThat(answer.status()).isEqualTo(413);
    }

    /** Whoever does not say how much comes is stopped as soon as it is too much. */
    @Test
    void tenMegabytesInPiecesAreNotReadEither() throws Exception {
        URI url = paying.ominigate.application().baseUrl();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(20_000);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    OutputStream out = socket.getOutputStream();
                    out.write(("POST /webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nStripe-Signature: t=1,v1=0\r\n"
                                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 160; i++) {
                        out.write(chunk);
                    }
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                } catch (IOException e) {
                    return; // it was hung up on
                }
            });
            InputStream in = socket.getInputStream();
            String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(status).isEqualTo("HTTP/1.1 413");
            socket.close();
            writer.join();
        }
    }

    @Test
    void whatIsSignedAndNoEventIsRefused() throws Exception {
        for (String body :
                List.of("{}", "[]", "null", "{\"id\":\"evt_1\"}", "{\"id\":\"evt_1\",\"type\":\"x\"}{}", "\"")) {
            assertThat(paying.send(body, sign(body, PayingOminiGate.SECRET, Duration.ZERO))
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void withoutPaymentsThereIsNothingToTell() throws Exception {
        try (RunningOminiGate off = RunningOminiGate.with(Map.of())) {
            assertThat(off.send("POST", "/webhooks/stripe", "{}", Map.of("Stripe-Signature", "t=1,v1=0"))
                            .status())
                    .isEqualTo(404);
        }
    }
}
