package ai.ominigate.gateway.relay;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a head must be for this server and every proxy before it to read the same request from it (RFC 9112). Whoever
 * sends something else gets an answer, and no second request on that connection.
 */
final class HttpRules {

    /** Anything else makes the end of the body a matter of opinion (RFC 9112, section 6.3). */
    private static final String NOT_CHUNKED = "its Transfer-Encoding is not 'chunked' alone";

    private HttpRules() {}

    /** Why a request is not read as it came, or null if it is. */
    @Nullable
    static Refusal problem(HttpRequest request) {
        if (!request.protocolVersion().protocolName().equals("HTTP")
                || request.protocolVersion().majorVersion() != 1) {
            return Refusal.otherProtocol();
        }
        if (!request.decoderResult().isSuccess()) {
            return undecoded(request.decoderResult().cause());
        }
        String problem = headers(request);
        if (problem == null) {
            problem = target(request.uri());
        }
        return problem == null ? null : Refusal.notHttp(problem);
    }

    private static Refusal undecoded(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException e -> Refusal.headTooLarge();
            case TooLongHttpLineException e -> Refusal.targetTooLong();
            case CallerCodec.FoldedLine e -> Refusal.notHttp("a header line begins with a blank");
            case null, default ->
                Refusal.notHttp("its request line, a header or the announced length of its body breaks the rules of "
                        + "RFC 9112");
        };
    }

    /** One pass over all of them, as this is done for every call. */
    private static @Nullable String headers(HttpRequest request) {
        CharSequence host = null;
        CharSequence encoding = null;
        boolean credential = false;
        Iterator<Map.Entry<CharSequence, CharSequence>> all = request.headers().iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            CharSequence name = header.getKey();
            if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
                if (host != null) {
                    return "it has more than one Host header";
                }
                host = header.getValue();
            } else if (HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
                if (encoding != null) {
                    return NOT_CHUNKED;
                }
                encoding = header.getValue();
            } else if (HttpHeaderNames.AUTHORIZATION.contentEqualsIgnoreCase(name)) {
                if (credential) {
                    return "it has more than one Authorization header";
                }
                credential = true;
            }
        }
        if (encoding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encoding)) {
            return NOT_CHUNKED;
        }
        return host(request, host);
    }

    /** RFC 9112, section 3.2: there is one, and nothing in it that is no part of an authority. */
    private static @Nullable String host(HttpRequest request, @Nullable CharSequence host) {
        if (host == null) {
            return request.protocolVersion().minorVersion() == 0 ? null : "it has no Host header";
        }
        for (int i = 0; i < host.length(); i++) {
            if (!isHostCharacter(host.charAt(i))) {
                return "its Host header is not a name or an address with a port";
            }
        }
        return null;
    }

    private static boolean isHostCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || ".-_:[]%~!$&'()*+,;=".indexOf(c) >= 0;
    }

    private static @Nullable String target(String target) {
        boolean knownForm =
                target.startsWith("/") || target.equals("*") || begins(target, "http://") || begins(target, "https://");
        if (!knownForm) {
            return "its target is neither a path nor an http URL";
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            boolean escape = c == '%' && !(isHex(target, i + 1) && isHex(target, i + 2));
            if (c <= ' ' || c > '~' || escape) {
                return "its target has a character that must be percent-encoded";
            }
        }
        return null;
    }

    private static boolean begins(String target, String scheme) {
        return target.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && Character.digit(text.charAt(at), 16) >= 0;
    }
}
