package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages on both sides. */
final class AnthropicMessages implements Bridge {
    static final AnthropicMessages BRIDGE = new AnthropicMessages();

    private AnthropicMessages() {}

    @Override
    public String path(RequestPeek peek, Upstream upstream) {
        return "/messages";
    }

    @Override
    public void headers(
            Provider provider, Function<String, @Nullable String> callerHeader, BiConsumer<String, String> headers) {
        AnthropicHeaders.write(provider, callerHeader.apply("anthropic-beta"), headers);
    }

    @Override
    public UpstreamBody body(
            RequestPeek peek, byte[] body, int length, Model model, Upstream upstream, String safetyId) {
        RequestPeek.OwnedFields fields = peek.edits();
        RequestSplice splice = new RequestSplice(body, length, fields.objectEnd());
        if (!peek.model().equals(upstream.model())) {
            splice.set("model", fields.modelFrom(), fields.modelTo(), RequestSplice.quoted(upstream.model()));
        }
        splice.setWithin(
                "metadata", fields.metadataFrom(), fields.metadataTo(), "user_id", RequestSplice.quoted(safetyId));
        return splice.body();
    }

    @Override
    public AnswerStream stream(RequestPeek peek, Model model) {
        return new AnthropicStream();
    }

    @Override
    public Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        return AnthropicAnswer.read(body, length);
    }

    @Override
    public UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId) {
        return Refusals.translate(Format.ANTHROPIC_MESSAGES, upstreamStatus, upstreamBody, length, requestId);
    }
}
