package ai.ominigate.privacy.request;

import static ai.ominigate.model.privacy.RequestState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.rest.Refused;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    /** Written down once more, by where one comes from and what one may do there. */
    private static final Map<RequestState, Map<Step, RequestState>> LEGAL = legal();

    private static Map<RequestState, Map<Step, RequestState>> legal() {
        Map<RequestState, Map<Step, RequestState>> legal = new HashMap<>();
        legal.put(RECEIVED, Map.of(Step.ACKNOWLEDGE, ACKNOWLEDGED, Step.TRIAGE, RECEIVED));
        legal.put(
                ACKNOWLEDGED,
                Map.of(Step.ASK_IDENTITY, IDENTITY_PENDING, Step.VERIFY, VERIFIED, Step.TRIAGE, ACKNOWLEDGED));
        legal.put(
                IDENTITY_PENDING,
                Map.of(Step.ASK_IDENTITY, IDENTITY_PENDING, Step.VERIFY, VERIFIED, Step.TRIAGE, IDENTITY_PENDING));
        legal.put(VERIFIED, Map.of(Step.ASK_IDENTITY, IDENTITY_PENDING, Step.VERIFY, VERIFIED, Step.TRIAGE, TRIAGED));
        legal.put(TRIAGED, Map.of(Step.ASK_IDENTITY, IDENTITY_PENDING, Step.TRIAGE, TRIAGED, Step.START, IN_PROGRESS));
        legal.put(
                IN_PROGRESS,
                Map.of(
                        Step.ASK_IDENTITY,
                        IDENTITY_PENDING,
                        Step.TRIAGE,
                        IN_PROGRESS,
                        Step.CLARIFY,
                        AWAITING_SUBJECT,
                        Step.PREPARE,
                        PREPARED));
        legal.put(AWAITING_SUBJECT, Map.of(Step.HEAR, IN_PROGRESS));
        legal.put(
                PREPARED,
                Map.of(
                        Step.PREPARE, PREPARED,
                        Step.REVISE, IN_PROGRESS,
                        Step.DO_ALONE, EXECUTING,
                        Step.PROPOSE, AWAITING_SECOND_APPROVAL));
        legal.put(AWAITING_SECOND_APPROVAL, Map.of(Step.DECLINE, IN_PROGRESS, Step.APPROVE, EXECUTING));
        legal.put(
                EXECUTING,
                Map.of(Step.COOL_OFF, SCHEDULED, Step.FAIL, PARTIALLY_FAILED, Step.FULFIL, READY_FOR_DELIVERY));
        legal.put(SCHEDULED, Map.of(Step.WITHDRAW, WITHDRAWN, Step.RESUME, EXECUTING));
        legal.put(PARTIALLY_FAILED, Map.of(Step.RESUME, EXECUTING));
        legal.put(READY_FOR_DELIVERY, Map.of(Step.FAIL, PARTIALLY_FAILED, Step.DELIVER, DELIVERED));
        legal.put(DELIVERED, Map.of(Step.FAIL, PARTIALLY_FAILED, Step.COMPLETE, COMPLETED));
        legal.put(REFUSED, Map.of(Step.REOPEN, ACKNOWLEDGED));
        legal.put(NO_MATCH, Map.of(Step.REOPEN, ACKNOWLEDGED, Step.HEAR, IDENTITY_PENDING));
        for (RequestState state : List.of(
                RECEIVED,
                ACKNOWLEDGED,
                IDENTITY_PENDING,
                VERIFIED,
                TRIAGED,
                IN_PROGRESS,
                AWAITING_SUBJECT,
                PREPARED,
                AWAITING_SECOND_APPROVAL)) {
            Map<Step, RequestState> steps = new HashMap<>(legal.get(state));
            steps.putAll(Map.of(
                    Step.REFUSE, REFUSED,
                    Step.WITHDRAW, WITHDRAWN,
                    Step.NO_MATCH, NO_MATCH,
                    Step.MERGE, MERGED_INTO));
            legal.put(state, steps);
        }
        return legal;
    }

    @Test
    void everyLegalStepLeadsWhereItShouldAndEveryOtherIsRefusedWithTheState() {
        for (RequestState from : RequestState.values()) {
            Map<Step, RequestState> legal = LEGAL.getOrDefault(from, Map.of());
            for (Step step : Step.values()) {
                RequestState to = legal.get(step);
                if (to == null) {
                    assertThatThrownBy(() -> Lifecycle.after(from, step))
                            .as(from + " " + step)
                            .isInstanceOfSatisfying(
                                    Refused.class,
                                    refused -> assertThat(refused.code()).isEqualTo("request_state"))
                            .hasMessageContaining("is " + from + ",");
                } else {
                    assertThat(Lifecycle.after(from, step))
                            .as(from + " " + step)
                            .isEqualTo(to);
                }
            }
        }
    }

    @Test
    void onlyWhatWasDeliveredCompletes() {
        for (RequestState from : RequestState.values()) {
            assertThat(Lifecycle.steps(from).containsValue(COMPLETED))
                    .as(from.name())
                    .isEqualTo(from == DELIVERED);
        }
        assertThat(Lifecycle.steps(COMPLETED)).isEmpty();
    }

    @Test
    void nothingIsDoneWithoutASecondPersonButWhatNeedsNone() {
        for (RequestState from : RequestState.values()) {
            Lifecycle.steps(from).forEach((step, to) -> {
                if (to == EXECUTING && step != Step.DO_ALONE) {
                    assertThat(from).isIn(AWAITING_SECOND_APPROVAL, SCHEDULED, PARTIALLY_FAILED);
                }
            });
        }
    }

    @Test
    void whatHasBegunToBeDoneIsNotRefusedWithdrawnOrMerged() {
        Set<Step> endings = EnumSet.of(Step.REFUSE, Step.WITHDRAW, Step.NO_MATCH, Step.MERGE);
        for (RequestState begun : List.of(EXECUTING, PARTIALLY_FAILED, READY_FOR_DELIVERY, DELIVERED)) {
            assertThat(Lifecycle.steps(begun)).as(begun.name()).doesNotContainKeys(endings.toArray(Step[]::new));
        }
    }

    @Test
    void everyOpenStateHasAWayOn() {
        for (RequestState state : RequestState.values()) {
            if (state.isOpen()) {
                assertThat(Lifecycle.steps(state)).as(state.name()).isNotEmpty();
            }
        }
    }
}
