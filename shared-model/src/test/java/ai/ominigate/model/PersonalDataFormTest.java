package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.privacy.ClearDeletion;
import ai.ominigate.model.privacy.DataFate;
import ai.ominigate.model.privacy.DataFound;
import ai.ominigate.model.privacy.DeletionCleared;
import ai.ominigate.model.privacy.PackageRevoked;
import ai.ominigate.model.privacy.RevokePackage;
import ai.ominigate.model.privacy.TellPassphrase;
import ai.ominigate.model.privacy.ToldPassphrase;
import ai.ominigate.model.privacy.VaultRecord;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of what is found, erased and kept of people: each form has a file that shows it. */
class PersonalDataFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String REQUEST = "019a1b2c-0000-7000-8000-00000000000d";

    static Stream<Object> values() {
        return Stream.of(
                new DataFound(
                        REQUEST,
                        701,
                        List.of(
                                new DataFound.Table(
                                        "usage",
                                        "usage/calls",
                                        700,
                                        DataFate.UNLINKED,
                                        null,
                                        Map.of("model", "•••", "output_tokens", "5")),
                                new DataFound.Table(
                                        "requests",
                                        "privacy/requests",
                                        1,
                                        DataFate.KEPT,
                                        "That you asked is kept to be able to show it.",
                                        Map.of("type", "DELETION")))),
                new ClearDeletion(REQUEST, "Paid back by bank transfer."),
                new DeletionCleared(REQUEST, "open_balance"),
                new RevokePackage(REQUEST),
                new PackageRevoked(REQUEST, true),
                new TellPassphrase(REQUEST, "They have lost the mailbox and were called back."),
                new ToldPassphrase(REQUEST, "abcd-efgh-jkmn-pqrs-tuvw-xyz2"),
                new VaultRecord(
                        "019a1b2c-0000-7000-8000-00000000000e",
                        "019a1b2c-0000-7000-8000-000000000001",
                        "cus_Q1w2E3",
                        "top_up",
                        "pi_3Nabc",
                        LocalDate.parse("2026-11-23"),
                        Usd.parse("25"),
                        "§ 147 AO",
                        LocalDate.parse("2034-12-31")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsWrittenAndReadAsItsFileHasIt(Object value) throws IOException {
        String file = "/json/" + value.getClass().getSimpleName() + ".json";
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream(file))) {
            byte[] bytes = golden.readAllBytes();
            assertThat(JSON.readTree(JSON.writeValueAsBytes(value))).isEqualTo(JSON.readTree(bytes));
            assertThat((Object) JSON.readValue(bytes, value.getClass())).isEqualTo(value);
        }
    }
}
