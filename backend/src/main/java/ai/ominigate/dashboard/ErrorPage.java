package ai.ominigate.dashboard;

import ai.ominigate.model.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What somebody reads whose page there is not.
 *
 * @param kind which sentences it has, in the bundles below {@code error.}
 * @param why what there is to say of this one case, in the reader's language; null where there are no words for it
 * @param detail what the program says of it, in English; null where it is said otherwise, or there is nothing to say
 * @param request what support finds it by; empty if it has no name
 */
public record ErrorPage(
        int status,
        String kind,
        @Nullable String why,
        @Nullable String detail,
        String request) {

    static ErrorPage of(int status, @Nullable Problem problem, Frame frame, String request) {
        if (problem == null || status >= 500) {
            return new ErrorPage(status, kind(status), null, null, request);
        }
        String sentence = "problem." + problem.code();
        return frame.words().has(sentence)
                // What is said of this very case is not about who may see the page.
                ? new ErrorPage(status, "refused", frame.problem(problem.code()), null, request)
                : new ErrorPage(status, kind(status), null, problem.detail(), request);
    }

    private static String kind(int status) {
        return switch (status) {
            case 401, 403 -> "forbidden";
            case 404, 405 -> "missing";
            case 429 -> "often";
            case 503 -> "away";
            default -> status < 500 ? "refused" : "failed";
        };
    }
}
