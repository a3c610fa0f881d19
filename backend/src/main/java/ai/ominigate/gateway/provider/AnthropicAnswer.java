package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.JsonScan;

/** Whole messages that go on as they are. */
final class AnthropicAnswer {

    private AnthropicAnswer() {}

    static Answer read(byte[] body, int length) throws BrokenAnswer {
        AnthropicEvent message = new AnthropicEvent();
        if (!message.read(body, 0, length)) {
            throw new BrokenAnswer("the upstream's answer is not a JSON object");
        }
        if (message.usageAt >= 0 && body[message.usageAt] != '{') {
            throw new BrokenAnswer("the upstream sent a usage that is not an object");
        }
        AnthropicUsage usage = new AnthropicUsage();
        int usageTo = -1;
        if (message.usageAt >= 0) {
            usageTo = JsonScan.valueEnd(body, message.usageAt, length);
            usage.report(body, message.usageAt, usageTo);
        }
        String id = message.idAt < 0 ? null : JsonScan.name(body, message.idAt, length);
        String error = null;
        if (message.type == AnthropicEvent.Type.ERROR) {
            error = ProviderErrors.code(body, message.errorAt < 0 ? 0 : message.errorAt, length);
        }
        Answer answer = UsageObject.answer(
                usage.counts(),
                Estimate.tokens(message.contentBytes()),
                id,
                error,
                body,
                length,
                message.usageAt,
                usageTo);
        return answer.refusedFor(message.refused());
    }
}
