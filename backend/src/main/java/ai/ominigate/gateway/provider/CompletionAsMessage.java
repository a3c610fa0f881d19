package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole chat completion as a message of Anthropic's. Reasoning becomes a thinking block with an empty signature;
 * a refusal becomes text.
 */
final class CompletionAsMessage {
    private final ByteQueue content = new ByteQueue();
    private boolean callsTools;
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
        ByteQueue out = new ByteQueue();
        out.append("{\"id\":");
        copyOrEmpty(completion.field("id"), out);
        out.append(",\"type\":\"message\",\"role\":\"assistant\",\"model\":");
        copyOrEmpty(completion.field("model"), out);
        out.append(",\"content\":[");
        out.append(content.array(), 0, content.length());
        out.append("],\"stop_reason\":\"");
        out.append(MessageShapes.stopReason(finishReason == null ? null : finishReason.text(), callsTools, refuses));
        out.append("\",\"stop_sequence\":null,\"usage\":");
        MessageShapes.openUsage(out, theirs.usage() == null ? TokenCounts.ZERO : theirs.usage());
        int costAt = out.length();
        out.append("}}");
        return new Answer(theirs.usage(), theirs.estimatedOutput(), theirs.id(), null, out.toArray(), costAt);
    }

    private static void copyOrEmpty(@Nullable Value string, ByteQueue out) {
        if (string == null || !string.isString()) {
            out.append(quoted(""));
        } else {
            string.copyTo(out);
        }
    }

    private void readMessage(Value message) throws BrokenAnswer {
        Value reasoning = message.field("reasoning_content");
        Value said = reasoning == null ? message.field("reasoning") : reasoning;
        if (said != null && said.isText()) {
            begin("{\"type\":\"thinking\",\"thinking\":");
            said.copyTo(content);
            content.append(",\"signature\":\"\"}");
        }
        Value text = message.field("content");
        if (text != null) {
            text(text);
            for (Value.Elements parts = text.elements(); parts.next(); ) {
                Value part = parts.value().field("text");
                if (part != null) {
                    text(part);
                }
            }
        }
        Value refusal = message.field("refusal");
        if (refusal != null && refusal.isText()) {
            refuses = true;
            text(refusal);
        }
        Value calls = message.field("tool_calls");
        if (calls != null) {
            for (Value.Elements elements = calls.elements(); elements.next(); ) {
                toolCall(elements.value());
            }
        }
    }

    private void begin(String block) {
        content.append(content.isEmpty() ? "" : ",");
        content.append(block);
    }

    private void text(Value text) {
        if (text.isText()) {
            begin("{\"type\":\"text\",\"text\":");
            text.copyTo(content);
            content.append("}");
        }
    }

    private void toolCall(Value call) throws BrokenAnswer {
        Value id = call.field("id");
        Value function = call.field("function");
        Value name = function == null ? null : function.field("name");
        if (id == null || !id.isString() || function == null || name == null || !name.isString()) {
            throw new BrokenAnswer("the upstream's completion has a tool call without its id or name");
        }
        callsTools = true;
        begin("{\"type\":\"tool_use\",\"id\":");
        id.copyTo(content);
        content.append(",\"name\":");
        name.copyTo(content);
        content.append(",\"input\":");
        MessageShapes.toolInput(content, function.field("arguments"));
        content.append("}");
    }
}
