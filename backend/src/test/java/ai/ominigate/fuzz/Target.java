package ai.ominigate.fuzz;

import ai.ominigate.gateway.provider.AnswerTranslatorFuzz;
import ai.ominigate.gateway.provider.GeminiTranslatorFuzz;
import ai.ominigate.gateway.provider.RequestTranslatorFuzz;
import ai.ominigate.gateway.wire.EventReaderFuzz;
import ai.ominigate.gateway.wire.RequestReaderFuzz;
import ai.ominigate.metering.JournalReaderFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is fuzzed. Each has a folder of inputs that are kept, below {@code src/test/resources/fuzz}. */
enum Target {
    EVENT_READER(EventReaderFuzz.class, EventReaderFuzz::fuzzerTestOneInput),
    REQUEST_READER(RequestReaderFuzz.class, RequestReaderFuzz::fuzzerTestOneInput),
    JOURNAL_READER(JournalReaderFuzz.class, JournalReaderFuzz::fuzzerTestOneInput),
    REQUEST_TRANSLATOR(RequestTranslatorFuzz.class, RequestTranslatorFuzz::fuzzerTestOneInput),
    ANSWER_TRANSLATOR(AnswerTranslatorFuzz.class, AnswerTranslatorFuzz::fuzzerTestOneInput),
    GEMINI_TRANSLATOR(GeminiTranslatorFuzz.class, GeminiTranslatorFuzz::fuzzerTestOneInput);

    /** Words that inputs are made of, one list for all. */
    static final Path DICTIONARY = Path.of("src", "test", "resources", "fuzz", "dictionary");

    private final Class<?> type;
    private final Consumer<byte[]> once;

    Target(Class<?> type, Consumer<byte[]> once) {
        this.type = type;
        this.once = once;
    }

    /** The class with {@code fuzzerTestOneInput}, as the fuzzer is told it. */
    String className() {
        return type.getName();
    }

    /** Its name in lower case with hyphens. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where its inputs are kept. */
    Path kept() {
        return DICTIONARY.resolveSibling(label());
    }

    List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(kept())) {
            return files.sorted().toList();
        }
    }

    /** Runs it on one input. */
    void run(byte[] input) {
        once.accept(input);
    }
}
