package ai.ominigate.gateway;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import java.util.List;
import java.util.stream.Stream;

/** The same answers in the dialect of an upstream, for tests that do not care which one it speaks. */
record DialectAnswers(Dialect dialect) {

    Script text(String text, TokenCounts used) {
        return Script.json(
                200,
                switch (dialect) {
                    case OPENAI -> OpenAiAnswers.text(text, usage(used));
                    case ANTHROPIC -> AnthropicAnswers.text(text, usage(used));
                    case GEMINI -> GeminiAnswers.answer(GeminiAnswers.textPart(text), "STOP", usage(used));
                });
    }

    Script stream(TokenCounts used, String... words) {
        return Script.events(
                switch (dialect) {
                    case OPENAI -> OpenAiAnswers.stream(usage(used), words);
                    case ANTHROPIC -> AnthropicAnswers.stream(usageAtStart(used), usage(used), words);
                    case GEMINI ->
                        GeminiAnswers.stream(
                                used,
                                Stream.of(words).map(GeminiAnswers::textPart).toArray(String[]::new));
                });
    }

    /** A stream of words that has not ended yet, and has not told what it used. */
    Script opening(String... words) {
        return Script.events(
                switch (dialect) {
                    case OPENAI -> OpenAiAnswers.opening(words);
                    case ANTHROPIC -> AnthropicAnswers.opening(AnthropicAnswers.usage(120, 1), words);
                    case GEMINI ->
                        Stream.of(words)
                                .map(word -> GeminiAnswers.event(
                                        GeminiAnswers.answer(GeminiAnswers.textPart(word), null, null)))
                                .toList();
                });
    }

    Script twoToolCalls(TokenCounts used) {
        return Script.json(
                200,
                switch (dialect) {
                    case OPENAI -> OpenAiAnswers.whole(OpenAiAnswers.TWO_TOOL_CALLS, "tool_calls", usage(used));
                    case ANTHROPIC -> AnthropicAnswers.whole(AnthropicAnswers.TWO_TOOL_CALLS, "tool_use", usage(used));
                    case GEMINI -> GeminiAnswers.answer(GeminiAnswers.TWO_CALLS, "STOP", usage(used));
                });
    }

    Script streamOfTwoToolCalls(TokenCounts used) {
        return Script.events(
                switch (dialect) {
                    case OPENAI -> OpenAiAnswers.streamOfTwoToolCalls(usage(used));
                    case ANTHROPIC -> AnthropicAnswers.streamOfTwoToolCalls(usageAtStart(used), usage(used));
                    case GEMINI -> GeminiAnswers.stream(used, GeminiAnswers.TWO_CALLS);
                });
    }

    /** A thought, then an answer. */
    Script reasoned(String thought, String answer, TokenCounts used) {
        return Script.json(
                200,
                switch (dialect) {
                    case OPENAI ->
                        OpenAiAnswers.whole(
                                "{\"role\":\"assistant\",\"reasoning_content\":" + OpenAiAnswers.quoted(thought)
                                        + ",\"content\":" + OpenAiAnswers.quoted(answer) + "}",
                                "stop",
                                usage(used));
                    case ANTHROPIC ->
                        AnthropicAnswers.whole(
                                "{\"type\":\"thinking\",\"thinking\":" + OpenAiAnswers.quoted(thought)
                                        + ",\"signature\":\"c2lnbmVk\"},{\"type\":\"text\",\"text\":"
                                        + OpenAiAnswers.quoted(answer) + "}",
                                "end_turn",
                                usage(used));
                    case GEMINI ->
                        GeminiAnswers.answer(
                                GeminiAnswers.thoughtPart(thought) + "," + GeminiAnswers.textPart(answer),
                                "STOP",
                                usage(used));
                });
    }

    Script reasonedStream(String thought, String answer, TokenCounts used) {
        return Script.events(
                switch (dialect) {
                    case OPENAI ->
                        List.of(
                                OpenAiAnswers.chunk("{\"role\":\"assistant\",\"content\":\"\"}", null),
                                OpenAiAnswers.chunk(
                                        "{\"reasoning_content\":" + OpenAiAnswers.quoted(thought) + "}", null),
                                OpenAiAnswers.textChunk(answer),
                                OpenAiAnswers.chunk("{}", "stop"),
                                OpenAiAnswers.usageChunk(usage(used)),
                                OpenAiAnswers.DONE);
                    case ANTHROPIC ->
                        AnthropicAnswers.streamWithThinking(usageAtStart(used), usage(used), thought, answer);
                    case GEMINI ->
                        GeminiAnswers.stream(used, GeminiAnswers.thoughtPart(thought), GeminiAnswers.textPart(answer));
                });
    }

    /** One embedding of two numbers, by a dialect that has embeddings. */
    Script embeddings(int promptTokens) {
        return Script.json(
                200,
                switch (dialect) {
                    case OPENAI -> OpenAiAnswers.embeddings(promptTokens);
                    case GEMINI -> GeminiAnswers.embeddings("{\"promptTokenCount\":" + promptTokens + "}");
                    case ANTHROPIC -> throw new IllegalArgumentException("Anthropic has no embeddings");
                });
    }

    /** An error as the dialect words it. */
    String error(String message, String openAiCode, String anthropicType) {
        return switch (dialect) {
            case OPENAI -> OpenAiAnswers.error(message, "invalid_request_error", openAiCode);
            case ANTHROPIC -> AnthropicAnswers.error(anthropicType, message);
            case GEMINI -> GeminiAnswers.error(400, "INVALID_ARGUMENT", message);
        };
    }

    /** What an upstream of this dialect reports for these tokens. */
    String usage(TokenCounts used) {
        return switch (dialect) {
            case OPENAI ->
                OpenAiAnswers.usage(
                        (int) used.prompt(), (int) used.cacheRead(), (int) used.completion(), (int) used.reasoning());
            case ANTHROPIC ->
                AnthropicAnswers.usage(
                        (int) used.input(), (int) used.cacheWrite5m(), (int) used.cacheRead(), (int) used.completion());
            case GEMINI -> GeminiAnswers.usage(used);
        };
    }

    /** What Anthropic tells ahead of the answer. */
    private static String usageAtStart(TokenCounts used) {
        return AnthropicAnswers.usage((int) used.input(), (int) used.cacheWrite5m(), (int) used.cacheRead(), 1);
    }
}
