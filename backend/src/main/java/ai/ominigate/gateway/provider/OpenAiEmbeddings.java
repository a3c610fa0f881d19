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

/** OpenAI's embeddings on both sides; they are never streamed. */
final class OpenAiEmbeddings implements Bridge {
    static final OpenAiEmbeddings BRIDGE = new OpenAiEmbeddings();

    private OpenAiEmbeddings() {}

    @Override
    public String path(RequestPeek peek, Upstream upstream) {
        return "/embeddings";
    }

    @Override
    public void headers(
            Provider provider, Function<String, @Nullable String> callerHeader, BiConsumer<String, String> headers) {
        OpenAiHeaders.write(provider, headers);
    }

    @Override
    public UpstreamBody body(
            RequestPeek peek, byte[] body, int length, Model model, Upstream upstream, String safetyId) {
        RequestPeek.OwnedFields fields = peek.edits();
        RequestSplice splice = new RequestSplice(body, length, fields.objectEnd());
        if (!peek.model().equals(upstream.model())) {
            splice.set("model", fields.modelFrom(), fields.modelTo(), RequestSplice.quoted(upstream.model()));
        }
        return splice.body();
    }

    @Override
    public AnswerStream stream(RequestPeek peek, Model model) {
        throw new UnsupportedOperationException("embeddings are not streamed");
    }

    @Override
    public Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        return OpenAiAnswer.read(body, length, true);
    }

    @Override
    public UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId) {
        return Refusals.translate(Format.OPENAI_EMBEDDINGS, upstreamStatus, upstreamBody, length, requestId);
    }
}
