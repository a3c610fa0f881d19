package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.retention.ChangeWindow;
import ai.ominigate.model.retention.ConfirmWindow;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PendingWindow;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.model.retention.WindowPreview;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.Period;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of retention that programs outside rely on. A file here only ever gains fields. */
class RetentionFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final PendingWindow PENDING =
            new PendingWindow(Period.ofDays(7), Instant.parse("2026-11-28T12:00:00Z"));

    private static final PurgeReceipt RECEIPT = new PurgeReceipt(
            "019a1b2c-0000-7000-8000-000000000031",
            DataClass.OPERATIONAL_LOG,
            Instant.parse("2026-11-14T00:00:00Z"),
            Instant.parse("2026-11-27T00:04:11Z"),
            Instant.parse("2026-11-27T00:04:12Z"),
            1_203_447,
            Instant.parse("2026-11-14T00:00:00Z"),
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");

    static Stream<Record> forms() {
        return Stream.of(
                new RetentionRule(
                        DataClass.OPERATIONAL_LOG,
                        4,
                        "Operational log",
                        "the request",
                        Period.ofDays(14),
                        RetentionState.CONFIRMED,
                        "Legitimate interest: security and abuse detection (GDPR, Article 6(1)(f))",
                        Period.ofDays(1),
                        Period.ofDays(30),
                        PENDING,
                        Instant.parse("2026-11-20T09:30:00Z"),
                        Instant.parse("2026-11-14T00:00:00Z"),
                        false,
                        340,
                        12,
                        RECEIPT),
                PENDING,
                RECEIPT,
                new WindowPreview(
                        DataClass.USAGE,
                        Period.ofMonths(6),
                        Instant.parse("2026-05-28T00:00:00Z"),
                        48_112_903,
                        0,
                        Instant.parse("2025-10-28T00:00:00Z"),
                        true),
                new ChangeWindow(Period.ofMonths(6), "We reconcile within a quarter.", 3),
                new ConfirmWindow("Counsel has agreed."));
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
