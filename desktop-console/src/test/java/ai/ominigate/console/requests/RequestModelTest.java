package ai.ominigate.console.requests;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestEventKind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One request, without a toolkit. */
class RequestModelTest {

    private final ModelBench bench = new ModelBench();
    private final RequestsViewModel desk = bench.ask(() -> new RequestsViewModel(bench.calls(), bench.me()));
    private final RequestModel model = bench.ask(() -> new RequestModel(bench.calls(), desk.api(), desk.queue()));

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    private RequestDetails open(ObjectNode request) {
        Requests.one(bench.server(), request);
        bench.act(() -> model.open(Requests.ID));
        bench.until("the request is there", () -> model.detailsProperty().get() != null);
        return bench.ask(model::now);
    }

    @ParameterizedTest
    @CsvSource({
        "RECEIVED, acknowledge",
        "ACKNOWLEDGED, ask-link",
        "IDENTITY_PENDING, check-code",
        "VERIFIED, triage",
        "TRIAGED, start",
        "IN_PROGRESS, prepare",
        "AWAITING_SUBJECT, hear",
        "PREPARED, propose",
        "REFUSED, reopen"
    })
    void everyStateThatWaitsForUsHasOneNextStep(String state, String next) {
        assertThat(RequestModel.next(open(Requests.request("ACCESS", state)), null))
                .contains(next);
    }

    @ParameterizedTest
    @CsvSource({"EXECUTING", "SCHEDULED", "DELIVERED", "COMPLETED", "WITHDRAWN", "AWAITING_SECOND_APPROVAL"})
    void whatGoesOnByItselfHasNone(String state) {
        assertThat(RequestModel.next(open(Requests.request("ACCESS", state)), null))
                .isEmpty();
    }

    @Test
    void whatNobodyHasReadIsTriagedFirst() {
        ObjectNode unread = Requests.request("ACCESS", "ACKNOWLEDGED");
        ((ObjectNode) unread.get("summary")).remove("type");

        assertThat(RequestModel.next(open(unread), null)).contains("triage");
    }

    @Test
    void onlyOnesOwnLetterThatHasNotGoneCanBeTakenBack() {
        Instant goes = Instant.parse("2026-11-27T12:00:30Z");
        RequestDetails request = open(Requests.withLetter(Requests.request("ACCESS", "IN_PROGRESS"), goes));
        String writer = "019a1b2c-0000-7000-8000-000000000003";

        assertThat(RequestModel.waiting(request, writer, goes.minusMillis(1)))
                .hasValueSatisfying(letter -> assertThat(letter.id()).isEqualTo(Requests.LETTER));
        assertThat(RequestModel.waiting(request, writer, goes)).isEmpty();
        assertThat(RequestModel.waiting(request, "somebody else", goes.minusMillis(1)))
                .isEmpty();
    }

    @Test
    void ofATimelineThatShowsWhatSomebodyWantsToSee() {
        RequestDetails request = open(Requests.request("ACCESS", "IN_PROGRESS"));

        assertThat(RequestModel.timeline(request, RequestModel.Chosen.ALL)).isEqualTo(request.timeline());
        assertThat(RequestModel.timeline(request, RequestModel.Chosen.LETTERS))
                .extracting(RequestDetails.Event::kind)
                .containsExactly(
                        RequestEventKind.IDENTITY_ASKED, RequestEventKind.ACKNOWLEDGED, RequestEventKind.OPENED);
        assertThat(RequestModel.timeline(request, RequestModel.Chosen.NOTES)).isEmpty();
    }

    @Test
    void milestonesTellWhoReachedThemAndWhichComesNext() {
        List<RequestModel.Milestone> milestones =
                RequestModel.milestones(open(Requests.request("ACCESS", "IN_PROGRESS")));

        assertThat(milestones).hasSize(10);
        assertThat(milestones.get(4).kind()).isEqualTo(RequestEventKind.STARTED);
        assertThat(milestones.get(4).reached()).isEqualTo(RequestModel.Reached.DONE);
        assertThat(milestones.get(4).event()).hasFieldOrPropertyWithValue("by.name", "Grace");
        assertThat(milestones.get(5).reached()).isEqualTo(RequestModel.Reached.NEXT);
        assertThat(milestones.get(6).reached()).isEqualTo(RequestModel.Reached.LATER);
    }

