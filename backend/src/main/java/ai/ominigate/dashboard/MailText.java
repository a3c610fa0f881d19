package ai.ominigate.dashboard;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a mail with its addresses as links. */
public final class MailText {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+");

    private MailText() {}

    /**
     * A piece of it.
     *
     * @param path of the page here that it leads to, whatever host it names; null for words
     */
    public record Piece(String text, @Nullable String path) {}

    /** All of it, in order. */
    public static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        int end = 0;
        while (link.find()) {
            pieces.add(new Piece(text.substring(end, link.start()), null));
            pieces.add(new Piece(link.group(), path(link.group())));
            end = link.end();
        }
        pieces.add(new Piece(text.substring(end), null));
        return pieces;
    }

    private static @Nullable String path(String link) {
        try {
            URI uri = URI.create(link);
            String path = uri.getRawPath();
            if (path == null || !path.startsWith("/") || path.startsWith("//")) {
                return null;
            }
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
