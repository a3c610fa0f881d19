package ai.ominigate.abuse.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.abuse.review.CaseState.Actioned;
import ai.ominigate.abuse.review.CaseState.Appealed;
import ai.ominigate.abuse.review.CaseState.AwaitingApproval;
import ai.ominigate.abuse.review.CaseState.Claimed;
import ai.ominigate.abuse.review.CaseState.Closed;
import ai.ominigate.abuse.review.CaseState.InReview;
import ai.ominigate.abuse.review.CaseState.Merged;
import ai.ominigate.abuse.review.CaseState.New;
import ai.ominigate.abuse.review.CaseState.Overturned;
import ai.ominigate.abuse.review.CaseState.Snoozed;
import ai.ominigate.abuse.review.CaseState.Step;
import ai.ominigate.abuse.review.CaseState.Upheld;
import ai.ominigate.rest.Refused;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaseStateTest {
    private static final UUID ID = UUID.fromString("019a1b2c-0000-7000-8000-000000000001");

    private static final List<Step> STEPS = List.of(
            new Step.Claim(),
            new Step.Release(),
            new Step.Review(),
            new Step.Propose(ID),
            new Step.Withdraw(ID),
            new Step.Act(),
            new Step.Appeal(ID),
            new Step.Uphold(),
            new Step.Overturn(),
            new Step.Snooze(45),
            new Step.Escalate(),
            new Step.Close(Disposition.CONFIRMED),
            new Step.Reopen(),
            new Step.Merge(ID));

    static Stream<CaseState> states() {
        return Stream.of(
                new New(),
                new Claimed(),
                new InReview(),
                new AwaitingApproval(ID),
                new Actioned(),
                new Appealed(ID),
                new Upheld(),
                new Overturned(),
                new Snoozed(45),
                new Closed(Disposition.BENIGN),
                new Merged(ID));
    }

    @Test
    void aCaseGoesFromNewOverAnAppealToItsEnd() {
        CaseState state = new New();
        for (Step step : List.of(
                new Step.Claim(),
                new Step.Review(),
                new Step.Propose(ID),
                new Step.Act(),
                new Step.Appeal(ID),
                new Step.Overturn(),
                new Step.Close(Disposition.FALSE_POSITIVE))) {
            state = state.after(step);
        }

        assertThat(state).isEqualTo(new Closed(Disposition.FALSE_POSITIVE));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStepLeadsSomewhereOrSaysWhatIsInTheWay(CaseState state) {
        for (Step step : STEPS) {
            try {
                assertThat(state.after(step).word()).isNotEmpty();
            } catch (Refused refused) {
                assertThat(refused.code()).as(state + " " + step).startsWith("case_");
                assertThat(refused.getMessage()).endsWith(".");
            }
        }
    }

    @Test
    void nothingBecomesOfAMergedCaseAndItSaysWhereToLook() {
        for (Step step : STEPS) {
            assertThatThrownBy(() -> new Merged(ID).after(step))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining(ID.toString());
        }
    }

    @Test
    void whatWaitsForASecondPersonOrAnAppealIsNotClosedOrMergedAway() {
        for (Step step : List.of(new Step.Close(Disposition.BENIGN), new Step.Merge(ID), new Step.Snooze(45))) {
            assertThatThrownBy(() -> new AwaitingApproval(ID).after(step)).hasMessageContaining("second person");
            assertThatThrownBy(() -> new Appealed(ID).after(step)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void aClosedCaseIsOnlyReopenedOrAppealed() {
        Closed closed = new Closed(Disposition.CONFIRMED);
        List<Step> possible = STEPS.stream()
                .filter(step -> {
                    try {
                        closed.after(step);
                        return true;
                    } catch (Refused refused) {
                        return false;
                    }
                })
                .toList();

        assertThat(possible).containsExactly(new Step.Appeal(ID), new Step.Reopen());
    }

    @Test
    void whatAnAppealFoundWrongIsNotConfirmedAbuse() {
        assertThatThrownBy(() -> new Overturned().after(new Step.Close(Disposition.CONFIRMED)))
                .isInstanceOf(Refused.class);
        assertThat(new Overturned().after(new Step.Close(Disposition.FALSE_POSITIVE)))
                .isEqualTo(new Closed(Disposition.FALSE_POSITIVE));
    }

    @Test
    void anotherProposalThanTheOneThatWaitsChangesNothing() {
        AwaitingApproval waiting = new AwaitingApproval(ID);

        assertThat(waiting.after(new Step.Withdraw(UUID.randomUUID()))).isEqualTo(waiting);
        assertThat(waiting.after(new Step.Withdraw(ID))).isEqualTo(new InReview());
    }

    @Test
    void whoeverLeavesACaseUnseenLeavesItNew() {
        assertThat(new New().after(new Step.Claim()).after(new Step.Release())).isEqualTo(new New());
        assertThat(new InReview().after(new Step.Release())).isEqualTo(new InReview());
    }
}
