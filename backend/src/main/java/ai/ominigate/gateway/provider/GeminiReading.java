package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.JsonScan;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream of Gemini's dialect has answered so far, whoever it is told to. A stream's chunk and a whole answer
 * have the same shape; there is no event that ends a stream, only the end of its body.
 *
 * <p>Left out are further candidates, which are never asked for, and parts that no format of a caller's has a place for
 * (images, code that Google ran): only models and tools that this gateway does not offer answer with them.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse">Google's reference</a>
 */
final class GeminiReading {

    /** Is told what an answer consists of, in its order. All values are JSON: strings, but for the arguments. */
    interface Parts {

        /** More of the thoughts. */
        void thought(Value text) throws BrokenAnswer;

        /** More of the text, which may be empty if it has a signature. */
        void text(Value text, @Nullable Value signature) throws BrokenAnswer;

        /**
         * A function that is to be called.
         *
         * @param number how many calls there were before it
         * @param arguments an object
         */
        void call(int number, Value id, Value name, Value arguments, @Nullable Value signature) throws BrokenAnswer;
    }

    /** No answer calls more tools. */
    private static final int MAX_CALLS = 1000;

    private static final int MAX_ID = 28;

    private final JsonScan scan = new JsonScan();
    private final Parts parts;
    private final boolean singleCall;

    private int calls;
    private long contentBytes;
    private boolean finished;
    private boolean ended;
    private String finishReason = "stop";

    @Nullable
    private Value id;

    @Nullable
    private Value model;

    @Nullable
    private String answerId;

    @Nullable
    private String callIds;

    @Nullable
    private TokenCounts usage;

    @Nullable
    private String blockReason;

    @Nullable
    private String upstreamError;

    /** With whether the caller can do with one call only: then further ones are not told. */
    GeminiReading(Parts parts, boolean singleCall) {
        this.parts = parts;
        this.singleCall = singleCall;
    }

    /** Reads an event of a stream; false if there was nothing in it to be told. */
    boolean read(Event event) throws BrokenAnswer {
        if (!event.hasData() || upstreamError != null || event.dataIs("[DONE]")) {
            return false;
        }
        if (!read(event.data(), event.dataFrom(), event.dataTo())) {
            throw new BrokenAnswer("the upstream sent an event that is not a JSON object");
        }
        return upstreamError == null;
    }

    /** Reads a chunk or a whole answer; false if it is not a JSON object. */
    boolean read(byte[] json, int from, int to) throws BrokenAnswer {
        int start = JsonScan.skipSpace(json, from, to);
        if (start == to
                || json[start] != '{'
                || !scan.scan(json, from, to, (bytes, depth, keyFrom, keyTo, valueFrom) -> false)) {
            return false;
        }
        Value candidates = null;
        for (Value.Fields fields = Value.of(json, from, to).fields(); fields.next(); ) {
            Value value = fields.value();
            switch (fields.name()) {
                case "candidates" -> candidates = value;
                case "usageMetadata" -> usage(value);
                case "promptFeedback" -> promptFeedback(value);
                case "responseId" -> id(value);
                case "modelVersion" -> model = model == null ? kept(value) : model;
                case "error" -> {
                    if (!value.isNull()) {
                        upstreamError = ProviderErrors.code(json, value.from(), to);
                    }
                }
                default -> {}
            }
        }
        if (candidates != null && upstreamError == null) {
            candidates(candidates);
        }
        return true;
    }

    private void id(Value value) {
        if (id == null) {
            id = kept(value);
            answerId = JsonScan.name(value.json(), value.from(), value.to());
        }
    }

    /** A copy, because what it stands in is only lent. */
    @Nullable
    private static Value kept(Value value) {
        return value.isString() ? Value.string(value.text()) : null;
    }

    private void usage(Value value) throws BrokenAnswer {
        if (value.isNull()) {
            return;
        }
        if (!value.isObject()) {
            throw new BrokenAnswer("the upstream sent a usage that is not an object");
        }
        TokenCounts told = GeminiUsage.read(value.json(), value.from(), value.to());
        usage = told == null ? usage : told;
    }

    private void promptFeedback(Value feedback) {
        Value reason = feedback.field("blockReason");
        if (reason != null && reason.isString()) {
            String name = JsonScan.name(reason.json(), reason.from(), reason.to());
            blockReason = name == null ? "OTHER" : name;
            finishReason = "content_filter";
            finished = true;
        }
    }

    private void candidates(Value candidates) throws BrokenAnswer {
        if (!candidates.isArray()) {
            throw new BrokenAnswer("the upstream sent candidates that are not an array");
        }
        for (Value.Elements elements = candidates.elements(); elements.next(); ) {
            Value index = elements.value().field("index");
            if (index == null || index.number(0) == 0) {
                candidate(elements.value());
                return;
            }
        }
    }

