package ai.ominigate.dashboard;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.PlainText;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wrote into the form for a new key. */
final class KeyWish {
    private static final int LONGEST_NAME = 200;

    private KeyWish() {}

    /** @throws Refused if something cannot be read, with which field */
    static NewKey of(Form form) {
        if (form.get("name").isEmpty()) {
            throw refused("name");
        }
        if (form.get("name").length() > LONGEST_NAME) {
            throw refused("name_long");
        }
        if (PlainText.isDeceiving(form.get("name"))) {
            throw new Refused(HttpStatus.BAD_REQUEST, "text_unseen", "The name has characters that cannot be seen.");
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

    /**
     * What somebody wants of a key that there is; what it is for stays, and the moment of its end where its day does.
     *
     * @throws Refused if something cannot be read, with which field
     */
    static NewKey changing(Form form, ApiKey key) {
        NewKey wish = of(form);
        boolean sameDay = form.get("expires").equals(form(key).get("expires"));
        return new NewKey(
                wish.name(),
                sameDay ? key.expiresAt() : wish.expiresAt(),
                wish.models(),
                wish.networks(),
                wish.limits(),
                key.scope());
    }

    /** The form that a key as it is would have come from. */
    static Form form(ApiKey key) {
        Map<String, String> fields = new HashMap<>();
        fields.put("name", key.name());
        KeyLimits limits = key.limits();
        fields.put("per-day", typed(limits.spendPerDay()));
        fields.put("per-month", typed(limits.spendPerMonth()));
        fields.put("total", typed(limits.spendTotal()));
        fields.put("requests", Objects.toString(limits.requestsPerMinute(), ""));
        fields.put("tokens", Objects.toString(limits.tokensPerMinute(), ""));
        fields.put("concurrency", Objects.toString(limits.concurrency(), ""));
        Instant end = key.expiresAt();
        fields.put(
                "expires",
                end == null
                        ? ""
                        : end.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate().toString());
        fields.put("models", key.models().stream().sorted().collect(Collectors.joining(", ")));
        fields.put("networks", key.networks().stream().map(Network::toString).collect(Collectors.joining(", ")));
        return Form.of(fields);
    }

    private static String typed(@Nullable Long nanos) {
        return nanos == null ? "" : Amounts.typed(nanos);
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
        if (form.get(field).isEmpty()) {
            return null;
        }
        try {
            return Amounts.dollars(form.get(field));
        } catch (IllegalArgumentException e) {
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