    @Test
    void whatEndedOtherwiseHasNothingToCome() {
        List<RequestModel.Milestone> milestones =
                RequestModel.milestones(open(Requests.request("ACCESS", "WITHDRAWN")));

        assertThat(milestones).allMatch(each -> each.reached() == RequestModel.Reached.DONE);
        assertThat(milestones.getLast().kind()).isEqualTo(RequestEventKind.WITHDRAWN);
    }

    @Test
    void ownStepsAreSeenBeforeTheRequestIsReadAgain() {
        open(Requests.request("ACCESS", "TRIAGED", "start"));
        ObjectNode after = (ObjectNode) StaffServer.golden("RequestSummary");
        bench.server()
                .answer(
                        "POST " + Requests.ROUTE + "/start",
                        Answer.json(
                                200,
                                after.put("id", Requests.ID).put("version", 8).toString()));
        List<Long> seen = new ArrayList<>();

        bench.act(() -> model.take(
                "start",
                Version.of(model.seen()),
                new GiveReason("It is mine."),
                () -> seen.add(model.seen().version()),
                _ -> {}));
        bench.until("it is done", () -> !seen.isEmpty());

        assertThat(seen).containsExactly(8L);
    }

    @Test
    void aStepNamesTheVersionThatWasSeenAndShowsWhatBecameOfIt() {
        open(Requests.request("ACCESS", "TRIAGED", "start"));
        bench.server().answers("POST " + Requests.ROUTE + "/start", "RequestSummary");
        List<String> done = new ArrayList<>();

        bench.act(() -> model.take(
                "start", Version.of(model.now()), new GiveReason("It is mine."), () -> done.add("done"), _ -> {}));
        bench.until("it is done", () -> !done.isEmpty());

        StaffServer.Asked asked =
                bench.server().asked("POST " + Requests.ROUTE + "/start").getFirst();
        assertThat(asked.headers()).containsEntry("if-match", "\"7\"").containsKey("idempotency-key");
        assertThat(asked.body()).contains("\"reason\":\"It is mine.\"");
        bench.until(
                "it is read anew",
                () -> bench.server().asked("GET " + Requests.ROUTE).size() == 2);
    }

    @Test
    void whoIsTooLateSeesWhatTheOtherMadeOfIt() {
        open(Requests.request("ACCESS", "TRIAGED", "start"));
        ObjectNode stale = (ObjectNode) StaffServer.read("{\"title\":\"Changed\",\"status\":412,\"code\":\"stale\"}");
        stale.set("current", StaffServer.golden("RequestSummary"));
        bench.server().answer("POST " + Requests.ROUTE + "/start", Answer.json(412, stale));
        List<Failure> failures = new ArrayList<>();

        bench.act(() -> model.take("start", Version.of(model.now()), new GiveReason("Mine."), () -> {}, failures::add));
        bench.until("it is refused", () -> !failures.isEmpty());

        assertThat(failures.getFirst()).isInstanceOf(Failure.Conflict.class);
        assertThat(bench.ask(() -> model.theirs((Failure.Conflict) failures.getFirst())))
                .hasValueSatisfying(theirs -> assertThat(theirs.reference()).isEqualTo("PR-000042"));
    }

    @Test
    void dataIsLookedAtOnlyWhenSomebodyWantsTo() {
        open(Requests.request("DELETION", "IN_PROGRESS"));
        assertThat(bench.server().asked("GET " + Requests.ROUTE + "/data")).isEmpty();

        bench.act(model::lookAtData);
        bench.until("it is there", () -> model.data().valueProperty().get() != null);
    }

    @Test
    void nothingOfItStaysWhenItIsClosed() {
        open(Requests.request("DELETION", "IN_PROGRESS"));
        bench.act(model::lookAtData);
        bench.until("it is there", () -> model.data().valueProperty().get() != null);

        bench.act(model::close);

        assertThat(bench.ask(() -> model.detailsProperty().get())).isNull();
        assertThat(bench.ask(() -> model.data().valueProperty().get())).isNull();
    }
}