    private void candidate(Value candidate) throws BrokenAnswer {
        Value content = candidate.field("content");
        Value said = content == null ? null : content.field("parts");
        if (said != null) {
            for (Value.Elements elements = said.elements(); elements.next(); ) {
                part(elements.value());
            }
        }
        Value reason = candidate.field("finishReason");
        if (reason != null && reason.isText()) {
            finish(reason.text());
        }
    }

    private void part(Value part) throws BrokenAnswer {
        Value text = null;
        Value call = null;
        Value signature = null;
        boolean isThought = false;
        for (Value.Fields fields = part.fields(); fields.next(); ) {
            Value value = fields.value();
            switch (fields.name()) {
                case "text" -> text = value.isString() ? value : null;
                case "thought" -> isThought = value.isTrue();
                case "functionCall" -> call = value.isObject() ? value : null;
                case "thoughtSignature" -> signature = value.isText() ? value : null;
                default -> {}
            }
        }
        if (call != null) {
            call(call, signature);
        } else if (text != null && isThought) {
            contentBytes += text.to() - text.from() - 2;
            parts.thought(text);
        } else if (text != null && (text.isText() || signature != null)) {
            contentBytes += text.to() - text.from() - 2;
            parts.text(text, signature);
        }
    }

    private void call(Value call, @Nullable Value signature) throws BrokenAnswer {
        Value name = call.field("name");
        Value arguments = call.field("args");
        if (name == null || !name.isText() || calls == MAX_CALLS) {
            throw new BrokenAnswer("the upstream sent a function call without its name, or too many");
        }
        if (singleCall && calls > 0) {
            return;
        }
        Value input = arguments == null || !arguments.isObject() ? Value.EMPTY_OBJECT : arguments;
        contentBytes += input.to() - input.from();
        parts.call(calls, callId(call.field("id")), name, input, signature);
        calls++;
    }

    /** Gemini's own id where it gives one, so marked that it can be sent back as such; else one of ours. */
    private Value callId(@Nullable Value theirs) {
        String own = theirs == null ? null : JsonScan.name(theirs.json(), theirs.from(), theirs.to());
        return own == null ? Value.string("call_" + callIds() + "_" + calls) : GeminiContents.markedId(own);
    }

    /** What all ids of this answer's calls begin with; callers of OpenAI's format expect 40 characters at most. */
    private String callIds() {
        if (callIds == null) {
            boolean fits = answerId != null
                    && answerId.length() <= MAX_ID
                    && answerId.chars().allMatch(c -> c == '-' || c == '_' || Character.isLetterOrDigit(c));
            callIds = answerId != null && fits
                    ? answerId
                    : Long.toHexString(ThreadLocalRandom.current().nextLong());
        }
        return callIds;
    }

    private void finish(String reason) {
        switch (reason) {
            case "MALFORMED_FUNCTION_CALL",
                    "MALFORMED_RESPONSE",
                    "MISSING_THOUGHT_SIGNATURE",
                    "TOO_MANY_TOOL_CALLS",
                    "UNEXPECTED_TOOL_CALL" -> upstreamError = reason.toLowerCase(Locale.ROOT);
            case "FINISH_REASON_UNSPECIFIED" -> {}
            default -> {
                finished = true;
                finishReason = finishReason(reason);
            }
        }
    }

    private String finishReason(String reason) {
        return switch (reason) {
            case "MAX_TOKENS" -> "length";
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION",
                    "MODEL_ARMOR" -> "content_filter";
            default -> calls > 0 ? "tool_calls" : "stop";
        };
    }

    /** The upstream closed its stream in good order, or its answer is whole. */
    void end() {
        ended = true;
    }

    /** The answer's id as a JSON string, or null. */
    @Nullable
    Value id() {
        return id;
    }

    /** The model's name as a JSON string, or null. */
    @Nullable
    Value model() {
        return model;
    }

    /** Whether it ended because of its content; null if it did not. */
    @Nullable
    ContentRefusal refused() {
        return finishReason.equals("content_filter") ? ContentRefusal.CONTENT_FILTER : null;
    }

    /** Why the answer ended, as a chat completion would say it. */
    String finishReason() {
        return finishReason;
    }

    /** Whether a function is to be called. */
    boolean callsTools() {
        return calls > 0;
    }

    /** Why the prompt was not answered at all: one of Google's words, or null. */
    @Nullable
    String blockReason() {
        return blockReason;
    }

    boolean complete() {
        return upstreamError == null && ended && finished;
    }

    @Nullable
    String upstreamError() {
        return upstreamError;
    }

    @Nullable
    TokenCounts usage() {
        return usage;
    }

    /** The part of what was used that is the prompt's. */
    @Nullable
    TokenCounts promptUsage() {
        return usage == null
                ? null
                : new TokenCounts(usage.input(), usage.cacheRead(), 0, 0, 0, 0, usage.audioInput(), 0);
    }

    /** Thoughts that are not told are known from the usage alone. */
    long estimatedOutput() {
        return Math.max(Estimate.tokens(contentBytes), usage == null ? 0 : usage.completion());
    }

    @Nullable
    String answerId() {
        return answerId;
    }
}
