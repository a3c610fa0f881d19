package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A streamed answer as upstreams send it, and who asked for it. */
record Recording(String name, Format format, Dialect dialect, String text) {

    private static final String OPENAI_TEXT = """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"g","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"abc"}

            : keep-alive

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"g","choices":[{"index":0,"delta":{"reasoning_content":"hm 漢"},"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"g","choices":[{"index":0,"delta":{"content":"Hé \\"usage\\" 😀\\n"},"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"g","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"g","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"prompt_tokens_details":{"cached_tokens":4}}}

            data: [DONE]

            """;

    private static final String OPENAI_TOOLS = """
            data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"get_weather","arguments":""}}]},"finish_reason":null}]}

            data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"city\\":"}}]}}]}

            data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"Genève\\"}"}}]}}]}

            data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"now","arguments":"{}"}}]}}]}

            data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: {"id":"chatcmpl-2","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}

            data: [DONE]
            """;

    private static final String OPENAI_ERROR = """
            data: {"id":"chatcmpl-3","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}

            data: {"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}

            data: [DONE]

            """;

    private static final String ANTHROPIC_TEXT = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":1}}}

            event: ping
            data: {"type":"ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm 漢"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hé 😀\\n"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private static final String ANTHROPIC_TOOLS = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me see."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\": \\"Gen"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"ève\\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"now","input":{}}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}}

            event: message_stop
            data: {"type":"message_stop"}
            """;

    private static final String ANTHROPIC_ERROR = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_3","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}

            """;

    /** As Gemini 3 streams it: thoughts, text, and the signature with an empty text at the end. */
    private static final String GEMINI_TEXT = """
            data: {"candidates": [{"content": {"parts": [{"text": "hm 漢","thought": true}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 9,"cachedContentTokenCount": 4,"totalTokenCount": 20,"thoughtsTokenCount": 11,"serviceTier": "standard"},"modelVersion": "gemini-3.7-flash","responseId": "WQuqavG5KbfUjMcPuP_n6QI"}

            data: {"candidates": [{"content": {"parts": [{"text": "Hé \\"usage\\" 😀\\n"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 9,"cachedContentTokenCount": 4,"candidatesTokenCount": 2,"totalTokenCount": 22,"thoughtsTokenCount": 11},"modelVersion": "gemini-3.7-flash","responseId": "WQuqavG5KbfUjMcPuP_n6QI"}

            : nothing

            data: {"candidates": [{"content": {"parts": [{"text": "","thoughtSignature": "EqkECqYE+/=="}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 9,"cachedContentTokenCount": 4,"candidatesTokenCount": 3,"totalTokenCount": 23,"thoughtsTokenCount": 11},"modelVersion": "gemini-3.7-flash","responseId": "WQuqavG5KbfUjMcPuP_n6QI"}

            """;

    private static final String GEMINI_TOOLS = """
            data: {"candidates":[{"content":{"parts":[{"text":"Let me see."}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":29,"candidatesTokenCount":4,"totalTokenCount":78,"thoughtsTokenCount":45},"modelVersion":"gemini-3-pro-preview","responseId":"QHiLaa6LBrb8vdIPoNztsAg"}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"lpndqlku","name":"get_weather","args":{"city":"Genève \\"é\\""}},"thoughtSignature":"EpEgCo4g+/=="},{"functionCall":{"name":"now"}}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":29,"candidatesTokenCount":15,"totalTokenCount":89,"thoughtsTokenCount":45},"modelVersion":"gemini-3-pro-preview","responseId":"QHiLaa6LBrb8vdIPoNztsAg"}

            data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":29,"candidatesTokenCount":15,"totalTokenCount":89,"thoughtsTokenCount":45},"modelVersion":"gemini-3-pro-preview","responseId":"QHiLaa6LBrb8vdIPoNztsAg"}
            """;

    private static final String GEMINI_BLOCKED = """
            data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"gemini-3.7-flash","responseId":"EXCPatOAKMrQjMcPteHVmQo"}

            """;

    private static final String GEMINI_ERROR = """
            data: {"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"index":0}],"modelVersion":"g","responseId":"r"}

            data: {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}

            """;

    static List<Recording> all() {
        List<Recording> all = new ArrayList<>();
        for (Format format : List.of(Format.OPENAI_CHAT, Format.ANTHROPIC_MESSAGES)) {
            if (Bridge.between(format, Dialect.OPENAI) != null) {
                all.add(new Recording("OpenAI text", format, Dialect.OPENAI, OPENAI_TEXT));
                all.add(new Recording("OpenAI tools", format, Dialect.OPENAI, OPENAI_TOOLS));
                all.add(new Recording("OpenAI error", format, Dialect.OPENAI, OPENAI_ERROR));
            }
            if (Bridge.between(format, Dialect.ANTHROPIC) != null) {
                all.add(new Recording("Anthropic text", format, Dialect.ANTHROPIC, ANTHROPIC_TEXT));
                all.add(new Recording("Anthropic tools", format, Dialect.ANTHROPIC, ANTHROPIC_TOOLS));
                all.add(new Recording("Anthropic error", format, Dialect.ANTHROPIC, ANTHROPIC_ERROR));
            }
            all.add(new Recording("Gemini text", format, Dialect.GEMINI, GEMINI_TEXT));
            all.add(new Recording("Gemini tools", format, Dialect.GEMINI, GEMINI_TOOLS));
            all.add(new Recording("Gemini blocked", format, Dialect.GEMINI, GEMINI_BLOCKED));
            all.add(new Recording("Gemini error", format, Dialect.GEMINI, GEMINI_ERROR));
        }
        return all;
    }

    byte[] bytes(String lineEnd) {
        return text.replace("\n", lineEnd).getBytes(UTF_8);
    }

    /** A new stream that reads this recording. */
    AnswerStream stream() {
        try {
            return bridge().stream(
                    Calls.peek(
                            format,
                            "{\"model\":\"m\",\"max_tokens\":50,\"stream\":true,"
                                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                    Calls.model("m", dialect, "https://example.com/v1"));
        } catch (BadRequest e) {
            throw new AssertionError(e);
        }
    }

    private Bridge bridge() {
        Bridge bridge = Objects.requireNonNull(Bridge.between(format, dialect));
        return switch (bridge) {
            case ChatOverMessages messages -> new ChatOverMessages(() -> Instant.EPOCH);
            case ChatOverGemini gemini -> new ChatOverGemini(() -> Instant.EPOCH);
            default -> bridge;
        };
    }

    @Override
    public String toString() {
        return name + " for " + format;
    }
}
