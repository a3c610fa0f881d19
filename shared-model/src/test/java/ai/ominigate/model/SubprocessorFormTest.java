package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.ominigate.model.policy.PolicyNotices;
import ai.ominigate.model.subprocessor.AmendSubprocessor;
import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ObjectionDetails;
import ai.ominigate.model.subprocessor.ObjectionOutcome;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.PublicSubprocessors;
import ai.ominigate.model.subprocessor.PublishSubprocessors;
import ai.ominigate.model.subprocessor.RecordObjection;
import ai.ominigate.model.subprocessor.SettleObjection;
import ai.ominigate.model.subprocessor.SubprocessorChange;
import ai.ominigate.model.subprocessor.SubprocessorDetails;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorList;
import ai.ominigate.model.subprocessor.SubprocessorListState;
import ai.ominigate.model.subprocessor.SubprocessorReason;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.model.subprocessor.TransferBasis;
import ai.ominigate.model.system.EgressHost;
import ai.ominigate.model.system.EgressReport;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.model.system.RefusedHost;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of the registry of subprocessors that programs outside rely on. A file here only ever gains fields. */
class SubprocessorFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final UUID COMPANY = UUID.fromString("0198d6a0-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("0198d6a0-0000-7000-8000-000000000002");
    private static final Instant FROM = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant PUBLISHED = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant RECEIVED = Instant.parse("2026-12-05T09:00:00Z");
    private static final String SUMMARY = "Acme Models serves two more models.";
    private static final String GROUNDS = "Their data must not leave the European Union.";
    private static final String ANSWER = "Calls of theirs name models of other companies alone.";
    private static final SubprocessorFacts FACTS =
            facts("api.acme.example", "US", "https://acme.example/terms#training");
    private static final ListedSubprocessor LISTED = new ListedSubprocessor(
            "Acme Models, Inc.",
            SubprocessorRole.MODEL_PROVIDER,
            List.of(DataCategory.PROMPTS_AND_ANSWERS),
            List.of(ProcessingPurpose.ANSWER_CALLS),
            List.of("US"),
            TransferBasis.STANDARD_CLAUSES,
            NoTraining.CONFIRMED,
            LocalDate.of(2026, 9, 2),
            FROM);
    private static final EgressHost HOST =
            new EgressHost("api.acme.example", "Acme Models, Inc.", Instant.parse("2026-12-01T10:00:00Z"));
    private static final RefusedHost REFUSED =
            new RefusedHost("elsewhere.example", EgressUse.MAIL, 3, Instant.parse("2026-12-01T11:00:00Z"));
    private static final SubprocessorChange CHANGE =
            new SubprocessorChange(SubprocessorChange.Kind.ADDED, "Acme Models, Inc.", null, LISTED);

    private static SubprocessorFacts facts(String host, String country, @Nullable String evidence) {
        return new SubprocessorFacts(
                "Acme Models, Inc.",
                SubprocessorRole.MODEL_PROVIDER,
                List.of(DataCategory.PROMPTS_AND_ANSWERS),
                List.of(ProcessingPurpose.ANSWER_CALLS),
                List.of(country),
                TransferBasis.STANDARD_CLAUSES,
                "https://acme.example/dpa",
                LocalDate.of(2026, 9, 1),
                NoTraining.CONFIRMED,
                evidence,
                LocalDate.of(2026, 9, 2),
                List.of(host),
                LocalDate.of(2026, 9, 3));
    }

    static Stream<Record> forms() {
        return Stream.of(
                FACTS,
                new SubprocessorDetails(
                        COMPANY,
                        4,
                        SubprocessorState.ACTIVE,
                        FACTS,
                        List.of(),
                        LocalDate.of(2027, 9, 3),
                        false,
                        Instant.parse("2026-10-01T00:00:00Z"),
                        List.of("acme"),
                        true,
                        null,
                        1),
                new AmendSubprocessor(FACTS, "They have another host."),
                new SubprocessorReason("Counsel has read the terms."),
                new PublishSubprocessors(FROM, SUMMARY, "Counsel has agreed."),
                LISTED,
                new SubprocessorList(
                        2,
                        2,
                        SubprocessorListState.PUBLISHED,
                        PUBLISHED,
                        FROM,
                        SUMMARY,
                        SHA256,
                        List.of(LISTED),
                        new PolicyNotices(1_204, 3, 1_200, 1),
                        null),
                CHANGE,
                new SubprocessorDifference(1, 2, List.of(CHANGE)),
                new PublicSubprocessors(
                        SubprocessorListState.PUBLISHED, 2, PUBLISHED, FROM, SUMMARY, SHA256, List.of(LISTED)),
                HOST,
                REFUSED,
                new EgressReport(List.of(HOST), List.of(REFUSED)),
                new RecordObjection(COMPANY, OTHER, RECEIVED, GROUNDS),
                new SettleObjection(ObjectionOutcome.CUSTOMER_STAYS, ANSWER),
                new ObjectionDetails(
                        OTHER,
                        2,
                        COMPANY,
                        "Acme Models, Inc.",
                        OTHER,
                        RECEIVED,
                        GROUNDS,
                        COMPANY,
                        ObjectionOutcome.CUSTOMER_STAYS,
                        ANSWER,
                        COMPANY,
                        Instant.parse("2026-12-08T10:00:00Z")));
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

    @ParameterizedTest
    @ValueSource(strings = {"api.acme.example", "localhost", "127.0.0.1", "::1"})
    void aHostIsANameOrAnAddress(String host) {
        assertThat(facts(host, "US", "https://acme.example/terms").hosts()).containsExactly(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://acme.example", "acme.example:443", "acme.example/v1", "Acme.example", "*.acme.example"})
    void whatIsNoHostIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> facts(host, "US", "https://acme.example/terms"))
                .withMessageStartingWith("The field 'hosts'");
    }

    @Test
    void aCountryIsOneOfTheStandards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> facts("acme.example", "XX", "https://acme.example/terms"))
                .withMessageStartingWith("The field 'countries'");
    }

    @Test
    void termsAreNotConfirmedWithoutEvidence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> facts("acme.example", "US", null))
                .withMessageStartingWith("Terms are confirmed with evidence");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> facts("acme.example", "US", "http://acme.example/terms"))
                .withMessageStartingWith("The field 'noTrainingUrl' is an https URL");
    }
}
