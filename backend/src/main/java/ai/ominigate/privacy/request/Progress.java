package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.privacy.request.LegTable.Leg;
import ai.ominigate.privacy.request.Lifecycle.Step;
import java.util.ArrayList;
import java.util.List;

/** How far a request is, by what has been done for it. */
final class Progress {
    private Progress() {}

    /** Where a request with these legs stands: there is no other way to be there. */
    static RequestState of(List<Leg> legs) {
        if (legs.stream().anyMatch(leg -> leg.state() == LegState.FAILED)) {
            return RequestState.PARTIALLY_FAILED;
        }
        if (isUnsettled(legs, LegStage.FULFIL) || legs.isEmpty()) {
            return RequestState.EXECUTING;
        }
        if (isUnsettled(legs, LegStage.DELIVER)) {
            return RequestState.READY_FOR_DELIVERY;
        }
        boolean untold = legs.stream().anyMatch(leg -> leg.state() == LegState.DEFERRED && leg.disclosedAt() == null);
        return isUnsettled(legs, LegStage.CLOSE) || untold ? RequestState.DELIVERED : RequestState.COMPLETED;
    }

    private static boolean isUnsettled(List<Leg> legs, LegStage stage) {
        return legs.stream().anyMatch(leg -> leg.stage() == stage && !leg.isSettled());
    }

    /** The steps from one state in which something is done to another. */
    static List<Step> steps(RequestState from, RequestState to) {
        List<Step> steps = new ArrayList<>();
        RequestState at = from;
        while (at != to) {
            Step next = next(at, to);
            steps.add(next);
            at = Lifecycle.after(at, next);
        }
        return steps;
    }

    private static Step next(RequestState at, RequestState to) {
        if (to == RequestState.PARTIALLY_FAILED) {
            return Step.FAIL;
        }
        return switch (at) {
            case PARTIALLY_FAILED -> Step.RESUME;
            case EXECUTING -> Step.FULFIL;
            case READY_FOR_DELIVERY -> Step.DELIVER;
            case DELIVERED -> Step.COMPLETE;
            default -> throw new IllegalStateException("nothing is done for a request that is " + at);
        };
    }
}
