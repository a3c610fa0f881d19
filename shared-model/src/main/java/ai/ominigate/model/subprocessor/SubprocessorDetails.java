package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A company in the registry.
 *
 * @param id its own
 * @param version of this record
 * @param state how far it has come
 * @param facts what is known of it
 * @param missing what is still to be found out before it can be approved, each in a sentence
 * @param reviewDueOn when it is to be looked at again; null before it was looked at
 * @param reviewOverdue whether that day is over, or it was never looked at
 * @param activeFrom since when it is used, or from when on it will be; null before that is known
 * @param providers what configuration calls the providers that are this company's
 * @param callable whether calls go to it
 * @param whyNot why they do not; null if they do, or it is no model provider
 * @param openObjections how many customers object to it and have no answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubprocessorDetails(
        UUID id,
        long version,
        SubprocessorState state,
        SubprocessorFacts facts,
        List<String> missing,
        @Nullable LocalDate reviewDueOn,
        boolean reviewOverdue,
        @Nullable Instant activeFrom,
        List<String> providers,
        boolean callable,
        @Nullable String whyNot,
        long openObjections)
        implements Versioned {
    public SubprocessorDetails {
        missing = List.copyOf(missing);
        providers = List.copyOf(providers);
    }
}
