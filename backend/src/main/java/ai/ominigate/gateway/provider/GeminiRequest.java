package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for Gemini's {@code generateContent}, whichever format it is asked in. Schemas go as they are, in the
 * fields that take all of JSON Schema.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Google's reference of generateContent</a>
 */
final class GeminiRequest {

    /** A budget at least this large asks for more than a little thinking. */
    private static final long MEDIUM_BUDGET = 4_097;

    private static final long LARGE_BUDGET = 12_289;

    /** What the efforts are where thinking has a budget, as Google's own OpenAI-compatible endpoint has them. */
    private static final long LOW = 1_024;

    private static final long MEDIUM = 8_192;
    private static final long HIGH = 24_576;

    /** How much to think. */
    private enum Effort {
        UNSAID,
        LEAST,
        ANY,
        LOW,
        MEDIUM,
        HIGH
    }

    final GeminiContents contents;

    private final GeminiModel model;
    private final ByteQueue functions = new ByteQueue();
    private final ByteQueue config = new ByteQueue();

    private Effort effort = Effort.UNSAID;
    private long budget;
    private boolean hidesThoughts;
    private boolean strict;
    private String mode = "";

    @Nullable
    private Value onlyFunction;

    GeminiRequest(String upstreamModel) {
        model = GeminiModel.of(upstreamModel);
        contents = new GeminiContents(model);
    }

    // Tools

    /** A function that the model may call. */
    void function(Value name, @Nullable Value description, @Nullable Value schema, @Nullable Value isStrict) {
        functions.append(functions.isEmpty() ? "{\"name\":" : ",{\"name\":");
        name.copyTo(functions);
        if (description != null) {
            functions.append(",\"description\":");
            description.copyTo(functions);
        }
        if (schema != null && schema.isObject() && !takesNothing(schema)) {
            functions.append(",\"parametersJsonSchema\":");
            schema.copyTo(functions);
        }
        functions.append("}");
        strict |= isStrict != null && isStrict.isTrue();
    }

    /** Whether it is the schema of a function without parameters, which Gemini expects to have none. */
    private static boolean takesNothing(Value schema) {
        for (Value.Fields fields = schema.fields(); fields.next(); ) {
            Value value = fields.value();
            boolean nothing = switch (fields.name()) {
                case "type", "title", "description", "$schema" -> true;
                case "properties", "required" -> value.isNull() || value.isEmpty();
                case "additionalProperties" -> value.isNull() || value.isFalse();
                default -> false;
            };
            if (!nothing) {
                return false;
            }
        }
        return true;
    }

    /** The model decides. */
    void mayCall() {
        mode = "AUTO";
    }

    void mustNotCall() {
        mode = "NONE";
    }

    /** The model must call a function; this one, if it is given. */
    void mustCall(@Nullable Value name) {
        mode = "ANY";
        onlyFunction = name;
    }

    // Configuration

    /** A field of the configuration, as it is. */
    void config(String name, Value value) {
        beginConfig(name);
        value.copyTo(config);
    }

    void maxOutput(long tokens) {
        if (tokens > 0) {
            beginConfig("maxOutputTokens");
            config.append(Long.toString(tokens));
        }
    }

    /** The answer is to be JSON, by this schema if it is given. */
    void json(@Nullable Value schema) {
        beginConfig("responseMimeType");
        config.append("\"application/json\"");
        if (schema != null) {
            config("responseJsonSchema", schema);
        }
    }

    private void beginConfig(String name) {
        config.append(config.isEmpty() ? "\"" : ",\"");
        config.append(name + "\":");
    }

    /** How much to think, in the words of OpenAI and Anthropic; what they do not know changes nothing. */
    void effort(String word) {
        effort = switch (word) {
            case "none", "minimal" -> Effort.LEAST;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high", "xhigh", "max" -> Effort.HIGH;
            default -> effort;
        };
        hidesThoughts |= word.equals("none");
    }

    /** Anthropic's object that says how to think; an effort that is said as well counts for more. */
    void thinking(Value thinking) {
        Value type = thinking.field("type");
        Value tokens = thinking.field("budget_tokens");
        Value display = thinking.field("display");
        switch (type == null ? "" : type.text()) {
            case "disabled" -> {
                effort = effort == Effort.UNSAID ? Effort.LEAST : effort;
                hidesThoughts = true;
            }
            case "adaptive" -> effort = effort == Effort.UNSAID ? Effort.ANY : effort;
            case "enabled" -> {
                budget = tokens == null ? 0 : tokens.number(0);
                effort = effort == Effort.UNSAID ? ofBudget(budget) : effort;
            }
            default -> {}
        }
        hidesThoughts |= display != null && display.is("omitted");
    }

    private static Effort ofBudget(long tokens) {
        if (tokens <= 0) {
            return Effort.ANY;
        }
        return tokens >= LARGE_BUDGET ? Effort.HIGH : tokens >= MEDIUM_BUDGET ? Effort.MEDIUM : Effort.LOW;
    }

    // Writing

    byte[] toArray() {
        ByteQueue out = new ByteQueue();
        out.append("{");
        contents.write(out);
        writeTools(out);
        writeThinking();
        if (!config.isEmpty()) {
            out.append(",\"generationConfig\":{");
            out.append(config.array(), 0, config.length());
            out.append("}");
        }
        out.append("}");
        return out.toArray();
    }

    private void writeTools(ByteQueue out) {
        if (functions.isEmpty()) {
            return;
        }
        out.append(",\"tools\":[{\"functionDeclarations\":[");
        out.append(functions.array(), 0, functions.length());
        out.append("]}]");
        // Of the modes in which the model decides, this is the one that keeps to the schemas.
        String told = strict && (mode.isEmpty() || mode.equals("AUTO")) ? "VALIDATED" : mode;
        if (told.isEmpty()) {
            return;
        }
        out.append(",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"" + told + "\"");
        if (onlyFunction != null) {
            out.append(",\"allowedFunctionNames\":[");
            onlyFunction.copyTo(out);
            out.append("]");
        }
        out.append("}}");
    }

    private void writeThinking() {
        if (effort == Effort.UNSAID || !model.thinks()) {
            return;
        }
        ByteQueue thinking = new ByteQueue();
        if (!model.thinksByLevel()) {
            thinking.append("\"thinkingBudget\":" + budget());
        } else if (effort != Effort.ANY) {
            thinking.append("\"thinkingLevel\":\"" + level() + "\"");
        }
        if (!hidesThoughts) {
            thinking.append(thinking.isEmpty() ? "" : ",");
            thinking.append("\"includeThoughts\":true");
        }
        beginConfig("thinkingConfig");
        config.append("{");
        config.append(thinking.array(), 0, thinking.length());
        config.append("}");
    }

    private String level() {
        return switch (effort) {
            case LEAST -> model.leastLevel();
            case MEDIUM -> "medium";
            case HIGH -> "high";
            case LOW, ANY, UNSAID -> "low";
        };
    }

    private long budget() {
        if (budget > 0 && effort == ofBudget(budget)) {
            return model.budget(budget);
        }
        return switch (effort) {
            case LEAST -> model.leastBudget();
            case LOW -> LOW;
            case MEDIUM -> MEDIUM;
            case HIGH -> HIGH;
            case ANY, UNSAID -> -1; // as much as the model likes
        };
    }
}
