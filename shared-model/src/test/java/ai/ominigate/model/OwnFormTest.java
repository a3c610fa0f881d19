package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.key.KeyLimitDetails;
import ai.ominigate.model.own.AlertDetails;
import ai.ominigate.model.own.AlertKind;
import ai.ominigate.model.own.AskPasswordReset;
import ai.ominigate.model.own.AskPrivacy;
import ai.ominigate.model.own.AskTopUp;
import ai.ominigate.model.own.AskedTopUp;
import ai.ominigate.model.own.CallUsage;
import ai.ominigate.model.own.ChangeAutomaticTopUp;
import ai.ominigate.model.own.ChangeKey;
import ai.ominigate.model.own.ChangeOwnEmail;
import ai.ominigate.model.own.ChangeOwnPassword;
import ai.ominigate.model.own.ChangeProfile;
import ai.ominigate.model.own.ChangeTeamRole;
import ai.ominigate.model.own.CloseOwnAccount;
import ai.ominigate.model.own.ConfirmSecondFactor;
import ai.ominigate.model.own.ConfirmSignUp;
import ai.ominigate.model.own.CustomerSessionDetails;
import ai.ominigate.model.own.CustomerSignIn;
import ai.ominigate.model.own.DayUsage;
import ai.ominigate.model.own.EmailChangeProgress;
import ai.ominigate.model.own.EndSecondFactor;
import ai.ominigate.model.own.FollowLink;
import ai.ominigate.model.own.InviteTeamMember;
import ai.ominigate.model.own.JoinTeam;
import ai.ominigate.model.own.MadeKey;
import ai.ominigate.model.own.MakeAlert;
import ai.ominigate.model.own.MakeKey;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.model.own.MovementKind;
import ai.ominigate.model.own.OfferSecondFactor;
import ai.ominigate.model.own.OwnAccount;
import ai.ominigate.model.own.OwnAutomaticTopUp;
import ai.ominigate.model.own.OwnCredit;
import ai.ominigate.model.own.OwnKey;
import ai.ominigate.model.own.OwnKeyScope;
import ai.ominigate.model.own.OwnMovement;
import ai.ominigate.model.own.OwnPayment;
import ai.ominigate.model.own.OwnPrivacyRequest;
import ai.ominigate.model.own.OwnProfile;
import ai.ominigate.model.own.OwnRequestStage;
import ai.ominigate.model.own.OwnStatement;
import ai.ominigate.model.own.PackagePassphrase;
import ai.ominigate.model.own.PageElsewhere;
import ai.ominigate.model.own.RecoveryCodeList;
import ai.ominigate.model.own.ResetPassword;
import ai.ominigate.model.own.SecondFactorOffer;
import ai.ominigate.model.own.ShowPassphrase;
import ai.ominigate.model.own.SignUp;
import ai.ominigate.model.own.StatementLine;
import ai.ominigate.model.own.StatementMonth;
import ai.ominigate.model.own.TeamInvitation;
import ai.ominigate.model.own.TeamMember;
import ai.ominigate.model.own.TopUpQuote;
import ai.ominigate.model.own.UsedTokens;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.privacy.RequestType;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of {@code /api/v1} that customers' programs rely on. A file here only ever gains fields. */
class OwnFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String ID = "019a1b2c-0000-7000-8000-00000000000d";
    private static final Instant AT = Instant.parse("2026-11-27T09:30:00Z");

    private static final OwnMovement MOVEMENT = new OwnMovement(
            MovementKind.CALLS, AT, AT, Usd.parse("-0.0004125"), Usd.parse("24.9995875"), 7L, ID, CreditCause.GOODWILL);
    private static final StatementLine LINE = new StatementLine(
            "demo-echo", ID, "production", 7, new UsedTokens(12, 3, 0, 40, 5, 0), Usd.parse("0.0004125"));
    private static final OwnPayment PAYMENT = new OwnPayment(
            ID,
            PaymentKind.CHECKOUT,
            PaymentState.PAID,
            Usd.parse("25"),
            Usd.parse("1.38"),
            Usd.parse("0"),
            Usd.parse("26.38"),
            AT,
            AT,
            "insufficient_funds",
            true);

    static Stream<Record> forms() {
        return Stream.of(
                new BalanceDetails(
                        Usd.parse("24.98"),
                        Usd.parse("25"),
                        Usd.parse("0.02"),
                        Usd.parse("0"),
                        Usd.parse("26"),
                        Usd.parse("1")),
                new MakeKey(
                        "production",
                        OwnKeyScope.CALL,
                        AT,
                        List.of("demo-echo"),
                        List.of("203.0.113.0/24"),
                        new KeyLimitDetails(null, null, null, 60, null, null)),
                new OwnKey(
                        ID,
                        "production",
                        "og-Ab3d",
                        OwnKeyScope.CALL,
                        AT,
                        AT,
                        AT,
                        List.of("demo-echo"),
                        List.of("203.0.113.0/24"),
                        new KeyLimitDetails(null, null, null, 60, null, null)),
                new MadeKey(
                        new OwnKey(
                                ID,
                                "production",
                                "og-Ab3d",
                                OwnKeyScope.CALL,
                                AT,
                                AT,
                                AT,
                                List.of("demo-echo"),
                                List.of("203.0.113.0/24"),
                                new KeyLimitDetails(null, null, null, 60, null, null)),
                        "og-Ab3d0000000000000000000000000000000000000000"),
                new UsedTokens(12, 3, 0, 40, 5, 0),
                new DayUsage(
                        LocalDate.parse("2026-11-27"),
                        ID,
                        "demo-echo",
                        7,
                        1,
                        new UsedTokens(12, 3, 0, 40, 5, 0),
                        Usd.parse("0.0004125")),
                new CallUsage(
                        ID,
                        AT,
                        ID,
                        "demo-echo",
                        "demo",
                        new UsedTokens(12, 3, 0, 40, 5, 0),
                        false,
                        8123,
                        4100,
                        200,
                        "DONE",
                        3,
                        Usd.parse("0.0004125")),
                new SignUp("jo@example.com", "correct horse battery"),
                new ConfirmSignUp("cu-abc", "correct horse battery"),
                new CustomerSignIn("jo@example.com", "correct horse battery", "123456"),
                new CustomerSessionDetails(ID, "Firefox · Linux", AT, AT, AT, true),
                new OwnProfile(
                        ID,
                        3,
                        ID,
                        "jo@example.com",
                        MemberRole.OWNER,
                        "en",
                        "Jo Doe",
                        "Example Ltd",
                        "CH",
                        "Europe/Zurich",
                        false,
                        AT),
                new ChangeProfile("en", "Jo Doe", "Example Ltd", "CH", "Europe/Zurich"),
                new AskPasswordReset("jo@example.com"),
                new ResetPassword("cl-abc", "correct horse battery"),
                new ChangeOwnPassword("correct horse battery", "another horse battery"),
                new OfferSecondFactor("correct horse battery"),
                new SecondFactorOffer(
                        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                        "otpauth://totp/OminiGate:jo%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=OminiGate"),
                new ConfirmSecondFactor("123456"),
                new RecoveryCodeList(List.of("ABCD-EFGH-JKLM-NPQR")),
                new EndSecondFactor("correct horse battery", "123456"),
                new ChangeOwnEmail("jo@example.org", "correct horse battery"),
                new FollowLink("cl-abc"),
                new EmailChangeProgress(true, false, false),
                new TeamMember(ID, 1, "dev@example.com", MemberRole.DEVELOPER, "Dev Doe", AT),
                new TeamInvitation(ID, "new@example.com", MemberRole.BILLING, AT, AT),
                new InviteTeamMember("new@example.com", MemberRole.BILLING),
                new JoinTeam("ci-abc", "correct horse battery"),
                new ChangeTeamRole(MemberRole.DEVELOPER),
                new AskPrivacy(RequestType.CORRECTION, "My name has two n.", "correct horse battery", "123456"),
                new OwnPrivacyRequest(
                        ID,
                        "PR-000042",
                        RequestType.ACCESS,
                        OwnRequestStage.READY,
                        AT,
                        LocalDate.parse("2026-12-27"),
                        AT,
                        AT,
                        false,
                        new OwnPrivacyRequest.Download(1, 4711, 5, AT)),
                new CloseOwnAccount("correct horse battery", "123456"),
                new ShowPassphrase("correct horse battery", "123456"),
                new PackagePassphrase("k7mq-x2rf-9hpd-4wnc-b6tj-e3vs"),
                new OwnAccount(ID, AT, AT),
                new ChangeKey(
                        "production",
                        AT,
                        List.of("demo-echo"),
                        List.of("203.0.113.0/24"),
                        new KeyLimitDetails(null, null, null, 60, null, null)),
                new MakeAlert(AlertKind.DAILY_SPEND, Usd.parse("10")),
                new AlertDetails(
                        ID,
                        AlertKind.DAILY_SPEND,
                        Usd.parse("10"),
                        Usd.parse("12.5"),
                        true,
                        LocalDate.parse("2026-11-27"),
                        "Europe/Zurich",
                        AT,
                        AT),
                MOVEMENT,
                LINE,
                new OwnStatement(
                        "2026-11",
                        "Europe/Zurich",
                        false,
                        AT,
                        Usd.parse("25"),
                        Usd.parse("24.9995875"),
                        Usd.parse("0.0004125"),
                        List.of(MOVEMENT),
                        List.of(LINE)),
                new StatementMonth("2026-11", true),
                new OwnCredit(true, Usd.parse("25"), AT),
                PAYMENT,
                new AskTopUp(Usd.parse("25"), "USD"),
                new AskedTopUp(PAYMENT, "https://checkout.stripe.com/c/pay/cs_1"),
                new TopUpQuote(
                        Usd.parse("25"),
                        Usd.parse("1.38"),
                        Usd.parse("26.38"),
                        false,
                        Usd.parse("5"),
                        Usd.parse("5000")),
                new PageElsewhere("https://pay.stripe.com/receipts/1"),
                new OwnAutomaticTopUp(true, Usd.parse("5"), Usd.parse("20"), Usd.parse("100"), 1, "three_failures", AT),
                new ChangeAutomaticTopUp(true, Usd.parse("5"), Usd.parse("20"), Usd.parse("100")));
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
