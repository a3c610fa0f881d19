package ai.ominigate.privacy.erasure;

import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Pseudonyms;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By what a person is known while they are forgotten, as the account will not tell any more. Kept sealed, and gone with the
 * last search.
 *
 * @param addresses e-mail addresses, in lower case
 * @param name null if it is too short, or somebody else's too: then it names nobody
 * @param keyHashes of the secrets of their keys, in hexadecimal
 * @param ofMembers names and addresses of whoever signs in to the account, unless they are somebody else's, too
 * @param names what they and those are called, however short, in lower case, unless somebody or something else is: looked
 *     for as a whole, and where names stand
 */
record Known(
        UUID account,
        List<String> addresses,
        @Nullable String name,
        @Nullable String stripeCustomer,
        List<UUID> keys,
        List<String> keyHashes,
        UUID pseudonym,
        List<UUID> pseudonymsOfKeys,
        @Nullable List<String> ofMembers,
        @Nullable List<String> names) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Known {
        addresses = List.copyOf(addresses);
        keys = List.copyOf(keys);
        keyHashes = List.copyOf(keyHashes);
        pseudonymsOfKeys = List.copyOf(pseudonymsOfKeys);
        // Whoever began to be forgotten before this was known has none.
        ofMembers = ofMembers == null ? List.of() : List.copyOf(ofMembers);
        names = names == null ? List.of() : List.copyOf(names);
    }

    /** Nobody knows any more who that was. */
    static Known byNothing(UUID account) {
        return new Known(
                account,
                List.of(),
                null,
                null,
                List.of(),
                List.of(),
                UUID.randomUUID(),
                List.of(),
                List.of(),
                List.of());
    }

    DataSubject subject() {
        return DataSubject.of(account, addresses, keys);
    }

    Pseudonyms pseudonyms() {
        return new Pseudonyms(pseudonym, pseudonymsOfKeys);
    }

    /** What must not be found anywhere in the end. */
    List<String> identifiers() {
        List<String> identifiers = new ArrayList<>(addresses);
        if (name != null) {
            identifiers.add(name);
        }
        if (stripeCustomer != null) {
            identifiers.add(stripeCustomer);
        }
        identifiers.addAll(Objects.requireNonNull(ofMembers));
        return identifiers.stream().distinct().toList();
    }

    /** What must not be found in the end where names stand. */
    List<String> wholeNames() {
        return Objects.requireNonNull(names);
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it is JSON", e);
        }
    }

    static Known of(byte[] bytes) {
        try {
            return JSON.readValue(bytes, Known.class);
        } catch (IOException e) {
            throw new IllegalStateException("what was sealed is what was written", e);
        }
    }

    /** Without anything that names anybody, so that no log line can hold it. */
    @Override
    public String toString() {
        return "Known[" + account + "]";
    }
}
