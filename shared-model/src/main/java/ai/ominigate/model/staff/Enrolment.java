package ai.ominigate.model.staff;

import java.util.List;

/**
 * What somebody who joins, or has a new authenticator, keeps for signing in. Shown this once; it counts when a first code
 * has confirmed it.
 *
 * @param totpSecret the authenticator's secret in base 32, for typing
 * @param totpUri the same for a QR code ({@code otpauth://totp/…})
 * @param recoveryCodes for when the authenticator is lost, each good for once
 */
public record Enrolment(String totpSecret, String totpUri, List<String> recoveryCodes) {
    public Enrolment {
        recoveryCodes = List.copyOf(recoveryCodes);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "Enrolment[]";
    }
}
