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

/** OpenAI's embeddings from upstreams that speak Gemini's dialect; they are never streamed. */
final class EmbeddingsOverGemini implements Bridge {
    static final EmbeddingsOverGemini BRIDGE = new EmbeddingsOverGemini();

    private EmbeddingsOverGemini() {}

    @Override
    public String path(RequestPeek peek, Upstream upstream) {
        return GeminiCalls.path(upstream.model(), "batchEmbedContents");
    }

    @Override
    public void headers(
            Provider provider, Function<String, @Nullable String> callerHeader, BiConsumer<String, String> headers) {
        GeminiCalls.headers(provider, headers);
    }

    @Override
    public UpstreamBody body(RequestPeek peek, byte[] body, int length, Model model, Upstream upstream, String safetyId)
            throws BadRequest {
        return UpstreamBody.whole(GeminiEmbeddings.request(body, length, upstream.model()));
    }

    @Override
    public AnswerStream stream(RequestPeek peek, Model model) {
        throw new UnsupportedOperationException("embeddings are not streamed");
    }

    @Override
    public Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        return GeminiEmbeddings.answer(body, length, peek);
    }

    @Override
    public UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId) {
        return Refusals.translate(Format.OPENAI_EMBEDDINGS, upstreamStatus, upstreamBody, length, requestId);
    }
}
