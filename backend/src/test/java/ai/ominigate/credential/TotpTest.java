package ai.ominigate.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    /** RFC 6238, appendix B: the secret of the vectors for SHA-1. */
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** Their last six digits, as ours have six. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void theCodeOfAMomentIsTheOneOfTheRfc(long seconds, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(code.substring(2));
    }

    @ParameterizedTest
    @CsvSource({"-61, false", "-60, false", "-30, true", "0, true", "30, true", "59, true", "60, false", "90, false"})
    void aCodeIsGoodInItsOwnStepAndTheOnesBesideIt(long secondsLater, boolean good) {
        Instant start = Instant.ofEpochSecond(1_111_111_110);
        String code = Totp.code(SECRET, Totp.step(start));

        assertThat(Totp.stepOf(SECRET, code, start.plusSeconds(secondsLater)).isPresent())
                .isEqualTo(good);
    }

    @Test
    void whatIsNoCodeIsNoStepsCode() {
        Instant now = Instant.ofEpochSecond(59);
        for (String code : new String[] {"", "287082 ", "94287082", "28708", "２８７０８２", "abcdef"}) {
            assertThat(Totp.stepOf(SECRET, code, now)).as(code).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void secretsAreWrittenAsTheRfcWritesBase32(String bytes, String text) {
        byte[] raw = bytes.getBytes(StandardCharsets.US_ASCII);

        assertThat(Base32.encode(raw)).isEqualTo(text);
        assertThat(Base32.decode(text)).isEqualTo(raw);
    }
}
