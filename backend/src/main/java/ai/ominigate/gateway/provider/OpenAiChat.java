package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

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

/** OpenAI's chat completions on both sides. */
final class OpenAiChat implements Bridge {
    static final OpenAiChat BRIDGE = new OpenAiChat();

    private static final byte[] TRUE = "true".getBytes(US_ASCII);

    private OpenAiChat() {}

    @Override
    public String path(RequestPeek peek, Upstream upstream) {
        return "/chat/completions";
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
        if (peek.stream() && !peek.includeUsage()) {
            splice.setWithin(
                    "stream_options", fields.streamOptionsFrom(), fields.streamOptionsTo(), "include_usage", TRUE);
        }
        if (OpenAiHeaders.takesSafetyIdentifier(upstream.provider())) {
            splice.set(
                    "safety_identifier",
                    fields.safetyIdentifierFrom(),
                    fields.safetyIdentifierTo(),
                    RequestSplice.quoted(safetyId));
        }
        return splice.body();
    }

    @Override
    public AnswerStream stream(RequestPeek peek, Model model) {
        return new OpenAiStream(peek);
    }

    @Override
    public Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        return OpenAiAnswer.read(body, length, false);
    }

    @Override
    public UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId) {
        return Refusals.translate(Format.OPENAI_CHAT, upstreamStatus, upstreamBody, length, requestId);
    }
}
