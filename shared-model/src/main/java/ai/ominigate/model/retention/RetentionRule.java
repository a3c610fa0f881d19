package ai.ominigate.model.retention;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * How long a class of data is kept.
 *
 * @param dataClass which
 * @param version of the rule
 * @param title what people call the class
 * @param countedFrom what its age is counted from, in words
 * @param window for how long it is kept, as {@code P14D} or {@code P13M}
 * @param state whether the window is final
 * @param legalBasis why it may be kept at all
 * @param shortest the shortest window that can be chosen
 * @param longest the longest
 * @param pending a shorter window that is to take effect; null if there is none
 * @param confirmedAt when the window was confirmed; null while it is a draft
 * @param oldest how old the oldest is that is kept, without what a legal hold keeps; null if there is nothing
 * @param overdue whether something is older than the window: its purge does not do its work
 * @param due how many rows the next purge removes
 * @param held how many rows are older than the window and stay as a legal hold keeps them
 * @param lastPurge the last purge that was done; null before the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetentionRule(
        DataClass dataClass,
        long version,
        String title,
        String countedFrom,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period window,
        RetentionState state,
        String legalBasis,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period shortest,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period longest,
        @Nullable PendingWindow pending,
        @Nullable Instant confirmedAt,
        @Nullable Instant oldest,
        boolean overdue,
        long due,
        long held,
        @Nullable PurgeReceipt lastPurge)
        implements Versioned {}
