package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.model.abuse.RequiredStep;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.ResourceBundle;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

/**
 * Questions in plain words before somebody signs up or in from where a step is required. They need no script, no picture and
 * nobody else's server, and a screen reader reads them. They stop programs that were not written for them, and cost all others
 * a question an attempt; no more is claimed of them.
 *
 * <p>An answer counts for one attempt from the network that was asked and not for whoever else is there. What was asked is
 * nowhere but in a token that the asker brings back, so any node can tell whether the answer is right. Each remembers which
 * it has seen, right or wrong: a token is good for one try on each node, for ten minutes. Never blocks.
 */
@Singleton
final class PlainQuestions implements OfferedStep {
    static final Duration GOOD_FOR = Duration.ofMinutes(10);

    /** Tokens that were used and are still good; beyond that no answer counts until some are old. */
    static final int REMEMBERED = 100_000;

    private static final List<String> KINDS = List.of("colour", "animal", "weekday", "tool");
    private static final int PAYLOAD = Long.BYTES + Long.BYTES;
    private static final int MAC = 16;

    private final SecretKeySpec secret;
    private final InstantSource clock;
    private final Random random;

    /** Used tokens of this and of the last ten minutes; guarded by this object. */
    private Set<Long> used = new HashSet<>();

    private Set<Long> usedBefore = new HashSet<>();
    private long turnsAt;

    @Inject
    PlainQuestions(DataSource dataSource, InstantSource clock) throws SQLException {
        this(secret(DelegatingDataSource.unwrapDataSource(dataSource)), clock, new SecureRandom());
    }

    /** @param secret 32 bytes that all nodes know and nobody else */
    PlainQuestions(byte[] secret, InstantSource clock, Random random) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
        this.random = random;
    }

    private static byte[] secret(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT secret FROM abuse.step_secret");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    @Override
    public RequiredStep kind() {
        return RequiredStep.ANSWER_QUESTION;
    }

    /** Asks whoever is there for something, in their language. */
    Bar.Question ask(Face face, Visit visit) {
        ResourceBundle words = words(visit.language());
        String[] numbers = words.getString("numbers").split(" ");
        int one = random.nextInt(numbers.length);
        int other = random.nextInt(numbers.length);
        List<String> kinds = new ArrayList<>(KINDS);
        Collections.shuffle(kinds, random);
        List<String> choices = new ArrayList<>();
        for (String kind : kinds) {
            String[] members = words.getString(kind).split(" ");
            choices.add(members[random.nextInt(members.length)]);
        }
        String wanted = choices.getFirst();
        Collections.shuffle(choices, random);
        // The words for numbers begin with two.
        String answer = (one + other + 4) + wanted;
        String question = words.getString("question")
                .replace("{one}", numbers[one])
                .replace("{other}", numbers[other])
                .replace("{kind}", words.getString("kind." + kinds.getFirst()))
                .replace("{words}", String.join(words.getString("between"), choices));
        return new Bar.Question(question, token(answer, face, visit.address()));
    }

    private static ResourceBundle words(Locale asked) {
        Locale language =
                asked.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
        return ResourceBundle.getBundle(
                "abuse.questions",
                language,
                PlainQuestions.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private String token(String answer, Face face, byte[] address) {
        byte[] payload = ByteBuffer.allocate(PAYLOAD)
                .putLong(clock.millis() + GOOD_FOR.toMillis())
                .putLong(random.nextLong())
                .array();
        ByteBuffer token = ByteBuffer.allocate(PAYLOAD + 2 * MAC)
                .put(payload)
                .put(mac("asked", payload, face, address, ""))
                .put(mac("answer", payload, face, address, normal(answer)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** Whether this is the right answer to what was asked there, for this, a short time ago, and is given for the first time. */
    boolean isAnswered(Visit.Proof proof, Face face, byte[] address) {
        byte[] token;
        try {
            token = Base64.getUrlDecoder().decode(proof.token());
        } catch (IllegalArgumentException e) {
            return false; // Not one of ours.
        }
        if (token.length != PAYLOAD + 2 * MAC) {
            return false;
        }
        byte[] payload = Arrays.copyOf(token, PAYLOAD);
        byte[] asked = Arrays.copyOfRange(token, PAYLOAD, PAYLOAD + MAC);
        byte[] answer = Arrays.copyOfRange(token, PAYLOAD + MAC, token.length);
        ByteBuffer told = ByteBuffer.wrap(payload);
        long goodUntil = told.getLong();
        return MessageDigest.isEqual(asked, mac("asked", payload, face, address, ""))
                && goodUntil > clock.millis()
                && isFirst(told.getLong())
                && MessageDigest.isEqual(answer, mac("answer", payload, face, address, normal(proof.answer())));
    }

    private synchronized boolean isFirst(long number) {
        long now = clock.millis();
        if (now >= turnsAt) {
            usedBefore = now >= turnsAt + GOOD_FOR.toMillis() ? new HashSet<>() : used;
            used = new HashSet<>();
            turnsAt = now + GOOD_FOR.toMillis();
        }
        return used.size() < REMEMBERED && !usedBefore.contains(number) && used.add(number);
    }

    /** Capitals, spaces and signs between do not matter, nor how wide digits are. */
    private static String normal(String answer) {
        return Normalizer.normalize(answer, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private byte[] mac(String what, byte[] payload, Face face, byte[] address, String answer) {
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            mac.update(payload);
            String rest = what + " " + face + " " + Entity.Net.of(address) + " " + answer;
            return Arrays.copyOf(mac.doFinal(rest.getBytes(StandardCharsets.UTF_8)), MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
