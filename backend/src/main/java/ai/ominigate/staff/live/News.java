package ai.ominigate.staff.live;

import ai.ominigate.staff.rights.Capability;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that the staff may want to look at again.
 *
 * @param kind what happened, {@code feature.verb} in lower case, as {@code approval.proposed}
 * @param subject what it happened to, by a kind and an opaque id, as {@code approval:019a…}: never anything personal
 * @param version the subject's version from now on; null if it has none
 * @param audience who is told
 */
public record News(String kind, String subject, @Nullable Long version, Audience audience) {
    private static final Pattern KIND = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
    private static final Pattern SUBJECT = Pattern.compile("[a-z]+(-[a-z]+)*:[A-Za-z0-9_-]{1,100}");

    public News {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("news is named feature.verb in lower case, not " + kind);
        }
        if (!SUBJECT.matcher(subject).matches()) {
            throw new IllegalArgumentException("a subject is a kind and an opaque id, as account:7, not " + subject);
        }
    }

    /** Who is told. */
    public sealed interface Audience {

        /** Everybody who has this capability, however marked. */
        record Having(Capability capability) implements Audience {}

        /** One member of the staff. */
        record Only(UUID member) implements Audience {}
    }
}
