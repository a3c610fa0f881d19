package ai.ominigate.console.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What leads to something in the console: {@code ominigate://payments?account=01a2…}. People hand links to colleagues, so
 * they hold names and filters, and nothing personal in clear.
 *
 * @param place the id of a {@link Place}
 * @param parameters what to show there; by the place's own names, {@code id} for one thing of its main list
 */
public record Link(String place, Map<String, String> parameters) {

    private static final String SCHEME = "ominigate";

    public Link {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** To the place as somebody left it. */
    public static Link to(String place) {
        return new Link(place, Map.of());
    }

    /** To one thing at a place. */
    public static Link to(String place, String id) {
        return new Link(place, Map.of("id", id));
    }

    /** Reads {@code ominigate://…}; empty if it is none. */
    public static Optional<Link> parse(String text) {
        try {
            URI uri = URI.create(text.strip());
            if (!SCHEME.equals(uri.getScheme()) || uri.getHost() == null) {
                return Optional.empty();
            }
            return Optional.of(new Link(uri.getHost(), parameters(uri.getRawQuery())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String each : query.split("&")) {
                int equals = each.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            URLDecoder.decode(each.substring(0, equals), UTF_8),
                            URLDecoder.decode(each.substring(equals + 1), UTF_8));
                }
            }
        }
        return parameters;
    }

    /** As it is handed on. */
    @Override
    public String toString() {
        String query = parameters.entrySet().stream()
                .map(each -> URLEncoder.encode(each.getKey(), UTF_8) + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return SCHEME + "://" + place + (query.isEmpty() ? "" : "?" + query);
    }
}
