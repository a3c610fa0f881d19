package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.Dialect;
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

/**
 * How a call in one format is made to an upstream of one dialect, and how what it answers is told to the caller. Where
 * both are the same, bytes go through and only what the gateway owns is spliced.
 */
public sealed interface Bridge
        permits OpenAiChat,
                OpenAiEmbeddings,
                AnthropicMessages,
                ChatOverMessages,
                MessagesOverChat,
                ChatOverGemini,
                EmbeddingsOverGemini,
                MessagesOverGemini {

    /** The bridge between a caller's format and an upstream's dialect, or null if no upstream of that dialect can serve it. */
    @Nullable
    static Bridge between(Format format, Dialect dialect) {
        return switch (dialect) {
            case OPENAI ->
                switch (format) {
                    case OPENAI_CHAT -> OpenAiChat.BRIDGE;
                    case OPENAI_EMBEDDINGS -> OpenAiEmbeddings.BRIDGE;
                    case ANTHROPIC_MESSAGES -> MessagesOverChat.BRIDGE;
                };
            case ANTHROPIC ->
                switch (format) {
                    case OPENAI_CHAT -> ChatOverMessages.BRIDGE;
                    case OPENAI_EMBEDDINGS -> null;
                    case ANTHROPIC_MESSAGES -> AnthropicMessages.BRIDGE;
                };
            case GEMINI ->
                switch (format) {
                    case OPENAI_CHAT -> ChatOverGemini.BRIDGE;
                    case OPENAI_EMBEDDINGS -> EmbeddingsOverGemini.BRIDGE;
                    case ANTHROPIC_MESSAGES -> MessagesOverGemini.BRIDGE;
                };
        };
    }

    /** The path to post to, below the provider's base URL, with its query. */
    String path(RequestPeek peek, Upstream upstream);

    /**
     * The headers of the call that are the dialect's own: our credential, versions, and those of the caller's that may
     * go on.
     *
     * @param callerHeader the value of a header that the caller sent (several joined by commas) by its lower-case name,
     *     or null
     * @param headers is given lower-case names and values
     */
    void headers(
            Provider provider, Function<String, @Nullable String> callerHeader, BiConsumer<String, String> headers);

    /**
     * The body of the call.
     *
     * @param peek what was read of this very body
     * @param body the caller's, from 0 to {@code length}
     * @param safetyId stands for the account at providers that want to know whom they serve, without saying who it is
     * @throws BadRequest if the request asks for something that upstreams of this dialect do not have
     */
    UpstreamBody body(RequestPeek peek, byte[] body, int length, Model model, Upstream upstream, String safetyId)
            throws BadRequest;

    /** Follows a streamed answer. */
    AnswerStream stream(RequestPeek peek, Model model);

    /**
     * Reads a whole answer with status 200.
     *
     * @throws BrokenAnswer if it is not what the dialect allows
     */
    Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer;

    /**
     * What the caller is told of an upstream's answer with another status. A credential that the upstream did not
     * accept, a bill that we did not pay and a model that it does not know are the gateway's failures, never the
     * caller's.
     */
    UpstreamError error(int upstreamStatus, byte[] upstreamBody, int length, String requestId);
}
