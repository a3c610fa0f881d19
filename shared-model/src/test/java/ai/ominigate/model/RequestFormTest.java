package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.privacy.AskIdentity;
import ai.ominigate.model.privacy.AskSubject;
import ai.ominigate.model.privacy.AssignRequest;
import ai.ominigate.model.privacy.AssigneeFilter;
import ai.ominigate.model.privacy.CheckCode;
import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.privacy.CorrectionDetails;
import ai.ominigate.model.privacy.CorrectionState;
import ai.ominigate.model.privacy.DueDays;
import ai.ominigate.model.privacy.ExtendRequest;
import ai.ominigate.model.privacy.ExtensionGround;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.HoldAccount;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.LegalHoldDetails;
import ai.ominigate.model.privacy.LetterPreview;
import ai.ominigate.model.privacy.LiftRestriction;
import ai.ominigate.model.privacy.LinkKind;
import ai.ominigate.model.privacy.LinkRequest;
import ai.ominigate.model.privacy.MergeRequest;
import ai.ominigate.model.privacy.NoteRequest;
import ai.ominigate.model.privacy.OpenRequest;
import ai.ominigate.model.privacy.PrepareRequest;
import ai.ominigate.model.privacy.PrivacyOverview;
import ai.ominigate.model.privacy.ProposeRequest;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.RefusalGround;
import ai.ominigate.model.privacy.RefuseRequest;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestEventKind;
import ai.ominigate.model.privacy.RequestFilter;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.privacy.SaveRequestFilter;
import ai.ominigate.model.privacy.TriageRequest;
import ai.ominigate.model.privacy.Urgency;
import ai.ominigate.model.privacy.WholeMessage;
import ai.ominigate.model.privacy.WriteCorrection;
import ai.ominigate.model.privacy.WriteLetter;
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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of privacy requests that programs outside rely on. A file here only ever gains fields. */
class RequestFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String ID = "019a1b2c-0000-7000-8000-000000000021";
    private static final String OTHER = "019a1b2c-0000-7000-8000-000000000022";
    private static final String ACCOUNT = "019a1b2c-0000-7000-8000-000000000002";
    private static final Colleague GRACE = new Colleague("019a1b2c-0000-7000-8000-000000000003", "Grace");
    private static final Colleague EDSGER = new Colleague("019a1b2c-0000-7000-8000-000000000004", "Edsger");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String REASON = "They wrote from the account's own address.";

    private static final RequestSummary SUMMARY = new RequestSummary(
            ID,
            7,
            "PR-000042",
            RequestType.DELETION,
            RequestState.AWAITING_SECOND_APPROVAL,
            RequestChannel.MAIL,
            "j•••@e•••.com",
            ACCOUNT,
            GRACE,
            IdentityLevel.L1,
            Regime.EU,
            Urgency.CALM,
            NOON,
            LocalDate.of(2026, 12, 7),
            LocalDate.of(2026, 12, 14),
            LocalDate.of(2026, 12, 23),
            LocalDate.of(2026, 12, 23),
            false,
            false,
            false,
            1,
            0,
            ProposedStep.FULFIL,
            null,
            null,
            null);

    private static final RequestDetails DETAILS = new RequestDetails(
            7,
            SUMMARY,
            "The account and all that belongs to it.",
            "en",
            new RequestDetails.Clock(
                    LocalDate.of(2026, 11, 23),
                    LocalDate.of(2026, 12, 23),
                    null,
                    2,
                    NOON.plusSeconds(864_000),
                    ExtensionGround.COMPLEXITY),
            new RequestDetails.Identity(IdentityLevel.L1, IdentityLevel.L1, NOON.plusSeconds(3_600)),
            new RequestDetails.Plan(
                    GRACE, NOON.plusSeconds(7_200), "All is deleted.", OTHER, EDSGER, NOON.plusSeconds(9_000), null),
            List.of(new RequestDetails.Obstacle(
                    "open_case", "An abuse case about the account is open.", "CLEAR_DELETION_OF_CASES")),
            List.of(new RequestDetails.Leg(
                    "erase-usage",
                    LegStage.FULFIL,
                    true,
                    LegState.SUCCEEDED,
                    1,
                    NOON,
                    NOON.plusSeconds(2),
                    null,
                    Map.of("rows", 3),
                    null,
                    null)),
            List.of("A second person has to agree."),
            List.of("approve", "decline"),
            List.of(new RequestDetails.Link(
                    LinkKind.SAME_MAIL, OTHER, "PR-000041", RequestType.ACCESS, RequestState.COMPLETED)),
            List.of(new RequestDetails.Message(
                    "019a1b2c-0000-7000-8000-000000000023",
                    NOON,
                    false,
                    null,
                    "j•••@e•••.com",
                    false,
                    "My data",
                    "Please delete my account.",
                    List.of("authorisation.pdf"),
                    List.of(new RequestDetails.Message.File(0, "authorisation.pdf", "application/pdf", 48_210, true)),
                    Set.of("TEXT"),
                    null,
                    null,
                    null)),
            List.of(new RequestDetails.Event(
                    "019a1b2c-0000-7000-8000-000000000024",
                    NOON,
                    RequestEventKind.PREPARED,
                    GRACE,
                    REASON,
                    "letter:" + OTHER)));

    private static final RequestFilter FILTER = new RequestFilter(
            RequestState.IN_PROGRESS,
            RequestType.ACCESS,
            Regime.UK,
            RequestChannel.LETTER,
            AssigneeFilter.MINE,
            DueDays.SOON,
            false,
            false,
            true);

    static Stream<Object> values() {
        return Stream.of(
                SUMMARY,
                DETAILS,
                new GiveReason(REASON),
                new OpenRequest(
                        RequestType.DELETION,
                        RequestChannel.LETTER,
                        Regime.EU,
                        NOON,
                        "jane@example.com",
                        "en",
                        ACCOUNT,
                        "Please delete my account."),
                new TriageRequest(RequestType.DELETION, Regime.EU, ACCOUNT, "All of it.", GRACE.id(), REASON),
                new AssignRequest(GRACE.id(), "She knows this customer."),
                new AskIdentity(AskIdentity.Means.CODE),
                new CheckCode("7KQ-2MF-XA9"),
                new AskSubject("Which of your two accounts do you mean?", "There are two."),
                new ExtendRequest(ExtensionGround.COMPLEXITY, "Three years of usage."),
                new PrepareRequest("All is deleted.", REASON),
                new ProposeRequest("jane@example.com", REASON),
                new RefuseRequest(
                        RefusalGround.LEGAL_CLAIMS, "A dispute about your last payment is open.", "Chargeback."),
                new LinkRequest(OTHER, "They speak of it."),
                new MergeRequest(OTHER, 3, "The same again."),
                new NoteRequest("Called twice."),
                new WriteLetter("We are looking into it.\n\nYou hear from us this week."),
                new LetterPreview("j•••@e•••.com", "en", "About your request (PR-000042)", "We are looking into it."),
                FILTER,
                new RequestFilterDetails(
                        "019a1b2c-0000-7000-8000-000000000025", 1, "British letters", false, true, true, FILTER, 12),
                new SaveRequestFilter("British letters", true, FILTER),
                new HoldAccount(ACCOUNT, "Case 7 O 12/26", "The court has asked us to."),
                new WriteCorrection(
                        List.of(
                                new WriteCorrection.Change(CorrectedField.NAME, "Jane Miller"),
                                new WriteCorrection.Change(CorrectedField.EMAIL, "jane@example.org")),
                        "A letter from the registry office.",
                        "She has married."),
                new CorrectionDetails(
                        7,
                        ID,
                        List.of(
                                new CorrectionDetails.Change(
                                        CorrectedField.NAME,
                                        CorrectionState.DONE,
                                        "J••• D•••",
                                        "J••• M•••",
                                        null,
                                        NOON.plusSeconds(60),
                                        null,
                                        null),
                                new CorrectionDetails.Change(
                                        CorrectedField.EMAIL,
                                        CorrectionState.TO_BE_CONFIRMED,
                                        "j•••@e•••.com",
                                        "j•••@e•••.org",
                                        new CorrectionDetails.Confirmation(
                                                true, NOON.plusSeconds(60), NOON.plusSeconds(600), null),
                                        null,
                                        null,
                                        null)),
                        "A letter from the registry office.",
                        GRACE,
                        NOON,
                        true,
                        List.of()),
                new RestrictionDetails(ID, 2, ACCOUNT, RequestType.RESTRICTION, NOON, NOON.plusSeconds(864_000), GRACE),
                new PrivacyOverview(
                        NOON,
                        Instant.parse("2026-11-20T09:00:00Z"),
                        List.of(new PrivacyOverview.Day(LocalDate.parse("2026-11-23"), 4, 3))),
                new WholeMessage("019a1b2c-0000-7000-8000-000000000023", "Please delete my account."),
                new LiftRestriction("What was contested is correct.", "Checked with finance."),
                new LegalHoldDetails(
                        "019a1b2c-0000-7000-8000-000000000026",
                        1,
                        ACCOUNT,
                        "Case 7 O 12/26",
                        NOON,
                        GRACE,
                        EDSGER,
                        null));
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
