package ai.ominigate.staff.identity;

import ai.ominigate.credential.Base32;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What people are shown who get an authenticator's secret. */
final class Enrolments {
    private static final String ISSUER = "OminiGate";

    private Enrolments() {}

    static Enrolment of(String email, byte[] secret, List<String> recoveryCodes) {
        String base32 = Base32.encode(secret);
        // The key URI format, as Google Authenticator's documentation has it and all authenticators read it.
        String uri = "otpauth://totp/" + ISSUER + ":" + encoded(email) + "?secret=" + base32 + "&issuer=" + ISSUER
                + "&algorithm=SHA1&digits=6&period=30";
        return new Enrolment(base32, uri, recoveryCodes);
    }

    static Refused wrongCode() {
        return new Refused(
                HttpStatus.BAD_REQUEST,
                "code_wrong",
                "This is not the code that the authenticator shows now, or it was used before. Check that its clock is"
                        + " right, and wait for the next code.");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
