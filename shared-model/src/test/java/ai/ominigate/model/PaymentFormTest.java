package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.CreditGiftState;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.CreditLotKind;
import ai.ominigate.model.billing.CreditTakenBack;
import ai.ominigate.model.billing.GiftState;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.model.billing.LedgerLine;
import ai.ominigate.model.billing.TakeBackCredit;
import ai.ominigate.model.payment.AutomaticTopUpDetails;
import ai.ominigate.model.payment.BooksComparison;
import ai.ominigate.model.payment.DifferenceKind;
import ai.ominigate.model.payment.DifferenceReason;
import ai.ominigate.model.payment.DisputeEvidence;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentReceipt;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentRefundState;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.PaymentView;
import ai.ominigate.model.payment.PaymentsState;
import ai.ominigate.model.payment.ProviderReport;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.ProviderUseVerdict;
import ai.ominigate.model.payment.RefundCause;
import ai.ominigate.model.payment.RefundPayment;
import ai.ominigate.model.payment.SettleDifference;
import ai.ominigate.model.payment.SettleProviderUse;
import ai.ominigate.model.staff.Colleague;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of payments that programs outside rely on. A file here only ever gains fields. */
class PaymentFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final long DOLLAR = 1_000_000_000L;
    private static final String ID = "019a1b2c-0000-7000-8000-00000000000";

    private static final PaymentDetails PAYMENT = new PaymentDetails(
            ID + "1",
            ID + "2",
            PaymentKind.CHECKOUT,
            PaymentState.PAID,
            new Usd(25 * DOLLAR),
            new Usd(138 * DOLLAR / 100),
            new Usd(0),
            Instant.parse("2026-11-23T12:00:00Z"),
            Instant.parse("2026-11-23T12:01:00Z"),
            "pi_1",
            "ch_1",
            "card_declined",
            new Usd(5 * DOLLAR),
            true);

    private static final PaymentRefund REFUND = new PaymentRefund(
            ID + "3",
            ID + "1",
            ID + "2",
            new Usd(5 * DOLLAR),
            RefundCause.UNUSED,
            PaymentRefundState.PAID,
            Instant.parse("2026-11-24T12:00:00Z"),
            Instant.parse("2026-11-24T12:01:00Z"),
            "re_1",
            "lost_or_stolen_card");

    private static final PaymentDispute DISPUTE = new PaymentDispute(
            "dp_1",
            ID + "1",
            ID + "2",
            false,
            new Usd(25 * DOLLAR),
            new Usd(25 * DOLLAR),
            "lost",
            "fraudulent",
            DisputeEvidence.SENT,
            Instant.parse("2026-12-05T23:59:59Z"),
            Instant.parse("2026-11-25T12:00:00Z"),
            Instant.parse("2026-11-26T12:00:00Z"));

    private static final BooksComparison COMPARISON = new BooksComparison(
            LocalDate.of(2026, 11, 26),
            Instant.parse("2026-11-26T03:20:00Z"),
            12,
            1,
            new Usd(100 * DOLLAR),
            new Usd(99 * DOLLAR),
            "away");

    private static final CreditLotDetails LOT = new CreditLotDetails(
            ID + "6",
            ID + "2",
            CreditLotKind.PROMOTIONAL,
            new Usd(5 * DOLLAR),
            new Usd(3 * DOLLAR),
            10,
            Instant.parse("2026-11-26T12:00:00Z"),
            Instant.parse("2027-01-31T00:00:00Z"),
            CreditCause.GOODWILL,
            "They waited for long.");

    static Stream<Record> forms() {
        return Stream.of(
                PAYMENT,
                REFUND,
                DISPUTE,
                COMPARISON,
                LOT,
                new PaymentView(
                        PAYMENT,
                        new Usd(3 * DOLLAR),
                        List.of(REFUND),
                        List.of(DISPUTE),
                        List.of(LOT),
                        List.of(new LedgerLine(
                                ID + "8",
                                "top_up",
                                Instant.parse("2026-11-23T12:01:00Z"),
                                "stripe_clearing",
                                new Usd(-25 * DOLLAR))),
                        true),
                new PaymentReceipt("https://pay.stripe.com/receipts/1"),
                new PaymentsState(true, false, COMPARISON, Instant.parse("2026-11-27T03:20:00Z"), 1, 2, 3, 2, 4, 5),
                new AutomaticTopUpDetails(
                        ID + "2",
                        false,
                        new Usd(5 * DOLLAR),
                        new Usd(25 * DOLLAR),
                        new Usd(100 * DOLLAR),
                        new Usd(50 * DOLLAR),
                        3,
                        "three_failures",
                        Instant.parse("2026-11-26T12:10:00Z"),
                        Instant.parse("2026-11-01T12:00:00Z")),
                new SettleDifference("They were told."),
                new CreditGiftDetails(
                        ID + "9",
                        ID + "2",
                        new Usd(5 * DOLLAR),
                        GiftState.TAKEN_BACK,
                        CreditCause.GOODWILL,
                        "They waited for long.",
                        Instant.parse("2026-11-26T12:00:00Z"),
                        new Colleague(ID + "a", "Grace Hopper"),
                        Instant.parse("2027-01-31T00:00:00Z"),
                        ID + "6",
                        new Usd(3 * DOLLAR),
                        new Usd(2 * DOLLAR),
                        ID + "5"),
                new TakeBackCredit(new Usd(5 * DOLLAR), "It was for somebody else."),
                new CreditTakenBack(ID + "2", ID + "6", new Usd(5 * DOLLAR), false, ID + "5"),
                new PaymentDifference(
                        ID + "4",
                        DifferenceKind.BALANCE,
                        "balance",
                        new Usd(100 * DOLLAR),
                        new Usd(99 * DOLLAR),
                        Instant.parse("2026-11-25T03:20:00Z"),
                        Instant.parse("2026-11-26T03:20:00Z"),
                        DifferenceReason.ANOTHER_AMOUNT,
                        ID + "1",
                        ID + "2",
                        Instant.parse("2026-11-26T09:00:00Z"),
                        new Colleague(ID + "a", "Grace Hopper"),
                        "They were told."),
                new RefundPayment(new Usd(5 * DOLLAR), "They do not need it any more."),
                new ProviderUse(
                        ID + "7",
                        "openai",
                        LocalDate.of(2026, 11, 25),
                        "gpt-4o",
                        ProviderUseVerdict.TOKENS,
                        new ProviderUse.Counts(12L, 1_000, 200, 0L, 300, new Usd(5 * DOLLAR)),
                        new ProviderUse.Counts(13L, 5_000, 200, 0L, 300, new Usd(6 * DOLLAR)),
                        Instant.parse("2026-11-26T04:40:00Z"),
                        Instant.parse("2026-11-27T04:40:00Z"),
                        Instant.parse("2026-11-27T09:00:00Z"),
                        "Our own evaluation."),
                new ProviderReport(
                        "openai",
                        LocalDate.of(2026, 11, 25),
                        Instant.parse("2026-11-26T04:40:00Z"),
                        "away",
                        Instant.parse("2026-11-27T04:00:00Z"),
                        1),
                new SettleProviderUse("Our own evaluation."),
                new GiveCredit(
                        ID + "2",
                        new Usd(5 * DOLLAR),
                        CreditCause.GOODWILL,
                        "They waited for long.",
                        Instant.parse("2027-01-31T00:00:00Z"),
                        10),
                new CreditGift(
                        ID + "2",
                        new Usd(500 * DOLLAR),
                        CreditGiftState.PROPOSED,
                        Instant.parse("2027-01-31T00:00:00Z"),
                        ID + "5"));
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
    @ValueSource(ints = {-1, 0, 20, 99})
    void whatIsGivenIsSpentBeforeWhatWasPaid(int priority) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new GiveCredit(ID + "2", new Usd(DOLLAR), CreditCause.GOODWILL, "why", null, priority));
    }

    @ParameterizedTest
    @ValueSource(longs = {-DOLLAR, 0, 1, DOLLAR / 100 + 1, 1_000_001 * DOLLAR})
    void whatIsGivenIsWholeCentsAndAtMostAMillionDollars(long nanos) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GiveCredit(ID + "2", new Usd(nanos), CreditCause.GOODWILL, "why", null, null));
    }

    @ParameterizedTest
    @ValueSource(longs = {-DOLLAR, 0, 1, DOLLAR / 100 + 1})
    void whatIsPaidOrTakenBackIsWholeCents(long nanos) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TakeBackCredit(new Usd(nanos), "why"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RefundPayment(new Usd(nanos), "why"));
    }
}
