package ai.ominigate.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where a list goes on: after the item with these values of what the list is sorted by. On the wire it is opaque, and
 * good for the list alone that gave it, with the same filters and the same order.
 */
public final class Cursor {
    /** Of a digest of list and values: enough to tell slips and stale links; what it holds is trusted no more than a parameter. */
    private static final int CHECK_BYTES = 8;

    private static final int LONGEST = 2_000;
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> values;

    private Cursor(List<String> values) {
        this.values = values;
    }

    /**
     * As the wire has it.
     *
     * @param list which list, with which filters, in which order
     * @param values what the last item of a part has of what the list is sorted by
     */
    static String write(String list, List<?> values) {
        try {
            byte[] content =
                    JSON.writeValueAsBytes(values.stream().map(String::valueOf).toList());
            byte[] bytes = Arrays.copyOf(check(list, content), CHECK_BYTES + content.length);
            System.arraycopy(content, 0, bytes, CHECK_BYTES, content.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written", e);
        }
    }

    /** @throws Refused if this list did not give it */
    static Cursor read(String list, String text) {
        if (text.length() > LONGEST) {
            throw foreign();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            byte[] content = Arrays.copyOfRange(bytes, Math.min(CHECK_BYTES, bytes.length), bytes.length);
            byte[] check = Arrays.copyOf(bytes, CHECK_BYTES);
            if (!Arrays.equals(check, check(list, content))) {
                throw foreign();
            }
            return new Cursor(List.copyOf(JSON.readValue(content, TEXTS)));
        } catch (IllegalArgumentException | IOException e) {
            throw foreign();
        }
    }

    private static byte[] check(String list, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(list.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return Arrays.copyOf(digest.digest(content), CHECK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The value at this place. */
    public String text(int place) {
        if (place >= values.size()) {
            throw foreign();
        }
        return values.get(place);
    }

    /** The value at this place, which the list wrote as an id. */
    public UUID uuid(int place) {
        return read(place, UUID::fromString);
    }

    /** The value at this place, which the list wrote as a time. */
    public Instant instant(int place) {
        return read(place, Instant::parse);
    }

    /** The value at this place, which the list wrote as a whole number. */
    public long number(int place) {
        return read(place, Long::valueOf);
    }

    private <T> T read(int place, Function<String, T> reader) {
        try {
            return reader.apply(text(place));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw foreign();
        }
    }

    private static Refused foreign() {
        return Refused.invalid(
                "The parameter 'cursor' is not one that this list gave as 'next', with the same filters and"
                        + " in the same order. Begin without a cursor.");
    }
}
