package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.JsonScan;

/** Whole answers of chat completions and embeddings that go on as they are. */
final class OpenAiAnswer {

    private OpenAiAnswer() {}

    static Answer read(byte[] body, int length, boolean embeddings) throws BrokenAnswer {
        OpenAiChunk chunk = new OpenAiChunk();
        if (!chunk.read(body, 0, length)) {
            throw new BrokenAnswer("the upstream's answer is not a JSON object");
        }
        if (chunk.usageAt >= 0 && body[chunk.usageAt] != '{') {
            throw new BrokenAnswer("the upstream sent a usage that is not an object");
        }
        int usageTo = chunk.usageAt < 0 ? -1 : JsonScan.valueEnd(body, chunk.usageAt, length);
        TokenCounts usage = chunk.usageAt < 0 ? null : OpenAiUsage.read(body, chunk.usageAt, usageTo, embeddings);
        String id = chunk.idAt < 0 ? null : JsonScan.name(body, chunk.idAt, length);
        String error = chunk.errorAt < 0 ? null : ProviderErrors.code(body, chunk.errorAt, length);
        Answer answer = UsageObject.answer(
                usage, Estimate.tokens(chunk.contentBytes()), id, error, body, length, chunk.usageAt, usageTo);
        return answer.refusedFor(chunk.filtered ? ContentRefusal.CONTENT_FILTER : null);
    }
}
