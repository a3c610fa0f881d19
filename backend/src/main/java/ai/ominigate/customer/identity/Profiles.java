package ai.ominigate.customer.identity;

import ai.ominigate.model.own.ChangeProfile;
import ai.ominigate.platform.PlainText;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people tell of themselves. Nothing of it is needed, and nothing is filled in that they have not told. Blocks. */
@Singleton
public final class Profiles {
    private static final int LONGEST = 200;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Set<String> LANGUAGES = Set.of("en", "zh-CN");

    private final Members members;

    Profiles(Members members) {
        this.members = members;
    }

    /**
     * Somebody as they are, unchanged until the transaction ends.
     *
     * @throws Refused if they have just left
     */
    public Member lock(Connection transaction, UUID member) throws SQLException {
        Member me = members.lock(transaction, member);
        if (me == null) {
            throw Refused.notFound("You do not belong to this account any more.");
        }
        return me;
    }

    /**
     * Takes what somebody tells of themselves.
     *
     * @return them as they are now
     * @throws Refused if a field cannot be what it is for
     */
    public Member change(Connection transaction, UUID member, ChangeProfile wish) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.member
                SET language = ?, name = ?, company = ?, country = ?, time_zone = ?, version = version + 1
                WHERE id = ?
                """)) {
            update.setString(1, language(wish.language()));
            update.setString(2, text("name", wish.name()));
            update.setString(3, text("company", wish.company()));
            update.setString(4, country(wish.country()));
            update.setString(5, zone(wish.timeZone()));
            update.setObject(6, member);
            update.executeUpdate();
        }
        return lock(transaction, member);
    }

    private static String language(String tag) {
        if (!LANGUAGES.contains(tag)) {
            throw Refused.invalid("The field 'language' is one of en and zh-CN.");
        }
        return tag;
    }

    private static @Nullable String text(String field, @Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return null;
        }
        String normal = Normalizer.normalize(typed.strip(), Normalizer.Form.NFC);
        if (normal.length() > LONGEST) {
            throw Refused.invalid("The field '" + field + "' has at most " + LONGEST + " characters.");
        }
        if (PlainText.isDeceiving(normal)) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST,
                    "text_unseen",
                    "The field '" + field
                            + "' has characters that cannot be seen, or too many marks on one letter. Type it"
                            + " again without.");
        }
        return normal;
    }

    private static @Nullable String country(@Nullable String code) {
        if (code == null || code.isBlank()) {
            return null;
        }
        if (!COUNTRIES.contains(code)) {
            throw Refused.invalid("The field 'country' is two capitals of ISO 3166-1, such as CH.");
        }
        return code;
    }

    private static @Nullable String zone(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw Refused.invalid("The field 'timeZone' is a name of the IANA database, such as Europe/Zurich.");
        }
        return name;
    }
}
