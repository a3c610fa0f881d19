package ai.ominigate.rest;

import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whoever a face of ours has let in, as far as the conventions of all faces need to know: whose commands are the same,
 * and who has asked too often.
 *
 * @param name who, by the stable name that the audit log knows them by
 * @param session which sign-in of theirs; null for the operator, who needs none
 */
public record Caller(String name, @Nullable UUID session) {
    /** The order of a filter that finds out who sent a request, and refuses whom it does not let in. */
    public static final int FOUND_OUT = 0;

    /** The order of filters that want to know who sent it. */
    static final int KNOWN = FOUND_OUT + 100;

    /** The order of filters for whoever has not asked too often: what they write into the audit log is bounded so. */
    public static final int ADMITTED = KNOWN + 1;

    private static final String ATTRIBUTE = "ai.ominigate.rest.caller";

    /** Says who sent this request: for the filter that found it out. */
    public void sent(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Who sent this request; empty if nobody had to say. */
    static Optional<Caller> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class);
    }
}
