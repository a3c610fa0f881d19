package ai.ominigate.customer.identity;

import ai.ominigate.model.own.MemberRole;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who signs in to an account.
 *
 * @param email in lower case; shown to be theirs
 * @param language that they read
 * @param profile what they tell of themselves
 * @param secondFactor whether signing in takes a code too
 * @param version another number after every change of it
 */
public record Member(
        UUID id,
        UUID account,

        @PersonalData(category = Category.EMAIL, purpose = Purpose.SERVICE, columns = "customer.member.email")
        String email,

        MemberRole role,
        Locale language,
        Profile profile,
        boolean secondFactor,
        Instant createdAt,
        long version) {

    /**
     * What somebody tells of themselves, if they like; null what they do not.
     *
     * @param country as ISO 3166-1 calls it, two capitals
     * @param timeZone as the IANA database calls it
     */
    public record Profile(
            @PersonalData(category = Category.NAME, purpose = Purpose.SERVICE, columns = "customer.member.name")
            @Nullable
            String name,

            @PersonalData(category = Category.NAME, purpose = Purpose.SERVICE, columns = "customer.member.company")
            @Nullable
            String company,

            @PersonalData(category = Category.ACCOUNT, purpose = Purpose.SERVICE, columns = "customer.member.country")
            @Nullable
            String country,

            @PersonalData(category = Category.ACCOUNT, purpose = Purpose.SERVICE, columns = "customer.member.time_zone")
            @Nullable
            ZoneId timeZone) {
        /** Of who tells nothing. */
        public static final Profile EMPTY = new Profile(null, null, null, null);

        /** Without what they tell. */
        @Override
        public String toString() {
            return "Profile[]";
        }
    }

    /** Where days begin for them: in their time zone, or UTC's. */
    public ZoneId zone() {
        ZoneId told = profile.timeZone();
        return told == null ? ZoneOffset.UTC : told;
    }

    /** As letters and logs of ours name whose they are. */
    public String about() {
        return "account:" + account;
    }

    /** Without what tells who it is. */
    @Override
    public String toString() {
        return "Member[" + id + "]";
    }
}
