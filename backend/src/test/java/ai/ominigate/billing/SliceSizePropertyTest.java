package ai.ominigate.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SliceSizePropertyTest {
    @Property
    void aGrantIsNeverMoreThanThereIsAndServesWhomItCan(
            @ForAll @Size(max = 20) List<@LongRange(max = 1_000) Long> waiting,
            @ForAll @LongRange(min = -2_000, max = 6_000) long remaining,
            @ForAll @LongRange(max = 1_000) long typical,
            @ForAll @LongRange(max = 20_000) long available,
            @ForAll @LongRange(max = 20_000) long ahead,
            @ForAll @IntRange(min = 1, max = 5) int nodes) {
        SliceSize size = new SliceSize(waiting, remaining, typical, 5_000, ahead);
        long granted = size.grant(available, nodes);
        assertThat(granted).isBetween(0L, available);
        if (available > 0 && !waiting.isEmpty() && size.servesAll(available)) {
            assertThat(granted + remaining)
                    .isGreaterThanOrEqualTo(
                            waiting.stream().mapToLong(Long::longValue).sum());
        }
    }
}
