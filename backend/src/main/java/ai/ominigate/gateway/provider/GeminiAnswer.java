package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/** Whole answers of Gemini's as callers get them. */
final class GeminiAnswer {

    private GeminiAnswer() {}

    /** As a chat completion. */
    static Answer asCompletion(byte[] body, int length, RequestPeek peek, long created) throws BrokenAnswer {
        CompletionParts ours = new CompletionParts();
        GeminiReading reading = new GeminiReading(ours, peek.singleToolCall());
        Answer theirs = read(reading, body, length);
        if (theirs.error() != null) {
            return theirs;
        }
        if (reading.blockReason() != null) {
            ours.completion.refusal(refusal(reading.blockReason()));
        }
        return ours.completion.answer(reading.id(), reading.model(), created, reading.finishReason(), theirs);
    }

    /** As a message. */
    static Answer asMessage(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        MessageParts ours = new MessageParts();
        GeminiReading reading = new GeminiReading(ours, peek.singleToolCall());
        Answer theirs = read(reading, body, length);
        if (theirs.error() != null) {
            return theirs;
        }
        ours.endThoughts(null);
        String stopReason = MessageShapes.stopReason(reading.finishReason(), reading.callsTools(), false);
        return ours.message.answer(reading.id(), reading.model(), stopReason, theirs);
    }

    /** What is to be known of the answer beside its content. */
    private static Answer read(GeminiReading reading, byte[] body, int length) throws BrokenAnswer {
        if (!reading.read(body, 0, length)) {
            throw new BrokenAnswer("the upstream's answer is not a JSON object");
        }
        reading.end();
        if (reading.upstreamError() == null && !reading.complete()) {
            throw new BrokenAnswer("the upstream's answer has no candidate that is finished");
        }
        Answer answer = new Answer(
                reading.usage(),
                reading.estimatedOutput(),
                reading.answerId(),
                reading.upstreamError(),
                new byte[0],
                -1);
        return answer.refusedFor(reading.refused());
    }

    /** What callers are told who expect a refusal in words. */
    static Value refusal(String blockReason) {
        return Value.string("The provider of this model blocked the prompt: " + blockReason + ".");
    }

    private static final class CompletionParts implements GeminiReading.Parts {
        private final WholeCompletion completion = new WholeCompletion();

        @Override
        public void thought(Value text) {
            completion.reasoning(text);
        }

        @Override
        public void text(Value text, @Nullable Value signature) {
            completion.text(text);
            if (signature != null) {
                completion.signature(signature);
            }
        }

        @Override
        public void call(int number, Value id, Value name, Value arguments, @Nullable Value signature) {
            completion.toolCall(id, name, arguments, signature);
        }
    }

    /** Thoughts in a row become one block. */
    private static final class MessageParts implements GeminiReading.Parts {
        private static final Value UNSIGNED = Value.string("");

        private final WholeMessage message = new WholeMessage();
        private final ByteQueue thoughts = new ByteQueue();

        @Override
        public void thought(Value text) {
            text.copyInnerTo(thoughts);
        }

        @Override
        public void text(Value text, @Nullable Value signature) {
            endThoughts(signature);
            message.text(text);
        }

        @Override
        public void call(int number, Value id, Value name, Value arguments, @Nullable Value signature) {
            if (thoughts.isEmpty() && signature != null) {
                message.thinking(UNSIGNED, GeminiSignature.marked(signature));
            }
            endThoughts(signature);
            message.toolUse(id, name, arguments);
        }

        void endThoughts(@Nullable Value signature) {
            if (!thoughts.isEmpty()) {
                message.thinking(
                        Value.inQuotes(thoughts), signature == null ? UNSIGNED : GeminiSignature.marked(signature));
                thoughts.clear();
            }
        }
    }
}
