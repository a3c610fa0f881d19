package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.abuse.AnswerAppeal;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.model.abuse.CaseClaim;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseEvent;
import ai.ominigate.model.abuse.CaseEventKind;
import ai.ominigate.model.abuse.CaseEvidence;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseFilter;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ClaimCase;
import ai.ominigate.model.abuse.ClaimFilter;
import ai.ominigate.model.abuse.CloseCase;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DueFilter;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.EvidenceSample;
import ai.ominigate.model.abuse.FilterDetails;
import ai.ominigate.model.abuse.FlagDetails;
import ai.ominigate.model.abuse.HandOverCase;
import ai.ominigate.model.abuse.HoldCase;
import ai.ominigate.model.abuse.KeepClaim;
import ai.ominigate.model.abuse.MergeCase;
import ai.ominigate.model.abuse.NoteCase;
import ai.ominigate.model.abuse.OpenCase;
import ai.ominigate.model.abuse.RecordAppeal;
import ai.ominigate.model.abuse.RefundAndClose;
import ai.ominigate.model.abuse.RefundDetails;
import ai.ominigate.model.abuse.RefundState;
import ai.ominigate.model.abuse.RelatedCase;
import ai.ominigate.model.abuse.RenewEvidence;
import ai.ominigate.model.abuse.ReopenCase;
import ai.ominigate.model.abuse.ReportLeakedKey;
import ai.ominigate.model.abuse.ReportNotice;
import ai.ominigate.model.abuse.SaveFilter;
import ai.ominigate.model.abuse.ScoreTable;
import ai.ominigate.model.abuse.SettleAppeal;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of the abuse desk's cases that programs outside rely on. A file here only ever gains fields. */
class CaseFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String CASE = "019a1b2c-0000-7000-8000-00000000000d";
    private static final String OTHER = "019a1b2c-0000-7000-8000-00000000000e";
    private static final Colleague GRACE = new Colleague("019a1b2c-0000-7000-8000-000000000003", "Grace");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static final CaseSummary SUMMARY = new CaseSummary(
            CASE,
            4,
            "network:203.0.113.•••",
            EntityKind.NETWORK,
            CaseFamily.AUTHENTICATION,
            List.of(CaseFamily.AUTHENTICATION, CaseFamily.KEYS),
            List.of("S1", "S2"),
            CaseStatus.CLAIMED,
            null,
            null,
            null,
            new CaseClaim(GRACE, NOON.plusSeconds(900), false, true),
            2,
            57,
            2,
            412,
            9,
            NOON,
            NOON.minusSeconds(600),
            NOON.plusSeconds(60),
            NOON.plusSeconds(28_800),
            null,
            null,
            NOON.plusSeconds(7_776_000),
            false);

    private static final FlagDetails FLAG = new FlagDetails(
            "019a1b2c-0000-7000-8000-00000000000f",
            "S1",
            1,
            "network:203.0.113.7/32",
            41,
            20,
            30,
            28.5,
            Map.of("events", 41L),
            NOON.minusSeconds(600),
            NOON,
            NOON.plusSeconds(1_209_600),
            null);

    private static final CaseDetails DETAILS = new CaseDetails(
            4,
            SUMMARY,
            "network:203.0.113.7/32",
            new ScoreTable(
                    57,
                    false,
                    List.of(new ScoreTable.Sum(CaseFamily.AUTHENTICATION, List.of(FLAG), 28.5, 60, 28.5)),
                    List.of(new ScoreTable.Credit("PAID_LONG_WITHOUT_FLAGS", -15))),
            List.of(FLAG),
            List.of(new CaseEvent(
                    "019a1b2c-0000-7000-8000-000000000010",
                    NOON,
                    CaseEventKind.NOTED,
                    GRACE,
                    "The same office as last week.",
                    null)),
            new CaseEvidence(
                    List.of(new EvidenceSample(
                            CASE + "_1",
                            NOON,
                            "203.0.113.•••",
                            "POST",
                            "/admin/v1/session",
                            401,
                            "mock-fast",
                            1234L,
                            87L,
                            "019a1b2c-0000-7000-8000-000000000002",
                            "curl/8.5.0")),
                    NOON.minusSeconds(600),
                    NOON,
                    NOON.plusSeconds(7_776_000),
                    null,
                    null),
            List.of(new RelatedCase(
                    OTHER,
                    "network:203.0.113.•••",
                    CaseFamily.TRAFFIC,
                    CaseStatus.CLOSED,
                    RelatedCase.Why.NEAR_NETWORK,
                    NOON.minusSeconds(86_400))));

    private static final CaseFilter FILTER = new CaseFilter(
            CaseStatus.NEW, 1, CaseFamily.KEYS, EntityKind.KEY, ClaimFilter.NOBODY, DueFilter.SOON, true);

    static Stream<Object> values() {
        return Stream.of(
                SUMMARY,
                DETAILS,
                GRACE,
                new ClaimCase(true),
                new KeepClaim(true),
                new HoldCase("The owner answers on Monday."),
                new HandOverCase(GRACE.id(), "She knows this customer."),
                new OpenCase("203.0.113.7", null, CaseFamily.TRAFFIC, "They wrote to us themselves."),
                new NoteCase("The same office as last week."),
                new CloseCase(CaseDisposition.BENIGN, CaseReason.SHARED_ADDRESS, "An office of two hundred people."),
                new ReopenCase("It goes on from the next address."),
                new MergeCase(OTHER, 2),
                new RenewEvidence("The police have asked us to wait."),
                new AppealDetails(
                        "019a1b2c-0000-7000-8000-000000000011",
                        2,
                        CASE,
                        "019a1b2c-0000-7000-8000-000000000012",
                        DecisionAction.BLOCK_NETWORK,
                        "network:203.0.113.•••",
                        AppealStatus.UPHELD,
                        NOON,
                        NOON.plusSeconds(604_800),
                        List.of(GRACE),
                        false,
                        List.of(
                                new AppealDetails.Message(NOON, null, "We are two hundred people."),
                                new AppealDetails.Message(NOON.plusSeconds(60), GRACE, "Which program do you use?")),
                        new Colleague("019a1b2c-0000-7000-8000-000000000004", "Edsger"),
                        NOON.plusSeconds(3_600),
                        "None of them signs in at night."),
                new RecordAppeal("019a1b2c-0000-7000-8000-000000000012", "We are two hundred people.", NOON),
                new AnswerAppeal("Which program do you use?", false),
                new SettleAppeal("None of them signs in at night."),
                FILTER,
                new FilterDetails(
                        "019a1b2c-0000-7000-8000-000000000013", 1, "Urgent keys", false, true, true, FILTER, 12),
                new SaveFilter("Urgent keys", true, FILTER),
                new ReportLeakedKey(
                        "019a1b2c-0000-7000-8000-000000000014",
                        "example/website on a public host of code",
                        "secret-2026-17"),
                new ReportNotice(
                        "Mock Inc.", "0f343b0931126a20f133d67c2b018a3b", "A-2026-17", "Refused more than it answered."),
                new RefundAndClose("019a1b2c-0000-7000-8000-000000000001", "stolen cards", "Their bank wrote to us."),
                new RefundDetails(
                        "019a1b2c-0000-7000-8000-000000000012",
                        "019a1b2c-0000-7000-8000-000000000001",
                        RefundState.PAID,
                        Usd.parse("12.5"),
                        "stolen cards",
                        "Their bank wrote to us.",
                        GRACE,
                        NOON,
                        "019a1b2c-0000-7000-8000-000000000009",
                        new Colleague("019a1b2c-0000-7000-8000-000000000004", "Edsger"),
                        NOON.plusSeconds(3_600),
                        NOON.plusSeconds(7_200),
                        "re_1"),
                new AbuseOverview(
                        NOON,
                        Map.of("1", 2L, "3", 9L),
                        Map.of(CaseStatus.NEW, 8L, CaseStatus.APPEALED, 3L),
                        Map.of(CaseFamily.AUTHENTICATION, 11L),
                        8,
                        NOON.minusSeconds(7_200),
                        1,
                        3,
                        1,
                        10,
                        2,
                        List.of(new AbuseOverview.Decider(GRACE, 3, 1, 0.25)),
                        2,
                        5,
                        List.of(new AbuseOverview.Day(LocalDate.parse("2026-11-23"), 12, 3)),
                        List.of(new AbuseOverview.Hour(NOON, Map.of(CaseFamily.AUTHENTICATION, 4L))),
                        List.of(new AbuseOverview.Signal("S1", 17, 40, 5, 0.875, 3, 1, 0.25))));
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

    @Test
    void whatIsClosedForAnotherReasonSaysForWhich() {
        assertThatThrownBy(() -> new CloseCase(CaseDisposition.BENIGN, CaseReason.OTHER, null))
                .hasMessage("The field 'note' is missing.");
    }
}
