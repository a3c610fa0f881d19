package ai.ominigate.model.subprocessor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list as everybody reads it.
 *
 * @param state {@code DRAFT} while none was published
 * @param version its number; null while none was published
 * @param publishedAt when it was published
 * @param effectiveAt from when on whatever was new in it is used
 * @param summary what was new in it
 * @param sha256 of its entries as they are kept, in hexadecimal
 * @param entries the companies, by name; empty while none was published
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublicSubprocessors(
        SubprocessorListState state,
        @Nullable Integer version,
        @Nullable Instant publishedAt,
        @Nullable Instant effectiveAt,
        @Nullable String summary,
        @Nullable String sha256,
        List<ListedSubprocessor> entries) {
    public PublicSubprocessors {
        entries = List.copyOf(entries);
    }
}
