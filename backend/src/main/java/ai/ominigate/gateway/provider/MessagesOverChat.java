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
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages from upstreams that speak OpenAI's chat completions. */
final class MessagesOverChat implements Bridge {
    static final MessagesOverChat BRIDGE = new MessagesOverChat();

    private MessagesOverChat() {}

    @Override
    public String path(RequestPeek peek, Upstream upstream) {
        return OpenAiChat.BRIDGE.path(peek, upstream);
    }

    @Override
    public void headers(
            Provider provider, Function<String, @Nullable String> callerHeader, BiConsumer<String, String> headers) {
        OpenAiHeaders.write(provider, headers);
    }

    @Override
    public UpstreamBody body(RequestPeek peek, byte[] body, int length, Model model, Upstream upstream, String safetyId)
            throws BadRequest {
        return UpstreamBody.whole(MessagesRequestAsChat.write(peek, body, length, upstream, safetyId));
    }

    @Override
    public AnswerStream stream(RequestPeek peek, Model model) {
        return new ChunksAsMessageStream();
    }

    @Override
    public Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        return CompletionAsMessage.write(body, length);
    }

    @Override
    public UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId) {
        return Refusals.translate(Format.ANTHROPIC_MESSAGES, upstreamStatus, upstreamBody, length, requestId);
    }
}
