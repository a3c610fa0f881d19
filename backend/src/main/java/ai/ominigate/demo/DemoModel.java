package ai.ominigate.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chat models of the demo. Their tokens are easy to check by hand: four characters (Unicode code points) are one
 * token, and what is left over at the end is one more.
 */
enum DemoModel {
    /** Answers with the last message of the user, at once. */
    ECHO("demo-echo", Duration.ZERO) {
        @Override
        String words(String lastUserMessage) {
            return lastUserMessage;
        }
    },

    /** Tells a long story, at the pace of a brisk model. */
    LOREM("demo-lorem", Duration.ofMillis(10)) {
        @Override
        String words(String lastUserMessage) {
            return STORY;
        }
    };

    private static final int CHARACTERS_PER_TOKEN = 4;

    /** About 2 000 tokens: twenty seconds at its pace. */
    private static final String STORY = """
            Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et \
            dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip \
            ex ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu \
            fugiat nulla pariatur. Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt \
            mollit anim id est laborum.

            """.repeat(18).strip();

    private final String id;
    private final Duration pace;

    DemoModel(String id, Duration pace) {
        this.id = id;
        this.pace = pace;
    }

    /** The name it is called by. */
    String id() {
        return id;
    }

    /** How long each token of a stream takes. */
    Duration pace() {
        return pace;
    }

    /** The model of that name, or null. */
    @Nullable
    static DemoModel of(String id) {
        for (DemoModel model : values()) {
            if (model.id.equals(id)) {
                return model;
            }
        }
        return null;
    }

    abstract String words(String lastUserMessage);

    /**
     * What it answers.
     *
     * @param maxTokens how many tokens the answer may have
     */
    Reply reply(String lastUserMessage, long maxTokens) {
        List<String> tokens = tokens(words(lastUserMessage));
        return tokens.size() <= maxTokens
                ? new Reply(tokens, false)
                : new Reply(tokens.subList(0, Math.toIntExact(maxTokens)), true);
    }

    /** How many tokens a text has. */
    static int count(String text) {
        return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS_PER_TOKEN);
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int[] characters = text.codePoints().toArray();
        for (int from = 0; from < characters.length; from += CHARACTERS_PER_TOKEN) {
            int length = Math.min(CHARACTERS_PER_TOKEN, characters.length - from);
            tokens.add(new String(characters, from, length));
        }
        return tokens;
    }

    /**
     * An answer.
     *
     * @param cut whether it would be longer if it were allowed to
     */
    record Reply(List<String> tokens, boolean cut) {
        Reply {
            tokens = List.copyOf(tokens);
        }

        String text() {
            return String.join("", tokens);
        }
    }
}
