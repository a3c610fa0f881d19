package ai.ominigate.staff.audit;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs statements that have to be believed outside of the database, with the key of the audit log: whoever has that log's
 * public key can verify them.
 */
@Singleton
public final class Signatory {
    private final Notary notary;
    private final Witness witness;

    Signatory(Notary notary, Witness witness) {
        this.notary = notary;
        this.witness = witness;
    }

    /**
     * A signature.
     *
     * @param key the public key, as auditors are given it
     */
    public record Signed(String key, byte[] signature) {}

    /**
     * Signs a statement.
     *
     * @param statement begins with a line that says what kind of statement it is, so that none can be taken for another;
     *     never with a log's name, as checkpoints do
     * @return null as long as this node has no key of the log, and on a node that only remembers
     */
    public @Nullable Signed sign(String statement) throws IOException {
        if (statement.startsWith("ominigate-audit/")) {
            throw new IllegalArgumentException("a statement must not look like a checkpoint");
        }
        if (witness.signingKey() == null) {
            notary.signNow();
        }
        SigningKey key = witness.signingKey();
        if (key == null) {
            return null;
        }
        for (VerifierKey trusted : witness.trusted()) {
            if (key.verifier(trusted.name()).equals(trusted)) {
                return new Signed(trusted.toString(), key.sign(statement));
            }
        }
        return null;
    }

    /**
     * Whether one of these keys signed the statement.
     *
     * @param keys public keys, as auditors were given them
     * @throws IllegalArgumentException with a sentence, if one is no key
     */
    public static boolean verifies(List<String> keys, String statement, byte[] signature) {
        return keys.stream().map(VerifierKey::parse).anyMatch(key -> key.verifies(statement, signature));
    }
}
