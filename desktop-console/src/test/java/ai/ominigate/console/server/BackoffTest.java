package ai.ominigate.console.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void theWaitDoublesUpToHalfAMinute() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(Backoff::after))
                .extracting(wait -> wait.toSeconds())
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void manyFailuresDoNotOverflow() {
        assertThat(Backoff.after(Integer.MAX_VALUE).toSeconds()).isEqualTo(30);
    }

    @Test
    void withoutAFailureThereIsNoBackoff() {
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.after(0));
    }
}
