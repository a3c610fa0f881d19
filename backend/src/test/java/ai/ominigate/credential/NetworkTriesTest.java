package ai.ominigate.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NetworkTriesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final NetworkTries tries = new NetworkTries(now::get);

    @Test
    void afterWhatIsFreeEachFailureCostsTwiceAsLong() {
        byte[] address = {(byte) 192, 0, 2, 1};
        for (int i = 0; i < Door.SIGN_IN.free(); i++) {
            tries.failed(Door.SIGN_IN, address);
            assertThat(tries.wait(Door.SIGN_IN, address)).isNull();
        }
        tries.failed(Door.SIGN_IN, address);
        assertThat(tries.wait(Door.SIGN_IN, address)).isEqualTo(Duration.ofSeconds(1));
        tries.failed(Door.SIGN_IN, address);
        assertThat(tries.wait(Door.SIGN_IN, address)).isEqualTo(Duration.ofSeconds(2));
        now.updateAndGet(time -> time.plusSeconds(2));
        assertThat(tries.wait(Door.SIGN_IN, address)).isNull();
    }

    @Test
    void whoFailsAtOneDoorMayTryAtAnother() {
        byte[] address = {(byte) 192, 0, 2, 3};
        fail(address);

        assertThat(tries.wait(Door.SIGN_IN, address)).isNotNull();
        assertThat(tries.wait(Door.ENTRANCE, address)).isNull();
        assertThat(tries.wait(Door.TOKEN, address)).isNull();
    }

    @Test
    void anHourWithoutAFailureForgetsThem() {
        byte[] address = {(byte) 192, 0, 2, 1};
        for (int i = 0; i < Door.SIGN_IN.free(); i++) {
            tries.failed(Door.SIGN_IN, address);
        }
        now.updateAndGet(time -> time.plusSeconds(3601));
        tries.failed(Door.SIGN_IN, address);

        assertThat(tries.wait(Door.SIGN_IN, address)).isNull();
    }

    @Test
    void moreNetworksThanAreRememberedPushOutTheQuietest() {
        byte[] quiet = {(byte) 192, 0, 2, 1};
        byte[] busy = {(byte) 192, 0, 2, 2};
        fail(quiet);
        fail(busy);
        for (int i = 0; i < NetworkTries.REMEMBERED - 1; i++) {
            tries.failed(Door.SIGN_IN, ByteBuffer.allocate(4).putInt(i).array());
            assertThat(tries.wait(Door.SIGN_IN, busy)).isNotNull();
        }

        assertThat(tries.wait(Door.SIGN_IN, quiet)).isNull();
        assertThat(tries.wait(Door.SIGN_IN, busy)).isNotNull();
    }

    private void fail(byte[] address) {
        for (int i = 0; i <= Door.SIGN_IN.free(); i++) {
            tries.failed(Door.SIGN_IN, address);
        }
    }
}
