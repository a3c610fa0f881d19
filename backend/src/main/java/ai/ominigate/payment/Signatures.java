package ai.ominigate.payment;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event is Stripe's. The signature is over the bytes as they came and the moment at which it was made, with one of
 * the webhook's secrets; the moment may be neither long ago nor ahead, which Stripe's own library does not look at.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe, verify signatures</a>
 */
@Singleton
final class Signatures {
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** One moment: with two, two readers could take different ones. */
    private static final Pattern HEADER =
            Pattern.compile("\\s*t=([0-9]{1,12})((?:\\s*,\\s*v[0-9]+=[0-9a-f]{64})+)\\s*");

    private static final int LONGEST_HEADER = 2_000;

    private final PaymentSettings settings;
    private final InstantSource clock;

    Signatures(PaymentSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @param header null if there was none */
    boolean isOfStripe(byte[] body, @Nullable String header) {
        if (header == null || header.length() > LONGEST_HEADER) {
            return false;
        }
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches()) {
            return false;
        }
        Instant made = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
        if (Duration.between(made, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
            return false;
        }
        String text = text(body);
        return text != null && settings.webhookSecrets().stream().anyMatch(secret -> verifies(text, header, secret));
    }

    /** Bytes that are not UTF-8 would be others after they were a text; Stripe's are. */
    private static @Nullable String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean verifies(String body, String header, String secret) {
        try {
            return Webhook.Signature.verifyHeader(body, header.strip(), secret, 0);
        } catch (SignatureVerificationException | IllegalArgumentException e) {
            return false;
        }
    }
}
