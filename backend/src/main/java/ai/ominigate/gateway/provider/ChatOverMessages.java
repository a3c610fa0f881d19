package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chat completions from upstreams that speak Anthropic's messages. */
final class ChatOverMessages implements Bridge {
    static final ChatOverMessages BRIDGE = new ChatOverMessages(InstantSource.system());

    private final InstantSource time;

    /** With the clock that tells {@code created}, which Anthropic's answers lack. */
    ChatOverMessages(InstantSource time) {
        this.time = time;
    }

    @Override
    public String path(RequestPeek peek, Upstream upstream) {
        return AnthropicMessages.BRIDGE.path(peek, upstream);
    }

    @Override
    public void headers(
            Provider provider, Function<String, @Nullable String> callerHeader, BiConsumer<String, String> headers) {
        AnthropicHeaders.write(provider, null, headers);
    }

    @Override
    public UpstreamBody body(RequestPeek peek, byte[] body, int length, Model model, Upstream upstream, String safetyId)
            throws BadRequest {
        return UpstreamBody.whole(ChatRequestAsMessages.write(peek, body, length, model, upstream.model(), safetyId));
    }

    @Override
    public AnswerStream stream(RequestPeek peek, Model model) {
        return new MessageStreamAsChunks(peek, time.instant().getEpochSecond());
    }

    @Override
    public Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        return MessageAsCompletion.write(body, length, time.instant().getEpochSecond());
    }

    @Override
    public UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId) {
        return Refusals.translate(Format.OPENAI_CHAT, upstreamStatus, upstreamBody, length, requestId);
    }
}
