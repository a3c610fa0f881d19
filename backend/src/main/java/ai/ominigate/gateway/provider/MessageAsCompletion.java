package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole message of Anthropic's as a chat completion. Thoughts become {@code reasoning_content}, as those who
 * copy OpenAI's dialect name them; signatures and citations have no place.
 */
final class MessageAsCompletion {
    private final ByteQueue text = new ByteQueue();
    private final ByteQueue reasoning = new ByteQueue();
    private final ByteQueue calls = new ByteQueue();
    private int callCount;
    private boolean hasText;

    private MessageAsCompletion() {}

    static Answer write(byte[] body, int length, long created) throws BrokenAnswer {
        Answer theirs = AnthropicAnswer.read(body, length);
        if (theirs.error() != null) {
            return new Answer(theirs.usage(), 0, theirs.id(), theirs.error(), new byte[0], -1);
        }
        return new MessageAsCompletion().write(Value.of(body, 0, length), theirs, created);
    }

    private Answer write(Value message, Answer theirs, long created) throws BrokenAnswer {
        Value content = message.field("content");
        if (content == null || !content.isArray()) {
            throw new BrokenAnswer("the upstream's message has no content");
        }
        for (Value.Elements blocks = content.elements(); blocks.next(); ) {
            block(blocks.value());
        }
        ByteQueue out = new ByteQueue();
        out.append("{\"id\":");
        copyOrEmpty(message.field("id"), out);
        out.append(",\"object\":\"chat.completion\",\"created\":" + created + ",\"model\":");
        copyOrEmpty(message.field("model"), out);
        out.append(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
        writeMessage(out);
        out.append("},\"logprobs\":null,\"finish_reason\":\"");
        out.append(ChatShapes.finishReason(message.field("stop_reason")));
        out.append("\"}]");
        int costAt = -1;
        if (theirs.usage() != null) {
            out.append(",\"usage\":");
            ChatShapes.openUsage(out, theirs.usage());
            costAt = out.length();
            out.append("}");
        }
        out.append("}");
        return new Answer(theirs.usage(), theirs.estimatedOutput(), theirs.id(), null, out.toArray(), costAt);
    }

    private static void copyOrEmpty(@Nullable Value string, ByteQueue out) {
        if (string == null || !string.isString()) {
            out.append(quoted(""));
        } else {
            string.copyTo(out);
        }
    }

    private void block(Value block) throws BrokenAnswer {
        Value type = block.field("type");
        switch (type == null ? "" : type.text()) {
            case "text" -> {
                hasText = true;
                string(block, "text").copyInnerTo(text);
            }
            case "thinking" -> string(block, "thinking").copyInnerTo(reasoning);
            case "tool_use" -> toolUse(block);
            default -> {}
        }
    }

    private static Value string(Value block, String name) throws BrokenAnswer {
        Value value = block.field(name);
        if (value == null || !value.isString()) {
            throw new BrokenAnswer("the upstream's message has a block without its " + name);
        }
        return value;
    }

    private void toolUse(Value block) throws BrokenAnswer {
        Value input = block.field("input");
        calls.append(callCount++ == 0 ? "{\"id\":" : ",{\"id\":");
        string(block, "id").copyTo(calls);
        calls.append(",\"type\":\"function\",\"function\":{\"name\":");
        string(block, "name").copyTo(calls);
        calls.append(",\"arguments\":");
        if (input == null) {
            calls.append("\"{}\"");
        } else {
            input.quoteTo(calls);
        }
        calls.append("}}");
    }

    private void writeMessage(ByteQueue out) {
        if (hasText) {
            quote(text, out);
        } else {
            out.append("null");
        }
        out.append(",\"refusal\":null");
        if (!reasoning.isEmpty()) {
            out.append(",\"reasoning_content\":");
            quote(reasoning, out);
        }
        if (callCount > 0) {
            out.append(",\"tool_calls\":[");
            out.append(calls.array(), 0, calls.length());
            out.append("]");
        }
    }

    private static void quote(ByteQueue inner, ByteQueue out) {
        out.append("\"");
        out.append(inner.array(), 0, inner.length());
        out.append("\"");
    }
}
