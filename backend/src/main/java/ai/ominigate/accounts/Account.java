package ai.ominigate.accounts;

import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who pays for calls.
 *
 * @param id names the account everywhere, for good
 * @param name what people call it; 1 to 200 characters
 * @param status whether its keys may be used
 * @param createdAt when it was made, to the microsecond
 * @param version another number after every change of it
 */
public record Account(
        UUID id,

        @PersonalData(category = Category.NAME, purpose = Purpose.SERVICE, columns = "accounts.account.name")
        String name,

        Status status,
        Instant createdAt,
        long version) {

    /** Whether an account's keys may be used. */
    public enum Status {
        ACTIVE,
        /** Its keys are known but refused. */
        SUSPENDED,
        /** It is given up for good, as are its keys. */
        CLOSED
    }
}
