package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;

/** Writes a whole message of Anthropic's as a chat completion; signatures and citations have no place. */
final class MessageAsCompletion {
    private final WholeCompletion completion = new WholeCompletion();

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
        String finishReason = ChatShapes.finishReason(message.field("stop_reason"));
        return completion.answer(message.field("id"), message.field("model"), created, finishReason, theirs);
    }

    private void block(Value block) throws BrokenAnswer {
        Value type = block.field("type");
        switch (type == null ? "" : type.text()) {
            case "text" -> completion.text(string(block, "text"));
            case "thinking" -> completion.reasoning(string(block, "thinking"));
            case "tool_use" -> {
                Value input = block.field("input");
                completion.toolCall(
                        string(block, "id"), string(block, "name"), input == null ? Value.EMPTY_OBJECT : input, null);
            }
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
}
