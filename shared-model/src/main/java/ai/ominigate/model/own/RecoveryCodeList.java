package ai.ominigate.model.own;

import java.util.List;

/**
 * What lets somebody in, each once, who has lost the authenticator. Shown here and never again.
 *
 * @param codes ten
 */
public record RecoveryCodeList(List<String> codes) {
    public RecoveryCodeList {
        codes = List.copyOf(codes);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "RecoveryCodeList[]";
    }
}
