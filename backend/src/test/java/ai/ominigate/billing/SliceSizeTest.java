package ai.ominigate.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SliceSizeTest {
    private static final long LARGEST = 5_000;

    private static SliceSize size(long remaining, Long... waiting) {
        return new SliceSize(List.of(waiting), remaining, 10, LARGEST, 0);
    }

    private static SliceSize fast(long ahead, long remaining) {
        return new SliceSize(List.of(10L), remaining, 10, LARGEST, ahead);
    }

    @Test
    void aSliceIsHalfOfTheNodesShare() {
        assertThat(size(0, 10L).grant(1_000, 1)).isEqualTo(500);
        assertThat(size(0, 10L).grant(1_000, 2)).isEqualTo(250);
    }

    @Test
    void whatTheSliceHasIsPartOfIt() {
        assertThat(size(100, 10L).grant(900, 1)).isEqualTo(400);
    }

    @Test
    void aSliceIsNeverLargerThanItsLimitUnlessCallsNeedMore() {
        assertThat(size(0, 10L).grant(1_000_000, 1)).isEqualTo(LARGEST);
        assertThat(size(0, 9_000L).grant(1_000_000, 1)).isEqualTo(9_000);
    }

    @Test
    void anAccountThatSpendsItFasterHasALargerSlice() {
        assertThat(fast(30_000, 0).grant(1_000_000, 1)).isEqualTo(40_000);
        assertThat(fast(30_000, 0).refillBelow(1_000_000, 1)).isEqualTo(30_000);
    }

    @Test
    void howeverFastItSpendsTheOtherHalfIsForWhoeverNeedsIt() {
        assertThat(fast(30_000, 0).grant(20_000, 1)).isEqualTo(10_000);
        assertThat(fast(30_000, 0).refillBelow(20_000, 1)).isEqualTo(7_500);
    }

    @Test
    void aSlowAccountIsRefilledWhenAQuarterIsLeft() {
        assertThat(fast(1, 0).refillBelow(1_000_000, 1)).isEqualTo(LARGEST / 4);
    }

    @Test
    void belowFourTypicalCallsABalanceIsNotSliced() {
        assertThat(size(0, 10L).grant(39, 1)).isEqualTo(10);
        assertThat(size(0, 10L).grant(40, 1)).isEqualTo(20);
        assertThat(size(0, 10L).grant(79, 2)).isEqualTo(10);
        assertThat(size(0, 10L).refillBelow(39, 1)).isZero();
    }

    @Test
    void nothingIsLeasedThatServesNobody() {
        assertThat(size(5, 50L).grant(30, 1)).isZero();
    }

    @Test
    void aCallThatDoesNotFitKeepsNobodyElseFromWhatIsThere() {
        assertThat(size(0, 50L, 30L).grant(30, 1)).isEqualTo(30);
    }

    @Test
    void aDebtIsMadeUpFor() {
        assertThat(size(-20, 10L).grant(35, 1)).isEqualTo(30);
    }
}
