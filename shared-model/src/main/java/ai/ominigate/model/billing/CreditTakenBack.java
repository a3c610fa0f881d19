package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of credit that somebody takes back.
 *
 * @param account whose
 * @param lot which lot of credit it is
 * @param amount how much was taken back, or would be as it stands now
 * @param done true if it is out of the wallet; false if a second person has to agree
 * @param approval what waits for a second person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreditTakenBack(
        String account,
        String lot,
        Usd amount,
        boolean done,
        @Nullable String approval) {}
