package ai.ominigate.privacy.erasure;

import ai.ominigate.staff.audit.Inclusion;
import ai.ominigate.staff.audit.Signatory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a proof that a person was forgotten, with nothing but the file and the public key of the audit log: its signature,
 * and that the entry of the log in it is in the log whose signed head is in it. The file is
 * JSON in the one way that is signed (RFC 8785, for the texts and whole numbers that are in it): a byte more or less, or
 * another one, and it is no proof.
 */
public final class ProofCheck {
    private static final String KIND = "ominigate.ai/proof-of-erasure/v1";
    private static final int FIRST_PLAN_WITH_LOG = 2;

    /** Whom a proof is about: the owner of an account, or who signed in to one that they did not own, by their own id. */
    static final String ACCOUNT = "account";

    static final String MEMBER = "member";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ProofCheck() {}

    /**
     * What was found.
     *
     * @param problem why it proves nothing, as a sentence; null if it does
     * @param reference what the request is named by
     * @param account whose owner was forgotten; {@code member} and their own id for who did not own one
     * @param legs what was done
     */
    public record Report(
            @Nullable String problem, String reference, String account, String provenAt, List<String> legs) {
        /** Whether it proves what it says. */
        public boolean ok() {
            return problem == null;
        }
    }

    /**
     * Verifies a file.
     *
     * @param keys the public keys of the audit log, at least one, as auditors were given them
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException with a sentence, if one of the keys is none
     */
    public static Report run(Path file, List<String> keys) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.UTF_8);
        JsonNode proof;
        try {
            proof = JSON.readTree(text);
            if (proof == null || !proof.path("statement").isObject()) {
                return nothing("This is no proof of an erasure.");
            }
            if (!canonical(JSON.convertValue(proof, Map.class)).equals(text)
                    || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
                return nothing("The file is not as it was written: something was added, left out or changed in it.");
            }
            byte[] signature =
                    Base64.getDecoder().decode(proof.path("signature").asText());
            if (!Signatory.verifies(
                    List.of(proof.path("signer").asText()), messageOf(proof.path("statement")), signature)) {
                return nothing("The signature does not belong to what is said: something in it was changed.");
            }
            if (!Signatory.verifies(keys, messageOf(proof.path("statement")), signature)) {
                return nothing("It is signed by another key than those that you trust.");
            }
            String notLogged = notLogged(proof.path("statement"), keys);
            if (notLogged != null) {
                return nothing(notLogged);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // A key that was given and is none is told as such by the caller, who reads them first.
            return nothing("This is no proof of an erasure, or it was changed: it cannot be read.");
        }
        JsonNode statement = proof.path("statement");
        return new Report(
                null,
                statement.path("reference").asText("-"),
                statement.has(MEMBER)
                        ? MEMBER + " " + statement.path(MEMBER).asText()
                        : statement.path(ACCOUNT).asText("-"),
                statement.path("provenAt").asText("-"),
                statement
                        .path("legs")
                        .valueStream()
                        .map(leg -> leg.path("name").asText() + " "
                                + leg.path("result").asText())
                        .toList());
    }

    /** Why it does not show that the audit log says the same; null if it does, or was written before proofs did. */
    private static @Nullable String notLogged(JsonNode statement, List<String> keys) throws JsonProcessingException {
        if (statement.path("planVersion").asInt() < FIRST_PLAN_WITH_LOG) {
            return null;
        }
        JsonNode log = statement.path("auditLog");
        Inclusion logged = new Inclusion(
                log.path("record").asText(),
                log.path("index").asLong(-1),
                log.path("path").valueStream().map(JsonNode::asText).toList(),
                log.path("checkpoint").asText());
        String problem = logged.problem(keys);
        if (problem != null) {
            return problem;
        }
        JsonNode entry = JSON.readTree(logged.record());
        boolean same = entry.path("subject").asText().equals(subject(statement))
                && List.of(Prover.BEGUN, Prover.FINISHED)
                        .contains(entry.path("action").asText());
        return same ? null : "The entry of the audit log in it is about something else.";
    }

    private static String subject(JsonNode statement) {
        String kind = statement.has(MEMBER) ? MEMBER : ACCOUNT;
        return kind + ":" + statement.path(kind).asText();
    }

    private static Report nothing(String problem) {
        return new Report(problem, "-", "-", "-", List.of());
    }

    private static String messageOf(JsonNode statement) {
        return message(JSON.convertValue(statement, Map.class));
    }

    /** What is signed: first what kind of statement it is, so that no other can be taken for it. */
    static String message(Map<?, ?> statement) {
        return KIND + "\n" + canonical(statement) + "\n";
    }

    static String canonical(Map<?, ?> value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts and numbers are JSON", e);
        }
    }
}
