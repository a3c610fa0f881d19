package ai.ominigate.console.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.session.Rights;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.RequiredStep;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No toolkit runs here: a thread of the test's own stands where JavaFX's would. */
class DecisionModelTest {

    private static final String PREVIEW = "POST /admin/v1/abuse/decisions/preview";
    private static final String DECIDE = "POST /admin/v1/abuse/decisions";
    private static final Target ONE = new Target.OfCase("019a1b2c-0000-7000-8000-00000000000d", 4, EntityKind.NETWORK);
    private static final Target OTHER =
            new Target.OfCase("019a1b2c-0000-7000-8000-00000000000e", 7, EntityKind.ACCOUNT);

    private final ModelBench bench = new ModelBench();
    private final StaffServer server = bench.server();

    private DecisionModel model(String... rights) {
        return new DecisionModel(bench.calls(), new Rights(Set.of(rights)));
    }

    /** A preview may be on its way, which asks for itself a moment after the last key; nobody waits for it any more. */
    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void whoeverMayOnlyLookHasNothingToChoose() {
        DecisionModel model = model("VIEW_CASES");
        onScreen(() -> model.aim(ONE));

        assertThat(model.choices()).isEmpty();
    }

    @Test
    void onlyALeadIsOfferedTheAllowList() {
        DecisionModel analyst = model("DECIDE_ABUSE");
        DecisionModel lead = model("DECIDE_ABUSE", "MANAGE_ALLOW_LIST");
        onScreen(() -> analyst.aim(ONE));
        onScreen(() -> lead.aim(ONE));

        assertThat(analyst.choices())
                .containsExactly(
                        DecisionAction.DISMISS,
                        DecisionAction.BLOCK_NETWORK,
                        DecisionAction.THROTTLE,
                        DecisionAction.REQUIRE_STEP);
        assertThat(lead.choices()).endsWith(DecisionAction.ALLOW);
    }

    @Test
    void ofAnAccountOneOfTwoStepsIsRequiredAndOfANetworkTheOneThatThereIs() {
        impact(null, false);
        server.answer(DECIDE, Answer.json(201, StaffServer.golden("DecisionInForce")));
        DecisionModel model = model("DECIDE_ABUSE");
        onScreen(() -> {
            model.aim(ONE);
            model.actionProperty().set(DecisionAction.REQUIRE_STEP);
        });
        assertThat(model.choosesStep()).isFalse();
        assertThat(model.required()).isEqualTo(RequiredStep.ANSWER_QUESTION);

        onScreen(() -> {
            model.aim(OTHER);
            model.actionProperty().set(DecisionAction.REQUIRE_STEP);
        });
        assertThat(model.choosesStep()).isTrue();
        assertThat(model.required()).isEqualTo(RequiredStep.SIGN_IN_ANEW);
        onScreen(() -> {
            model.stepProperty().set(RequiredStep.CONFIRM_CARD);
            model.reasonProperty().set("Many cards in an hour");
        });
        await("the preview", () -> model.previewProperty().get() instanceof DecisionModel.Preview.Ready);
        boolean[] done = {false};
        onScreen(() -> model.submit(_ -> done[0] = true, _ -> {}));
        await("the decision", () -> done[0]);

        assertThat(server.asked(DECIDE).getFirst().body())
                .contains("\"action\":\"REQUIRE_STEP\"", "\"step\":\"CONFIRM_CARD\"");
    }

    @Test
    void aDraftIsKeptWhileSomebodyLooksAtAnotherCase() {
        DecisionModel model = model("DECIDE_ABUSE");
        onScreen(() -> {
            model.aim(ONE);
            model.choose(2);
            model.reasonProperty().set("Guesses passwords");
            model.aim(OTHER);
        });
        assertThat(model.reasonProperty().get()).isEmpty();

        onScreen(() -> model.aim(ONE));
        assertThat(model.reasonProperty().get()).isEqualTo("Guesses passwords");
        assertThat(model.actionProperty().get()).isEqualTo(DecisionAction.BLOCK_NETWORK);
    }

    @Test
    void whatTheServerWouldRefuseCannotBeSent() {
        impact("It is on the allow-list.", false);
        DecisionModel model = model("DECIDE_ABUSE");
        onScreen(() -> {
            model.aim(ONE);
            model.choose(2);
            model.reasonProperty().set("Guesses passwords");
        });
        await("the preview", () -> model.previewProperty().get() instanceof DecisionModel.Preview.Ready);

        assertThat(onScreen(() -> model.complete().get())).isFalse();
    }

