package ai.ominigate.dashboard;

import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.Member;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the page of settings is about.
 *
 * @param here the session that asks
 * @param done what was just done; empty if nothing
 * @param refusedPart which form was refused; empty if none
 * @param form that one
 */
public record Settings(
        Member me, List<CustomerSession> sessions, UUID here, String done, String refusedPart, Form form) {
    /** What can just have been done. */
    static final Set<String> DONE = Set.of("profile", "email", "password", "second-factor-off", "session", "sessions");

    /** A country with its name. */
    public record Country(String code, String name) {}

    /** All there are, as the reader calls them. */
    public List<Country> countries(Locale reader) {
        return Stream.of(Locale.getISOCountries())
                .map(code -> new Country(code, Locale.of("", code).getDisplayCountry(reader)))
                .sorted(Comparator.comparing(Country::name))
                .toList();
    }

    /** Every time zone that people live in. */
    public List<String> zones() {
        return ZoneId.getAvailableZoneIds().stream()
                .filter(zone ->
                        zone.matches("(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+")
                                || zone.equals("UTC"))
                .sorted()
                .toList();
    }

    /** What is written in a field of this part: what was refused, or what is known. */
    public Form formOf(String part) {
        return part.equals(refusedPart) ? form : Form.EMPTY;
    }
}
