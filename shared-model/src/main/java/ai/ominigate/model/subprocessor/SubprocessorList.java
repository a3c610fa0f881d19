package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.policy.PolicyNotices;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of the list of subprocessors.
 *
 * @param number 1 for the first; the next one's for a draft
 * @param version of this record: of a draft it is another whenever something of the registry changes
 * @param state what it is
 * @param publishedAt when it was published; null for a draft
 * @param effectiveAt from when on whatever is new in it is used; null for a draft
 * @param summary what is new in it, for those who are told; null for a draft
 * @param sha256 of its entries as they are kept, in hexadecimal; null for a draft
 * @param entries the companies, by name
 * @param notices how many were told of it; null for a draft
 * @param recipients how many would be told of it now; null unless it is a draft
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubprocessorList(
        int number,
        long version,
        SubprocessorListState state,
        @Nullable Instant publishedAt,
        @Nullable Instant effectiveAt,
        @Nullable String summary,
        @Nullable String sha256,
        List<ListedSubprocessor> entries,
        @Nullable PolicyNotices notices,
        @Nullable Long recipients)
        implements Versioned {
    public SubprocessorList {
        entries = List.copyOf(entries);
    }
}
