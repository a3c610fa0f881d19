package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.gateway.wire.RequestPeek;
import java.util.function.BiConsumer;

/** How upstreams that speak Gemini's dialect are addressed. */
final class GeminiCalls {

    private GeminiCalls() {}

    /** The path that generates an answer, streamed as server-sent events or not. */
    static String generatePath(RequestPeek peek, Upstream upstream) {
        return path(upstream.model(), peek.stream() ? "streamGenerateContent?alt=sse" : "generateContent");
    }

    /** The path of a method of this model, whose name may already say what kind of model it is. */
    static String path(String model, String method) {
        return "/" + encoded(name(model)) + ":" + method;
    }

    /** What Google calls a model: {@code models/gemini-2.5-flash}. */
    static String name(String model) {
        return model.contains("/") ? model : "models/" + model;
    }

    /** With everything escaped that is not plain in a path (RFC 3986, section 3.3), the colon before the method too. */
    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder(path.length());
        for (byte b : path.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~/@".indexOf(c) >= 0;
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return encoded.toString();
    }

    /** The key goes in a header: a URL is logged in many places. */
    static void headers(Provider provider, BiConsumer<String, String> headers) {
        headers.accept("x-goog-api-key", provider.apiKey());
    }
}
