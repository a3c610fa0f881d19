package ai.ominigate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegisteredCollectorTest {
    private final AtomicInteger exported = new AtomicInteger();
    private final AtomicBoolean registered = new AtomicBoolean();
    private final RegisteredCollector collector = new RegisteredCollector(new Counting(), registered::get);

    @Test
    void nothingIsSentToACollectorWhoseHostIsNotRegistered() {
        assertThat(collector.export(List.of()).isSuccess()).isFalse();
        assertThat(exported).hasValue(0);
    }

    @Test
    void whoIsRegisteredLaterGetsWhatComesAfterThatAndNoMoreOnceItIsTakenBack() {
        registered.set(true);
        assertThat(collector.export(List.of()).isSuccess()).isTrue();
        registered.set(false);
        collector.export(List.of());

        assertThat(exported).hasValue(1);
    }

    private final class Counting implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            exported.incrementAndGet();
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
