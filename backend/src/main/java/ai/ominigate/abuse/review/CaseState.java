package ai.ominigate.abuse.review;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.util.UUID;

/** Where a case stands. What can become of it is {@link #after}, and nothing else. */
sealed interface CaseState {

    /** Nobody has taken it up. */
    record New() implements CaseState {}

    /** Somebody has said that they will look at it. */
    record Claimed() implements CaseState {}

    /** Somebody looks at it. */
    record InReview() implements CaseState {}

    /**
     * A decision waits for a second person.
     *
     * @param proposal the one that waits; of several, the last
     */
    record AwaitingApproval(UUID proposal) implements CaseState {}

    /** Something was decided against the entity. */
    record Actioned() implements CaseState {}

    /** The owner says that a decision was wrong; somebody else than its decider looks at it again. */
    record Appealed(UUID appeal) implements CaseState {}

    /** The decision was looked at again, and stays. */
    record Upheld() implements CaseState {}

    /** The decision was wrong and is undone. */
    record Overturned() implements CaseState {}

    /**
     * Nobody need look at it until it gets worse.
     *
     * @param wakesAt the score that wakes it; another family of flags does so too
     */
    record Snoozed(int wakesAt) implements CaseState {}

    /** Done. */
    record Closed(Disposition disposition) implements CaseState {}

    /** Part of another case. */
    record Merged(UUID into) implements CaseState {}

    /** What can be done with a case. */
    sealed interface Step {

        /** Somebody takes it up, or takes it over. */
        record Claim() implements Step {}

        /** Whoever had it leaves it. */
        record Release() implements Step {}

        /** Whoever has it begins to look. */
        record Review() implements Step {}

        /** A decision was proposed that needs a second person. */
        record Propose(UUID proposal) implements Step {}

        /** The second person did not agree, or nobody asked them any more. */
        record Withdraw(UUID proposal) implements Step {}

        /** A decision was made. */
        record Act() implements Step {}

        /** The owner appeals. */
        record Appeal(UUID appeal) implements Step {}

        /** The decision stays. */
        record Uphold() implements Step {}

        /** The decision was wrong. */
        record Overturn() implements Step {}

        /** It can wait until it gets worse. */
        record Snooze(int wakesAt) implements Step {}

        /** It got worse, or came back after it was dealt with. */
        record Escalate() implements Step {}

        /** It is done. */
        record Close(Disposition disposition) implements Step {}

        /** It is not done after all. */
        record Reopen() implements Step {}

        /** It is about the same as another one. */
        record Merge(UUID into) implements Step {}
    }

