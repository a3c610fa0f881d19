package ai.ominigate.console.reveal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No toolkit runs here. */
class RevealTest {

    private static final String ROUTE = "POST /admin/v1/reveal";

    private final ModelBench bench = new ModelBench();
    private final Reveal reveal = new Reveal(
            bench.calls(), Instant::now, "account:019a1b2c-0000-7000-8000-000000000001", PersonalField.EMAIL, "case:7");
    private @Nullable Failure failed;

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void aValueIsAskedForWithAPurposeAndItsCaseAndUnderAKey() {
        shown(Duration.ofSeconds(60));

        StaffServer.Asked asked = bench.server().asked(ROUTE).getFirst();
        assertThat(StaffServer.read(asked.body()).path("purpose").asText()).isEqualTo("PRIVACY_REQUEST");
        assertThat(StaffServer.read(asked.body()).path("case").asText()).isEqualTo("case:7");
        assertThat(asked.headers()).containsKey("idempotency-key");
    }

    @Test
    void itIsMaskedAgainWhenTheServerSaysWithoutAnybodyDoingAnything() {
        shown(Duration.ofSeconds(3));
        bench.until("it is masked", () -> reveal.shownProperty().get() == null);
    }

    @Test
    void itNeverShowsLongerThanAMinuteWhateverTheServersClockSays() {
        assertThat(Reveal.left(Instant.EPOCH, Instant.EPOCH.plusSeconds(3600))).isEqualTo(Duration.ofSeconds(60));
        assertThat(Reveal.left(Instant.EPOCH.plusSeconds(10), Instant.EPOCH)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Reveal.left(Instant.EPOCH, Instant.EPOCH.plusSeconds(41))).isEqualTo(Duration.ofSeconds(41));
    }

    @Test
    void aRefusalShowsNothing() {
        bench.server().answer(ROUTE, Answer.problem(429, "reveal_budget", "You have seen enough for today."));
        bench.act(() -> reveal.reveal(Purpose.ABUSE, () -> {}, failure -> failed = failure));
        bench.until("the refusal", () -> failed != null);

        assertThat(bench.ask(() -> reveal.shownProperty().get())).isNull();
    }

    @Test
    void aCopyIsWrittenDownBeforeItIsMade() {
        shown(Duration.ofSeconds(60));
        String route = "POST /admin/v1/reveal/"
                + StaffServer.golden("RevealedField").get("id").asText() + "/copied";
        bench.server().answer(route, Answer.problem(503, "away", "Not now."));
        String[] copied = {null};
        bench.act(() -> reveal.copy(value -> copied[0] = value, failure -> failed = failure));
        bench.until("the refusal", () -> failed != null);
        assertThat(copied[0]).isNull();

        bench.server().answer(route, Answer.nothing());
        bench.act(() -> reveal.copy(value -> copied[0] = value, failure -> failed = failure));
        bench.until("the copy", () -> copied[0] != null);
    }

    private void shown(Duration longFor) {
        ObjectNode value = (ObjectNode) StaffServer.golden("RevealedField");
        value.put("hideAt", Instant.now().plus(longFor).toString());
        bench.server().answer(ROUTE, Answer.json(200, value));
        boolean[] done = {false};
        bench.act(() -> reveal.reveal(Purpose.PRIVACY_REQUEST, () -> done[0] = true, failure -> failed = failure));
        bench.until("it shows", () -> done[0]);
    }
}
