package ai.ominigate.console.remote;

import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a failure says to people.
 *
 * @param sentence what happened, and why
 * @param next what to do
 * @param requestId what to name to whoever looks after the server; empty if there is nothing to report
 */
public record FailureWords(String sentence, String next, Optional<String> requestId) {

    /** @param text any of the console's: the words are this package's own */
    public static FailureWords of(Failure failure, Text text, Moments moments) {
        Text words = text.beside(FailureWords.class);
        return switch (failure) {
            case Failure.Unreachable(String host) ->
                words(words.get("remote.unreachable", host), words.get("remote.unreachable.next"));
            case Failure.Slow(String detail) ->
                words(detail(detail).orElseGet(() -> words.get("remote.slow")), words.get("remote.slow.next"));
            case Failure.SignedOut(String code, String detail) ->
                words(known(words, code, detail, "remote.signed-out"), words.get("remote.signed-out.next"));
            case Failure.StepUp() -> words(words.get("remote.step-up"), words.get("remote.step-up.next"));
            case Failure.Denied denied ->
                words(known(words, denied.code(), denied.detail(), "remote.denied"), words.get("remote.denied.next"));
            case Failure.Conflict conflict ->
                words(
                        known(words, conflict.code(), conflict.detail(), "remote.conflict"),
                        words.get("remote.conflict.next"));
            case Failure.Gone(String detail) ->
                words(detail(detail).orElseGet(() -> words.get("remote.gone")), words.get("remote.gone.next"));
            case Failure.Invalid invalid ->
                words(
                        detail(invalid.detail()).orElseGet(() -> words.get("remote.invalid")),
                        words.get("remote.invalid.next"));
            case Failure.TooMany tooMany ->
                words(words.get("remote.too-many"), words.get("remote.too-many.next", moments.words(tooMany.after())));
            case Failure.TooOld(String detail) ->
                words(detail(detail).orElseGet(() -> words.get("remote.too-old")), words.get("remote.too-old.next"));
            case Failure.Broken(String requestId) ->
                new FailureWords(words.get("remote.broken"), words.get("remote.broken.next"), Optional.of(requestId));
        };
    }

    /** Words of our own for what we know, which are in the reader's language; else the server's. */
    private static String known(Text words, String code, @Nullable String detail, String otherwise) {
        return words.find("remote.code." + code).or(() -> detail(detail)).orElseGet(() -> words.get(otherwise));
    }

    private static Optional<String> detail(@Nullable String detail) {
        return Optional.ofNullable(detail).filter(said -> !said.isBlank());
    }

    private static FailureWords words(String sentence, String next) {
        return new FailureWords(sentence, next, Optional.empty());
    }
}