    /**
     * The state after this step.
     *
     * @throws Refused if it cannot be taken now, with what is in the way
     */
    default CaseState after(Step step) {
        return switch (this) {
            case Merged merged ->
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "case_merged",
                        "This case was merged into " + merged.into() + ", which goes on. Look there.");
            case Closed ignored -> afterClosing(step);
            case Appealed appealed -> afterAppeal(appealed, step);
            case AwaitingApproval waiting -> afterProposal(waiting, step);
            case Snoozed snoozed -> afterSnooze(snoozed, step);
            case New ignored -> beforeDecision(step);
            case Claimed ignored -> beforeDecision(step);
            case InReview ignored -> beforeDecision(step);
            case Actioned ignored -> afterDecision(step);
            case Upheld ignored -> afterDecision(step);
            case Overturned ignored -> afterOverturning(step);
        };
    }

    /** What was found to be wrong is not abuse after all. */
    private CaseState afterOverturning(Step step) {
        if (step instanceof Step.Close close && close.disposition() == Disposition.CONFIRMED) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "case_overturned",
                    "An appeal in this case was right, so it cannot be closed as confirmed. Close it as something else, or"
                            + " decide anew.");
        }
        return afterDecision(step);
    }

    private CaseState beforeDecision(Step step) {
        return switch (step) {
            case Step.Claim ignored -> this instanceof New ? new Claimed() : this;
            case Step.Release ignored -> this instanceof Claimed ? new New() : this;
            case Step.Review ignored -> new InReview();
            case Step.Snooze snooze -> new Snoozed(snooze.wakesAt());
            default -> whileOpen(step);
        };
    }

    private CaseState afterDecision(Step step) {
        return switch (step) {
            case Step.Escalate ignored -> new New();
            case Step.Claim ignored -> this;
            case Step.Release ignored -> this;
            case Step.Review ignored -> new InReview();
            default -> whileOpen(step);
        };
    }

    /** What can be done with any open case that waits for nobody. */
    private static CaseState whileOpen(Step step) {
        return switch (step) {
            case Step.Propose propose -> new AwaitingApproval(propose.proposal());
            case Step.Act ignored -> new Actioned();
            case Step.Appeal appeal -> new Appealed(appeal.appeal());
            case Step.Close close -> new Closed(close.disposition());
            case Step.Merge merge -> new Merged(merge.into());
            case Step.Snooze ignored ->
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "case_decided",
                        "Something was decided in this case, so it does not wait until it gets worse.");
            case Step.Reopen ignored -> throw new Refused(HttpStatus.CONFLICT, "case_open", "This case is open.");
            case Step.Uphold ignored -> throw noAppeal();
            case Step.Overturn ignored -> throw noAppeal();
            case Step.Withdraw ignored ->
                throw new Refused(HttpStatus.CONFLICT, "case_not_proposed", "No decision waits for agreement.");
            case Step.Escalate ignored ->
                throw new Refused(HttpStatus.CONFLICT, "case_not_snoozed", "This case is not snoozed.");
            default -> throw new IllegalArgumentException("not a step of any open case: " + step);
        };
    }

    private static CaseState afterProposal(AwaitingApproval waiting, Step step) {
        return switch (step) {
            case Step.Claim ignored -> waiting;
            case Step.Release ignored -> waiting;
            case Step.Review ignored -> waiting;
            case Step.Withdraw withdraw -> withdraw.proposal().equals(waiting.proposal()) ? new InReview() : waiting;
            case Step.Snooze ignored -> throw decideFirst();
            case Step.Close ignored -> throw decideFirst();
            case Step.Merge ignored -> throw decideFirst();
            default -> whileOpen(step);
        };
    }

    private static Refused decideFirst() {
        return new Refused(
                HttpStatus.CONFLICT,
                "case_awaits_approval",
                "A decision in this case waits for a second person. Have it decided, or take it back first.");
    }

    private static CaseState afterAppeal(Appealed appealed, Step step) {
        return switch (step) {
            case Step.Claim ignored -> appealed;
            case Step.Release ignored -> appealed;
            case Step.Review ignored -> appealed;
            case Step.Act ignored -> appealed;
            case Step.Propose ignored -> appealed;
            case Step.Withdraw ignored -> appealed;
            case Step.Uphold ignored -> new Upheld();
            case Step.Overturn ignored -> new Overturned();
            case Step.Appeal ignored ->
                throw new Refused(
                        HttpStatus.CONFLICT, "case_appealed", "An appeal in this case is open; decide that one first.");
            case Step.Close ignored -> throw appealFirst();
            case Step.Merge ignored -> throw appealFirst();
            default -> whileOpen(step);
        };
    }

    private static Refused appealFirst() {
        return new Refused(HttpStatus.CONFLICT, "case_appealed", "An appeal in this case is open; decide it first.");
    }

    private static CaseState afterSnooze(Snoozed snoozed, Step step) {
        return switch (step) {
            case Step.Escalate ignored -> new New();
            case Step.Claim ignored -> new Claimed();
            case Step.Release ignored -> snoozed;
            case Step.Review ignored -> new InReview();
            case Step.Snooze again -> new Snoozed(again.wakesAt());
            default -> whileOpen(step);
        };
    }

    private static CaseState afterClosing(Step step) {
        return switch (step) {
            case Step.Reopen ignored -> new New();
            case Step.Appeal appeal -> new Appealed(appeal.appeal());
            default ->
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "case_closed",
                        "This case is closed. Reopen it, if something is left to decide.");
        };
    }

    private static Refused noAppeal() {
        return new Refused(HttpStatus.CONFLICT, "case_not_appealed", "No appeal is open in this case.");
    }

    /** Whether somebody may still have to do something. */
    default boolean isOpen() {
        return !(this instanceof Closed || this instanceof Merged);
    }

    /** The state's name, as the database and the API have it. */
    default String word() {
        return switch (this) {
            case New ignored -> "NEW";
            case Claimed ignored -> "CLAIMED";
            case InReview ignored -> "IN_REVIEW";
            case AwaitingApproval ignored -> "AWAITING_APPROVAL";
            case Actioned ignored -> "ACTIONED";
            case Appealed ignored -> "APPEALED";
            case Upheld ignored -> "UPHELD";
            case Overturned ignored -> "OVERTURNED";
            case Snoozed ignored -> "SNOOZED";
            case Closed ignored -> "CLOSED";
            case Merged ignored -> "MERGED";
        };
    }
}
