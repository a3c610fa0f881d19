package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.abuse.ChangeRule;
import ai.ominigate.model.abuse.ReplayRule;
import ai.ominigate.model.abuse.ReplayedFlag;
import ai.ominigate.model.abuse.RuleDetails;
import ai.ominigate.model.abuse.RulePrecision;
import ai.ominigate.model.abuse.RuleReplay;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of the abuse desk's rules that programs outside rely on. A file here only ever gains fields. */
class RuleFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final RulePrecision PRECISION = new RulePrecision(31, 4, 2, 31.0 / 35);

    private static final ReplayedFlag FLAG = new ReplayedFlag(
            "key:019a1b2c-0000-7000-8000-000000000002",
            73,
            20,
            Instant.parse("2026-11-20T03:11:00Z"),
            Instant.parse("2026-11-20T03:58:00Z"));

    static Stream<Record> forms() {
        return Stream.of(
                PRECISION,
                FLAG,
                new RuleDetails(
                        "S3",
                        2,
                        "Invalid-key probing",
                        "different unknown API keys from one network",
                        "KEYS",
                        false,
                        40,
                        Map.of(),
                        Duration.ofMinutes(5),
                        40,
                        Duration.ofHours(6),
                        70,
                        false,
                        Instant.parse("2026-11-23T12:00:00Z"),
                        "019a1b2c-0000-7000-8000-000000000009",
                        "A customer's deployment rotates many keys at once.",
                        PRECISION),
                new ChangeRule(
                        false,
                        30.0,
                        Map.of("accounts", 10.0),
                        Duration.ofMinutes(15),
                        30,
                        Duration.ofHours(6),
                        60,
                        "Two universities share one address each."),
                new ReplayRule(100.0, Map.of("calls-per-second", 10.0), Duration.ofHours(1)),
                new RuleReplay(
                        "S8",
                        true,
                        "Keys that are limited to networks are counted too.",
                        Instant.parse("2026-11-16T12:00:00Z"),
                        Instant.parse("2026-11-23T12:00:00Z"),
                        true,
                        1_204_711,
                        1,
                        List.of(FLAG)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aValueIsWrittenAndReadAsItsFileHasIt(Record value) throws IOException {
        String file = "/json/" + value.getClass().getSimpleName() + ".json";
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream(file))) {
            byte[] bytes = golden.readAllBytes();
            assertThat(JSON.readTree(JSON.writeValueAsBytes(value))).isEqualTo(JSON.readTree(bytes));
            assertThat(JSON.readValue(bytes, value.getClass())).isEqualTo(value);
        }
    }
}
