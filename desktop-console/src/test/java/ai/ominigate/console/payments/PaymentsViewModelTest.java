package ai.ominigate.console.payments;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.GiftState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaymentsViewModelTest {

    @Test
    void daysThatAreTypedBeginAtMidnight() {
        assertThat(PaymentsViewModel.fromMidnight(
                        Map.of("from", "2026-11-27", "to", "2026-11-28T12:00:00Z", "account", "2026-11-27")))
                .containsEntry("from", "2026-11-27T00:00:00Z")
                .containsEntry("to", "2026-11-28T12:00:00Z")
                .containsEntry("account", "2026-11-27");
    }

    @Test
    void onlyWhatIsUnspentOfGivenCreditCanBeTakenBack() {
        assertThat(PaymentsViewModel.canTakeBack(gift(GiftState.GIVEN, "lot", "3.00")))
                .isTrue();
        assertThat(PaymentsViewModel.canTakeBack(gift(GiftState.GIVEN, "lot", "0.00")))
                .isFalse();
        assertThat(PaymentsViewModel.canTakeBack(gift(GiftState.GIVEN, null, "3.00")))
                .isFalse();
        assertThat(PaymentsViewModel.canTakeBack(gift(GiftState.PROPOSED, null, "3.00")))
                .isFalse();
    }

    @Test
    void anAmountIsAboveZeroAndInWholeCents() {
        assertThat(PaymentsViewModel.amount("$1,234.50")).contains(Usd.parse("1234.50"));
        assertThat(PaymentsViewModel.amount("0")).isEmpty();
        assertThat(PaymentsViewModel.amount("1.005")).isEmpty();
        assertThat(PaymentsViewModel.amount("a lot")).isEmpty();
    }

    private static CreditGiftDetails gift(GiftState state, @Nullable String lot, String left) {
        return new CreditGiftDetails(
                "id",
                "account",
                Usd.parse("5.00"),
                state,
                null,
                null,
                Instant.EPOCH,
                null,
                null,
                lot,
                Usd.parse(left),
                Usd.parse("0"),
                null);
    }
}
