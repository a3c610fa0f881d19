package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;

/**
 * Writes a whole chat completion as a message of Anthropic's. Reasoning becomes a thinking block with an empty signature;
 * a refusal becomes text.
 */
final class CompletionAsMessage {
    private static final Value UNSIGNED = Value.string("");

    private final WholeMessage ours = new WholeMessage();
    private boolean refuses;

    private CompletionAsMessage() {}

    static Answer write(byte[] body, int length) throws BrokenAnswer {
        Answer theirs = OpenAiAnswer.read(body, length, false);
        if (theirs.error() != null) {
            return new Answer(theirs.usage(), 0, theirs.id(), theirs.error(), new byte[0], -1);
        }
        return new CompletionAsMessage().write(Value.of(body, 0, length), theirs);
    }

    private Answer write(Value completion, Answer theirs) throws BrokenAnswer {
        Value choices = completion.field("choices");
        Value.Elements elements = choices == null ? completion.elements() : choices.elements();
        Value message = elements.next() ? elements.value().field("message") : null;
        if (message == null || !message.isObject()) {
            throw new BrokenAnswer("the upstream's completion has no message");
        }
        readMessage(message);
        Value finishReason = elements.value().field("finish_reason");
        String stopReason =
                MessageShapes.stopReason(finishReason == null ? null : finishReason.text(), ours.callsTools(), refuses);
        return ours.answer(completion.field("id"), completion.field("model"), stopReason, theirs);
    }

    private void readMessage(Value message) throws BrokenAnswer {
        Value reasoning = message.field("reasoning_content");
        Value said = reasoning == null ? message.field("reasoning") : reasoning;
        if (said != null && said.isText()) {
            ours.thinking(said, UNSIGNED);
        }
        Value text = message.field("content");
        if (text != null) {
            ours.text(text);
            for (Value.Elements parts = text.elements(); parts.next(); ) {
                Value part = parts.value().field("text");
                if (part != null) {
                    ours.text(part);
                }
            }
        }
        Value refusal = message.field("refusal");
        if (refusal != null && refusal.isText()) {
            refuses = true;
            ours.text(refusal);
        }
        Value calls = message.field("tool_calls");
        if (calls != null) {
            for (Value.Elements elements = calls.elements(); elements.next(); ) {
                toolCall(elements.value());
            }
        }
    }

    private void toolCall(Value call) throws BrokenAnswer {
        Value id = call.field("id");
        Value function = call.field("function");
        Value name = function == null ? null : function.field("name");
        if (id == null || !id.isString() || function == null || name == null || !name.isString()) {
            throw new BrokenAnswer("the upstream's completion has a tool call without its id or name");
        }
        ours.toolUse(id, name, MessageShapes.toolInput(function.field("arguments")));
    }
}
