package ai.ominigate.dashboard;

import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wrote into the form for a new key. */
final class KeyWish {
    private static final int NANO_PLACES = 9;

    private KeyWish() {}

    /** @throws Refused if something cannot be read, with which field */
    static NewKey of(Form form) {
        if (form.get("name").isEmpty()) {
            throw refused("name");
        }
        return new NewKey(
                form.get("name"),
                expiry(form),
                Set.copyOf(words(form, "models")),
                networks(form),
                new KeyLimits(
                        dollars(form, "per-day"),
                        dollars(form, "per-month"),
                        dollars(form, "total"),
                        count(form, "requests"),
                        count(form, "tokens"),
                        count(form, "concurrency")),
                form.get("scope").equals("manage") ? KeyScope.MANAGE : KeyScope.CALL);
    }

    /** The name of the problem is that of the field, so that it can be said in every language. */
    private static Refused refused(String field) {
        return new Refused(
                HttpStatus.BAD_REQUEST,
                "key_" + field.replace('-', '_'),
                "The field '" + field + "' of the form cannot be read.");
    }

    private static @Nullable Instant expiry(Form form) {
        if (form.get("expires").isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(form.get("expires"))
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeException e) {
            throw refused("expires");
        }
    }

    private static List<String> words(Form form, String field) {
        return Arrays.stream(form.get(field).split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private static List<Network> networks(Form form) {
        try {
            return words(form, "networks").stream().map(Network::parse).collect(Collectors.toList());
        } catch (IllegalArgumentException e) {
            throw refused("networks");
        }
    }

    private static @Nullable Long dollars(Form form, String field) {
        String text = form.get(field).replace("$", "").replace(",", "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            long nanos = new BigDecimal(text).movePointRight(NANO_PLACES).longValueExact();
            if (nanos <= 0) {
                throw refused(field);
            }
            return nanos;
        } catch (ArithmeticException | NumberFormatException e) {
            throw refused(field);
        }
    }

    private static @Nullable Integer count(Form form, String field) {
        String text = form.get(field).replace(",", "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            int count = Integer.parseInt(text);
            if (count <= 0) {
                throw refused(field);
            }
            return count;
        } catch (NumberFormatException e) {
            throw refused(field);
        }
    }
}
