package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However an answer is cut into chunks, the caller gets the same bytes and the bill is the same. */
class AnyChunksTest {

    /** What a call of Gemini's is called where a mutation took both its own id and that of the answer. */
    private static final Pattern INVENTED_ID = Pattern.compile("\\bcall_[0-9a-f]{8,16}_");

    /** All that can be seen of a stream from outside. */
    record Outcome(
            String received,
            @Nullable Object usage,
            @Nullable Object promptUsage,
            @Nullable String id,
            @Nullable String error,
            long estimate,
            boolean complete,
            boolean contentSent,
            boolean broken) {}

    static Stream<Recording> recordings() {
        return Recording.all().stream();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void cutAtEveryByteItIsTheSameAsWhole(Recording recording) {
        for (String lineEnd : List.of("\n", "\r\n", "\r")) {
            byte[] bytes = recording.bytes(lineEnd);
            Outcome whole = play(recording.stream(), bytes, () -> bytes.length);

            for (int cut = 1; cut < bytes.length; cut++) {
                int[] next = {cut, bytes.length};
                int[] at = {0};
                assertThat(play(recording.stream(), bytes, () -> next[at[0]++]))
                        .as("cut at %s", cut)
                        .isEqualTo(whole);
            }
            assertThat(play(recording.stream(), bytes, () -> 1)).isEqualTo(whole);
        }
    }

    @Property(tries = 300)
    void cutAnywhereItIsTheSameAsWhole(@ForAll long seed) {
        Random random = new Random(seed);
        Recording recording = Recording.all().get(random.nextInt(Recording.all().size()));
        byte[] bytes = recording.bytes(List.of("\n", "\r\n", "\r").get(random.nextInt(3)));

        Outcome whole = play(recording.stream(), bytes, () -> bytes.length);
        Outcome cut = play(recording.stream(), bytes, () -> 1 + random.nextInt(1 + random.nextInt(200)));

        assertThat(cut).isEqualTo(whole);
    }

    @Property(tries = 2_000)
    void mutatedStreamsAreReadOrBrokenAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        Recording recording = Recording.all().get(random.nextInt(Recording.all().size()));
        byte[] bytes = recording.bytes("\n");
        String alphabet = "{}[]\",:0n\\\n\rd ";
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
        byte[] played = Arrays.copyOf(bytes, length);

        Outcome whole = play(recording.stream(), played, () -> played.length);
        Outcome cut = play(recording.stream(), played, () -> 1 + random.nextInt(100));

        assertThat(cut).isEqualTo(whole);
    }

    private static Outcome play(AnswerStream stream, byte[] bytes, Supplier<Integer> sizes) {
        Caller caller = new Caller();
        boolean broken = false;
        try {
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + sizes.get());
                caller.feed(stream, Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            stream.finish(caller);
        } catch (BrokenAnswer e) {
            broken = true;
        }
        boolean sent = stream.contentSent();
        if (!broken && stream.complete()) {
            stream.release(1_500_000_000L, caller);
        } else {
            stream.fail("upstream_error", "It broke.", caller);
        }
        return new Outcome(
                INVENTED_ID
                        .matcher(new String(caller.received().getBytes(UTF_8), UTF_8))
                        .replaceAll("call_"),
                stream.usage(),
                stream.promptUsage(),
                stream.answerId(),
                stream.upstreamError(),
                stream.estimatedOutput(),
                stream.complete(),
                sent,
                broken);
    }
}
