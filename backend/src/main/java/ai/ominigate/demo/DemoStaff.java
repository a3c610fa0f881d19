package ai.ominigate.demo;

import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.rights.Rights;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** One member of the staff for each role, called by what they do: the demo employs nobody. */
@Singleton
final class DemoStaff {
    private static final String AT = "@ominigate.example";
    private static final int PASSWORD_BYTES = 15;

    /** Twenty bytes in base 32, as authenticators want them. */
    private static final int SECRET_LENGTH = 32;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Members members;

    DemoStaff(Members members) {
        this.members = members;
    }

    /**
     * How to sign in as one of them.
     *
     * @param totpSecret the authenticator's, in base 32
     */
    record Entry(String email, String password, String totpSecret, List<Role> roles) {}

    /**
     * Sees to it that everybody is there.
     *
     * @param before how they sign in, by the file of an earlier start; whoever is not in it gets something new
     * @return how they sign in
     */
    List<Entry> enrol(List<Entry> before) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        for (Role role : Role.values()) {
            String email = email(role);
            Entry known = before.stream()
                    .filter(entry -> entry.email().equals(email))
                    .findAny()
                    .orElse(null);
            Entry entry = known == null ? random(role) : known;
            if (known == null || members.named(email) == null) {
                members.enrol(email, Rights.title(role), Set.of(role), entry.password(), entry.totpSecret());
            }
            entries.add(entry);
        }
        return entries;
    }

    /** The id of whom nobody signs in as often. */
    UUID auditor() throws SQLException {
        return Objects.requireNonNull(members.named(email(Role.AUDITOR))).id();
    }

    static String email(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '.') + AT;
    }

    private static Entry random(Role role) {
        byte[] password = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(password);
        StringBuilder secret = new StringBuilder();
        RANDOM.ints(SECRET_LENGTH, 0, BASE32.length()).forEach(i -> secret.append(BASE32.charAt(i)));
        return new Entry(
                email(role),
                Base64.getUrlEncoder().withoutPadding().encodeToString(password),
                secret.toString(),
                List.of(role));
    }
}
