package ai.ominigate.gateway.wire;

import org.jspecify.annotations.Nullable;

/** A request that cannot be understood; its message is for the developer who sent it. Never quotes the body. */
public final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    @Nullable
    private final String param;

    /** With the field it is about, or null if it is about the whole. */
    public BadRequest(String message, @Nullable String param) {
        super(message, null, false, false);
        this.param = param;
    }

    /** The field it is about, or null. */
    @Nullable
    public String param() {
        return param;
    }
}
