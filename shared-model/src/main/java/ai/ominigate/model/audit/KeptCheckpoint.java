package ai.ominigate.model.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of the signed states of the audit log that the database keeps.
 *
 * @param size for how many entries it speaks
 * @param signedAt when it was signed
 * @param root of the tree over those entries, in base 64 as it was signed; absent if what is kept cannot be read
 * @param key whose signature it is to bear
 * @param trusted whether it bears that of a key that the node which answers trusts, for as many entries as it is kept for
 * @param remembered whether that node has the same outside of the database, too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeptCheckpoint(
        long size, Instant signedAt, @Nullable String root, String key, boolean trusted, boolean remembered) {}
