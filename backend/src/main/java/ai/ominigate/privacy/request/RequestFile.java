package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request, as the database has it.
 *
 * @param number what people name it by, as {@link Requests#reference} writes it
 * @param thread the mails that it came with
 * @param sender who asks, as they claim; null if they did not say
 * @param language that they are written to in
 * @param type null until a person has read what could not be recognised
 * @param account whose data it is about; null if nobody has found out, or we have none
 * @param member who asks about themselves alone, of an account that they do not own; null for who owns it
 * @param assignee who works on it; null if nobody does
 * @param scope what it asks for in particular; null if nobody has said so
 * @param identifiedAt since when we are that sure of who asks; null at {@link IdentityLevel#L0}
 * @param plan what was prepared, and who agreed
 * @param end how it ended; null while it is open
 */
record RequestFile(
        UUID id,
        long version,
        long number,
        UUID thread,
        @Nullable String sender,
        Locale language,
        @Nullable RequestType type,
        RequestState state,
        RequestChannel channel,
        @Nullable UUID account,
        @Nullable UUID member,
        @Nullable UUID assignee,
        @Nullable String scope,
        IdentityLevel identity,
        @Nullable Instant identifiedAt,
        Clock clock,
        Plan plan,
        @Nullable End end) {

    /**
     * Its days, by the end of which something must have happened.
     *
     * @param receivedOn the day of receipt where the law applies
     * @param acknowledgeBy null if no law says
     * @param target when we want to have answered
     * @param due by the statute's count; null if it is due only "without undue delay"
     * @param answerBy the last day of all; by law, or else {@code target}
     * @param extendBy until when more time can be taken; null if it cannot
     * @param stoppedAt since when it stands because we wait for a clarification; null while it runs
     * @param stoppedDays for how many days it stood before
     * @param extendedAt when the person was told that it takes longer; null if they were not
     */
    record Clock(
            Regime regime,
            Instant receivedAt,
            LocalDate receivedOn,
            @Nullable LocalDate acknowledgeBy,
            LocalDate target,
            @Nullable LocalDate due,
            LocalDate answerBy,
            @Nullable LocalDate extendBy,
            @Nullable Instant stoppedAt,
            int stoppedDays,
            @Nullable Instant extendedAt,
            @Nullable String extendedFor) {}

    /**
     * What was prepared.
     *
     * @param answer what the person will be told with it; null for the usual words
     * @param proposal what waits, or waited last, for the second person
     * @param proposed what that would do; null if nothing waits
     * @param scheduledFor until when it can be called off; null if it cannot
     */
    record Plan(
            @Nullable UUID preparedBy,
            @Nullable Instant preparedAt,
            @Nullable String answer,
            @Nullable UUID proposal,
            @Nullable ProposedStep proposed,
            @Nullable UUID approvedBy,
            @Nullable Instant approvedAt,
            @Nullable Instant scheduledFor) {}

    /**
     * How it ended.
     *
     * @param refusedFor the ground, as a word of the program; null if it was not refused
     * @param mergedInto the request that goes on; null if none does
     */
    record End(
            Instant at,
            @Nullable String refusedFor,
            @Nullable UUID mergedInto) {}

    /** Without who asks, so that no log line can hold it. */
    @Override
    public String toString() {
        return "RequestFile[" + reference() + ", " + state + "]";
    }

    /** What people name it by. */
    String reference() {
        return Requests.reference(number);
    }

    /** What is to be done, for whoever does it; only once its type is known. */
    Assignment assignment() {
        if (type == null) {
            throw new IllegalStateException("nobody knows what " + reference() + " asks for");
        }
        return new Assignment(
                id,
                reference(),
                type,
                account,
                identity,
                clock.regime(),
                language,
                clock.receivedAt(),
                plan.preparedBy(),
                plan.approvedBy(),
                plan.approvedAt(),
                member);
    }
}
