package ai.ominigate.console.payments;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refund, with everything that can come between asking for it and having it. */
class PaymentsDayTest {

    private static final String REFUND = "POST /admin/v1/payments/019a1b2c-0000-7000-8000-000000000000/refunds";

    private final StaffServer server = new StaffServer();
    private OpenConsole console;

    @BeforeEach
    void askForARefund() {
        server.page("GET /admin/v1/payments", "PaymentDetails", 3);
        console = OpenConsole.at(server.address()).signedIn().go("payments");
        console.selectFirst();
        console.press(KeyCode.E);
        console.type("amount", "5.00");
        console.type("reason", "Paid twice by mistake");
    }

    @AfterEach
    void leaveNothingBehind() {
        console.close();
        server.close();
    }

    @Test
    void aRefundIsAskedForByKeyboardAndSentOnceWithAKey() {
        server.answers(REFUND, "PaymentRefund");
        Snapshots.keep("payments-refund", console);
        console.fire("submit");
        console.awaitWords("go back. Stripe takes a few days.");

        assertThat(server.asked(REFUND)).hasSize(1);
        assertThat(server.asked(REFUND).getFirst().body()).contains("\"amount\":\"5.000000000\"", "Paid twice");
        assertThat(server.asked(REFUND).getFirst().headers()).containsKey("idempotency-key");
    }

    @Test
    void whatTheServerRefusesIsSaidInTheDialogAndTheDraftStays() {
        server.answer(REFUND, Answer.problem(409, "nothing_unused", "Nothing of this payment is unused."));
        console.fire("submit");
        console.awaitWords("Nothing of this payment is unused.");
        Snapshots.keep("payments-refund-refused", console);

        assertThat(console.text("reason")).isEqualTo("Paid twice by mistake");
        server.answers(REFUND, "PaymentRefund");
        console.fire("submit");
        console.awaitWords("go back. Stripe takes a few days.");
    }

    @Test
    void aFreshCodeIsAskedForAndTheCommandGoesOnUnderTheSameKey() {
        server.answer(REFUND, Answer.problem(403, "step_up_required", "Show the code again."));
        server.answers("POST /admin/v1/session/step-up", "SessionDetails");
        console.fire("submit");
        console.await("stepUpCode");
        Snapshots.keep("step-up", console);
        server.answers(REFUND, "PaymentRefund");
        console.type("stepUpCode", "123456");
        console.fireLast("submit");
        console.awaitWords("go back. Stripe takes a few days.");

        assertThat(server.asked(REFUND)).hasSize(2);
        assertThat(server.asked(REFUND).get(0).headers().get("idempotency-key"))
                .isEqualTo(server.asked(REFUND).get(1).headers().get("idempotency-key"));
    }

    @Test
    void whoeverTriesAgainAfterNoAnswerCameDoesNotDoItTwice() {
        server.answer(REFUND, Answer.problem(503, "database_away", "The database does not answer."));
        console.fire("submit");
        console.awaitWords("The database does not answer.");
        server.answers(REFUND, "PaymentRefund");
        console.fire("submit");
        console.awaitWords("go back. Stripe takes a few days.");

        assertThat(server.asked(REFUND)).hasSize(2);
        assertThat(server.asked(REFUND).get(0).headers().get("idempotency-key"))
                .isEqualTo(server.asked(REFUND).get(1).headers().get("idempotency-key"));
    }

    @Test
    void theEndOfTheSignInLocksAndTheCommandGoesOnAfterwards() {
        server.answer(REFUND, Answer.problem(401, "token_invalid", "Sign in again."));
        console.fire("submit");
        console.await("lock");
        assertThat(console.hasWords("Paid twice by mistake")).isFalse();

        server.answers(REFUND, "PaymentRefund");
        console.type("lockPassword", "correct horse");
        console.type("lockCode", "222333");
        console.fire("unlock");
        console.awaitWords("go back. Stripe takes a few days.");
        assertThat(server.asked(REFUND)).hasSize(2);
        assertThat(server.asked(REFUND).get(0).headers().get("idempotency-key"))
                .isEqualTo(server.asked(REFUND).get(1).headers().get("idempotency-key"));
    }

    @Test
    void aBrokenAnswerKeepsTheDraftAndNamesNothingThatWasNotSaid() {
        server.answer(REFUND, Answer.json(200, "{\"id\": \"broken"));
        console.fire("submit");
        console.awaitWords("Something went wrong at the server, or its answer cannot be read.");

        assertThat(console.text("reason")).isEqualTo("Paid twice by mistake");
    }

    @Test
    void aServerThatGoesAwayIsSaidAndNothingCanBeChangedMeanwhile() {
        server.close();
        console.fire("submit");
        console.awaitWords("Offline since");
        Snapshots.keep("offline", console);

        assertThat(console.text("reason")).isEqualTo("Paid twice by mistake");
        console.fire("cancel");
        assertThat(console.isDisabled("payments-refund")).isTrue();
    }
}
