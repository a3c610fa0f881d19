package ai.ominigate.dashboard;

import ai.ominigate.model.own.MovementKind;
import ai.ominigate.rest.Refused;
import ai.ominigate.wallet.Books.Place;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which movements a reader asks for.
 *
 * @param month of this one alone; null for all
 * @param kind of this kind alone; null for all
 * @param after those before this one; null for the latest
 */
public record BillingQuery(
        @Nullable YearMonth month,
        @Nullable MovementKind kind,
        @Nullable Place after) {
    static final BillingQuery EVERYTHING = new BillingQuery(null, null, null);

    private static final Pattern PLACE = Pattern.compile("(\\d{4}-\\d{2})\\.(\\d{1,6})");

    /**
     * Reads an address. What is empty in a form counts as not said.
     *
     * @throws Refused if something of it cannot be read
     */
    static BillingQuery of(@Nullable String month, @Nullable String kind, @Nullable String after) {
        String saidMonth = said(month);
        String saidKind = said(kind);
        String saidAfter = said(after);
        try {
            return new BillingQuery(
                    saidMonth == null ? null : YearMonth.parse(saidMonth),
                    saidKind == null ? null : MovementKind.valueOf(saidKind.toUpperCase(Locale.ROOT)),
                    saidAfter == null ? null : place(saidAfter));
        } catch (DateTimeException e) {
            throw Refused.invalid("A month is written as 2026-11.");
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("These filters cannot be read. Open the page anew and choose from its lists.");
        }
    }

    private static @Nullable String said(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static Place place(String text) {
        Matcher parts = PLACE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Place(YearMonth.parse(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    /** Where the movements before this one are, with the same filters; null for the latest. */
    public String address(@Nullable Place from) {
        StringBuilder address = new StringBuilder("/billing?");
        if (month != null) {
            address.append("month=").append(month).append('&');
        }
        if (kind != null) {
            address.append("kind=").append(kind.name().toLowerCase(Locale.ROOT)).append('&');
        }
        if (from != null) {
            address.append("after=").append(from.month()).append('.').append(from.line());
        }
        return address.append("#movements").toString();
    }

    /** Whether anything is narrowed. */
    public boolean isNarrowed() {
        return month != null || kind != null;
    }
}
