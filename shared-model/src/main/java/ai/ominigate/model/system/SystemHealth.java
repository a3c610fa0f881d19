package ai.ominigate.model.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the node that answered does, and which others there are.
 *
 * @param node which node that is
 * @param version of its program
 * @param checkedAt when it looked, by its own clock
 * @param problems why it cannot serve calls, each as a sentence; empty when it can
 * @param databaseMillis how long the database took to answer; absent if it did not
 * @param sharedLimits whether rate limits are counted together with other nodes
 * @param journal what it has of calls that the database does not have yet
 * @param disk where its data folder is
 * @param upstreams those that were called since it started, by provider and model
 * @param networkFiles those that are set, by name; a rule that needs one that is missing says nothing
 * @param nodes all that were there within a week, this one too, the newest first; absent while the database does not answer
 * @param restore whether people who were forgotten have stayed so; absent while the database does not answer
 * @param letters those that no mail server has taken yet, of all nodes
 * @param paymentNews what Stripe has told and nobody has looked at yet, of all nodes; absent where Stripe is not set
 * @param mailboxSeconds how long ago this node read the contact mailbox to its end; absent where none is set, and before the
 *     first time
 * @param unsignedEntries entries of the audit log that no checkpoint speaks for yet
 * @param warnings what somebody has to do something about, though calls are served; each as a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SystemHealth(
        String node,
        String version,
        Instant checkedAt,
        List<String> problems,
        @Nullable Double databaseMillis,
        SharedLimitsState sharedLimits,
        JournalHealth journal,
        DiskHealth disk,
        List<UpstreamHealth> upstreams,
        List<NetworkFileHealth> networkFiles,
        @Nullable List<NodeHealth> nodes,
        @Nullable RestoreState restore,
        QueueHealth letters,
        @Nullable QueueHealth paymentNews,
        @Nullable Double mailboxSeconds,
        long unsignedEntries,
        List<String> warnings) {
    public SystemHealth {
        problems = List.copyOf(problems);
        upstreams = List.copyOf(upstreams);
        networkFiles = networkFiles == null ? List.of() : List.copyOf(networkFiles);
        nodes = nodes == null ? null : List.copyOf(nodes);
        warnings = List.copyOf(warnings);
    }
}
