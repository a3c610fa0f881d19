package ai.ominigate.model.own;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as they see themselves.
 *
 * @param id names them
 * @param version another number after every change
 * @param account whose members they are
 * @param email that they sign in with
 * @param role what they are in the account
 * @param language that they read, as a tag of BCP 47
 * @param name what they like to be called; absent if they do not tell
 * @param company absent if they do not tell
 * @param country two capitals of ISO 3166-1; absent if they do not tell
 * @param timeZone as the IANA database calls it; absent for UTC
 * @param secondFactor whether signing in takes a code
 * @param createdAt since when they sign in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnProfile(
        String id,
        long version,
        String account,
        String email,
        MemberRole role,
        String language,
        @Nullable String name,
        @Nullable String company,
        @Nullable String country,
        @Nullable String timeZone,
        boolean secondFactor,
        Instant createdAt)
        implements Versioned {

    /** Without anything personal. */
    @Override
    public String toString() {
        return "OwnProfile[" + id + "]";
    }
}
