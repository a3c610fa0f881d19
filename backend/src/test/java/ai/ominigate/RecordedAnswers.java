package ai.ominigate;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Every answer of the staff API as it leaves the server: whoever asked and in whatever way, streams of events as far as
 * they have come, and what lies in a file that is handed out.
 */
@Singleton
@Requires(property = RecordedAnswers.SETTING, value = "recorded")
final class RecordedAnswers implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    static final String SETTING = "test.answers";

    private final Queue<Recording> recordings = new ConcurrentLinkedQueue<>();

    /** An answer, which may still be on its way. */
    private static final class Recording {
        private final String request;
        private final int status;
        private final boolean zip;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Recording(String request, HttpResponse head) {
            this.request = request;
            this.status = head.status().code();
            this.zip = "application/zip".equals(head.headers().get("content-type"));
        }

        synchronized void add(ByteBuf part) {
            body.writeBytes(ByteBufUtil.getBytes(part));
        }

        synchronized Leaks.Answer answer() {
            byte[] bytes = body.toByteArray();
            return new Leaks.Answer(request, status, zip ? unzipped(bytes) : text(bytes));
        }

        private static String unzipped(byte[] bytes) {
            StringBuilder text = new StringBuilder();
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    text.append(entry.getName()).append('\n').append(text(zip.readAllBytes()));
                }
            } catch (EOFException e) {
                // Whoever asked for it hung up before its end.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Those so far. */
    List<Leaks.Answer> all() {
        return recordings.stream().map(Recording::answer).toList();
    }

    void forget() {
        recordings.clear();
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(null));
        return event.getBean();
    }

    private final class Customizer implements NettyServerCustomizer {
        private final @Nullable Channel channel;

        private Customizer(@Nullable Channel channel) {
            this.channel = channel;
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Customizer(channel) : this;
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel != null) {
                channel.pipeline()
                        .addBefore(ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND, "recorder", new Recorder());
            }
        }
    }

    /** Of one connection; answers leave in the order of their requests. */
    private final class Recorder extends ChannelDuplexHandler {
        private final Queue<String> requests = new ArrayDeque<>();
        private @Nullable Recording current;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                requests.add(request.method() + " " + request.uri().replaceFirst("\\?.*", ""));
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse head && head.status().code() >= 200) {
                String request = String.valueOf(requests.poll());
                current = request.contains(" /admin/v1") ? new Recording(request, head) : null;
                if (current != null) {
                    recordings.add(current);
                }
            }
            if (message instanceof HttpContent content && current != null) {
                current.add(content.content());
            }
            context.write(message, promise);
        }
    }
}