    @Test
    void aDecisionIsSentOnceWithTheVersionOfTheCaseThatWasSeen() {
        impact(null, true);
        server.answer(DECIDE, Answer.json(201, StaffServer.golden("DecisionInForce")));
        DecisionModel model = model("DECIDE_ABUSE");
        onScreen(() -> {
            model.aim(ONE);
            model.choose(2);
            model.durationProperty().set(Duration.ofHours(4));
            model.reasonProperty().set("Guesses passwords");
        });
        await("the preview", () -> model.previewProperty().get() instanceof DecisionModel.Preview.Ready);
        assertThat(model.needsSecondPerson()).isTrue();
        boolean[] done = {false};
        onScreen(() -> model.submit(_ -> done[0] = true, _ -> {}));
        await("the decision", () -> done[0]);

        assertThat(server.asked(DECIDE)).hasSize(1);
        assertThat(server.asked(DECIDE).getFirst().body())
                .contains(
                        "\"action\":\"BLOCK_NETWORK\"",
                        "\"scope\":\"API\"",
                        "\"duration\":\"PT4H\"",
                        "\"caseVersion\":4")
                .doesNotContain("203.0.113");
        assertThat(server.asked(DECIDE).getFirst().headers()).containsKey("idempotency-key");
        assertThat(model.reasonProperty().get()).isEmpty();
    }

    @Test
    void anAnswerThatComesLateTakesNoDraftOfAnotherCase() {
        impact(null, false);
        server.answer(
                DECIDE, Answer.json(201, StaffServer.golden("DecisionInForce")).held());
        DecisionModel model = model("DECIDE_ABUSE");
        onScreen(() -> {
            model.aim(ONE);
            model.choose(2);
            model.reasonProperty().set("Guesses passwords");
        });
        await("the preview", () -> model.previewProperty().get() instanceof DecisionModel.Preview.Ready);
        boolean[] done = {false};
        onScreen(() -> model.submit(_ -> done[0] = true, _ -> {}));
        onScreen(() -> {
            model.aim(OTHER);
            model.reasonProperty().set("Pays with stolen cards");
        });
        await("it is on its way", () -> !server.asked(DECIDE).isEmpty());
        server.letGo();
        await("the decision", () -> done[0]);

        assertThat(model.reasonProperty().get()).isEqualTo("Pays with stolen cards");
        onScreen(() -> model.aim(ONE));
        assertThat(model.reasonProperty().get()).isEmpty();
    }

    @Test
    void lengthsAreReadAsPeopleWriteThem() {
        assertThat(DecisionModel.length("36 h")).contains(Duration.ofHours(36));
        assertThat(DecisionModel.length("90m")).contains(Duration.ofMinutes(90));
        assertThat(DecisionModel.length("2 D")).contains(Duration.ofDays(2));
        assertThat(DecisionModel.length("0 h")).isEmpty();
        assertThat(DecisionModel.length("soon")).isEmpty();
    }

    @Test
    void addressesAreToldFromOtherNames() {
        assertThat(Addresses.isAddress("203.0.113.7")).isTrue();
        assertThat(Addresses.isAddress("203.0.113.0/24")).isTrue();
        assertThat(Addresses.isAddress("2001:db8::/48")).isTrue();
        assertThat(Addresses.isAddress("019a1b2c-0000-7000-8000-00000000000d")).isFalse();
        assertThat(Addresses.isAddress("ada@ominigate.example")).isFalse();
    }

    private void impact(@Nullable String refusal, boolean secondPerson) {
        ObjectNode impact = (ObjectNode) StaffServer.golden("DecisionImpact");
        impact.remove("typed");
        impact.remove("refusal");
        if (refusal != null) {
            impact.put("refusal", refusal);
        }
        impact.put("secondPerson", secondPerson);
        server.answer(PREVIEW, Answer.json(200, impact));
    }

    private void onScreen(Runnable action) {
        bench.act(action);
    }

    private <T> T onScreen(Callable<T> action) {
        return bench.ask(action);
    }

    private void await(String what, Callable<Boolean> condition) {
        bench.until(what, condition);
    }
}
