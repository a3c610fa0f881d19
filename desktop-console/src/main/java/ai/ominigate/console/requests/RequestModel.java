package ai.ominigate.console.requests;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApproveProposal;
import ai.ominigate.model.approval.RefuseProposal;
import ai.ominigate.model.privacy.ClearDeletion;
import ai.ominigate.model.privacy.CorrectionDetails;
import ai.ominigate.model.privacy.DataFound;
import ai.ominigate.model.privacy.LetterPreview;
import ai.ominigate.model.privacy.PackageRevoked;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestEventKind;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.RevokePackage;
import ai.ominigate.model.privacy.TellPassphrase;
import ai.ominigate.model.privacy.ToldPassphrase;
import ai.ominigate.model.privacy.WholeMessage;
import ai.ominigate.model.privacy.WriteCorrection;
import ai.ominigate.model.privacy.WriteLetter;
import com.fasterxml.jackson.core.JacksonException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** One request without its looks: what is known of it, and what can be done with it. */
final class RequestModel {

    private final Calls calls;
    private final RequestsApi api;
    private final ListModel<RequestSummary> queue;
    private final ReadOnlyObjectWrapper<@Nullable RequestDetails> details =
            new ReadOnlyObjectWrapper<>(this, "details");
    private final ReadOnlyObjectWrapper<@Nullable Failure> failure = new ReadOnlyObjectWrapper<>(this, "failure");
    private final ReadOnlyObjectWrapper<@Nullable String> id = new ReadOnlyObjectWrapper<>(this, "id");
    private final ReadOnlyObjectWrapper<@Nullable ApprovalDetails> approval =
            new ReadOnlyObjectWrapper<>(this, "approval");
    private final Part<DataFound> data = new Part<>();
    private final Part<CorrectionDetails> correction = new Part<>();
    private Calls.@Nullable Sent asked;
    private @Nullable RequestSummary changed;

    /** Something more of it, which is asked for only when somebody looks. */
    static final class Part<T> {
        private final ReadOnlyObjectWrapper<@Nullable T> value = new ReadOnlyObjectWrapper<>(this, "value");
        private final ReadOnlyObjectWrapper<@Nullable Failure> failure = new ReadOnlyObjectWrapper<>(this, "failure");
        private boolean onItsWay;

        ReadOnlyObjectProperty<@Nullable T> valueProperty() {
            return value.getReadOnlyProperty();
        }

        ReadOnlyObjectProperty<@Nullable Failure> failureProperty() {
            return failure.getReadOnlyProperty();
        }

        /** Whether it has to be asked for: it is not there, and not on its way. */
        private boolean begin() {
            boolean first = !onItsWay;
            onItsWay = true;
            return first;
        }

        private void set(T now) {
            onItsWay = false;
            failure.set(null);
            value.set(now);
        }

        private void fail(Failure why) {
            onItsWay = false;
            failure.set(why);
        }

        private void forget() {
            onItsWay = false;
            failure.set(null);
            value.set(null);
        }
    }

    /** How far a milestone of a request is. */
    enum Reached {
        DONE,
        NEXT,
        LATER
    }

    /**
     * Something that happens to every request, if all goes well.
     *
     * @param kind what
     * @param event when it happened, and who did it; null if it has not, or too long ago to be told
     */
    record Milestone(RequestEventKind kind, Reached reached, RequestDetails.@Nullable Event event) {}

    /** @param queue hears what becomes of its rows */
    RequestModel(Calls calls, RequestsApi api, ListModel<RequestSummary> queue) {
        this.calls = calls;
        this.api = api;
        this.queue = queue;
    }

    ReadOnlyObjectProperty<@Nullable RequestDetails> detailsProperty() {
        return details.getReadOnlyProperty();
    }

    /** Why it does not show; null if it does, or is on its way. */
    ReadOnlyObjectProperty<@Nullable Failure> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** Which one is open; null for none. */
    ReadOnlyObjectProperty<@Nullable String> idProperty() {
        return id.getReadOnlyProperty();
    }

    /** What waits for a second person; null for nothing, or if whoever looks may not see it. */
    ReadOnlyObjectProperty<@Nullable ApprovalDetails> approvalProperty() {
        return approval.getReadOnlyProperty();
    }

    Part<DataFound> data() {
        return data;
    }

    Part<CorrectionDetails> correction() {
        return correction;
    }

    /** What is open. */
    RequestDetails now() {
        return Objects.requireNonNull(details.get());
    }

    /** How it stood last: as it is shown, or as one's own last step left it, until that is read again. */
    RequestSummary seen() {
        RequestSummary shown = now().summary();
        RequestSummary left = changed;
        return left != null && left.id().equals(shown.id()) && left.version() > shown.version() ? left : shown;
    }

    /** Opens a request. */
    void open(String request) {
        if (!request.equals(id.get())) {
            close();
            id.set(request);
        }
        reload();
    }

    /** Nothing of it stays. */
    void close() {
        if (asked != null) {
            asked.cancel();
        }
        id.set(null);
        details.set(null);
        failure.set(null);
        approval.set(null);
        data.forget();
        correction.forget();
    }

    /** Asks anew for all that shows. */
    void reload() {
        String request = id.get();
        if (request == null) {
            return;
        }
        if (asked != null) {
            asked.cancel();
        }
        asked = calls.read(api.request(request), this::show, this::fail);
    }

    /** What shows stays if the server does not answer: somebody may be writing about it. */
    private void fail(Failure why) {
        if (why instanceof Failure.Denied || why instanceof Failure.Gone) {
            details.set(null);
        }
        failure.set(why);
    }

    private void show(RequestDetails now) {
        failure.set(null);
        details.set(now);
        queue.replace(now.summary());
        String proposal = now.plan().proposal();
        if (proposal == null) {
            approval.set(null);
        } else {
            calls.read(
                    api.approval(proposal),
                    found -> {
                        if (details.get() == now) {
                            approval.set(found);
                        }
                    },
                    _ -> approval.set(null));
        }
    }

    /** Asks what is kept of the person. That somebody looked is written down, so only when somebody does. */
    void lookAtData() {
        String request = id.get();
        if (request != null && data.begin()) {
            calls.read(api.data(request), data::set, data::fail);
        }
    }

    /** Asks what is to be corrected. */
    void lookAtCorrection() {
        String request = id.get();
        if (request != null && correction.begin()) {
            calls.read(api.correction(request), correction::set, correction::fail);
        }
    }

    // What can be done

    /**
     * Takes a step.
     *
     * @param step by the name of its route
     * @param version that whoever takes it has seen
     */
    void take(String step, Version version, Object wish, Runnable done, Consumer<Failure> failed) {
        calls.write(api.take(now().summary().id(), step, version, wish), changed -> went(changed, done), failed);
    }

    /** Adds something, whichever version it has: a note, a letter, a link, a code that was read out. */
    void add(String what, Object wish, Runnable done, Consumer<Failure> failed) {
        calls.write(api.add(now().summary().id(), what, wish), changed -> went(changed, done), failed);
    }

    private void went(RequestSummary after, Runnable done) {
        changed = after;
        queue.replace(after);
        reload();
        done.run();
    }

    /** Takes back a letter that the server keeps until it goes. @param request that it is about, whichever is open */
    void takeBackLetter(String request, String letter, Runnable done, Consumer<Failure> failed) {
        calls.write(api.takeBackLetter(request, letter), changed -> went(changed, done), failed);
    }

    /** The last letter that this member wrote and can take back at this moment; empty for none. */
    static Optional<RequestDetails.Message> waiting(RequestDetails request, String member, Instant at) {
        return request.conversation().stream()
                .filter(each -> each.by() != null
                        && each.by().id().equals(member)
                        && each.goesAt() != null
                        && each.goesAt().isAfter(at))
                .reduce((_, later) -> later);
    }

    void previewLetter(String text, Consumer<LetterPreview> done, Consumer<Failure> failed) {
        calls.read(api.preview(now().summary().id(), new WriteLetter(text)), done, failed);
    }

    void previewCorrection(WriteCorrection wish, Consumer<CorrectionDetails> done, Consumer<Failure> failed) {
        calls.read(api.preview(now().summary().id(), wish), done, failed);
    }

    void correct(WriteCorrection wish, Version version, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.correct(now().summary().id(), version, wish),
                written -> {
                    correction.set(written);
                    reload();
                    done.run();
                },
                failed);
    }

    /** Says that something does not stand in the way. @param what {@code money} or {@code cases} */
    void clear(String what, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.clear(what, new ClearDeletion(now().summary().id(), reason)),
                _ -> {
                    reload();
                    done.run();
                },
                failed);
    }

    void revokePackage(Consumer<PackageRevoked> done, Consumer<Failure> failed) {
        calls.write(
                api.revoke(new RevokePackage(now().summary().id())),
                revoked -> {
                    reload();
                    done.accept(revoked);
                },
                failed);
    }

    /** What will open the package, to be told to whoever asked for it. */
    void passphrase(String reason, Consumer<ToldPassphrase> done, Consumer<Failure> failed) {
        calls.write(
                api.passphrase(new TellPassphrase(now().summary().id(), reason)),
                told -> {
                    reload();
                    done.accept(told);
                },
                failed);
    }

    /** Agrees as the second person. */
    void approve(@Nullable String note, Runnable done, Consumer<Failure> failed) {
        ApprovalDetails proposal = Objects.requireNonNull(approval.get());
        calls.write(
                api.approve(proposal.id(), Version.of(proposal), new ApproveProposal(note)),
                _ -> {
                    reload();
                    done.run();
                },
                failed);
    }

    /** Does not agree. */
    void decline(String reason, Runnable done, Consumer<Failure> failed) {
        ApprovalDetails proposal = Objects.requireNonNull(approval.get());
        calls.write(
                api.refuse(proposal.id(), Version.of(proposal), new RefuseProposal(reason)),
                _ -> {
                    reload();
                    done.run();
                },
                failed);
    }

    /** The proof that somebody was forgotten. @param paper for people, as PDF; signed JSON otherwise */
    Call<ResponseBody> proof(boolean paper) {
        return api.proof(now().summary().id(), paper ? "proof-on-paper" : "proof");
    }

    /** All of a long message's text. That somebody read it is written down. */
    void readWhole(String message, Consumer<WholeMessage> done, Consumer<Failure> failed) {
        calls.read(api.message(now().summary().id(), message), done, failed);
    }

    /** A file that came with a message, as it came. */
    Call<ResponseBody> file(String message, int number) {
        return api.file(now().summary().id(), message, number);
    }

    /** What somebody else has made of it meanwhile; empty if the server did not say. */
    Optional<RequestSummary> theirs(Failure.Conflict conflict) {
        if (conflict.current() == null || !conflict.current().has("reference")) {
            return Optional.empty();
        }
        try {
            return Optional.of(calls.json().treeToValue(conflict.current(), RequestSummary.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    // What it means

    /** The step that brings a request on, by its command; empty if nobody has to do anything now. */
    static Optional<String> next(RequestDetails request, @Nullable ApprovalDetails approval) {
        RequestType type = request.summary().type();
        return switch (request.summary().state()) {
            case RECEIVED -> Optional.of(type == null ? "triage" : "acknowledge");
            case ACKNOWLEDGED ->
                type == null || request.summary().account() == null ? Optional.of("triage") : Optional.of("ask-link");
            case IDENTITY_PENDING -> Optional.of("check-code");
            case VERIFIED -> Optional.of("triage");
            case TRIAGED -> Optional.of("start");
            case IN_PROGRESS -> Optional.of("prepare");
            case AWAITING_SUBJECT -> Optional.of("hear");
            case PREPARED -> Optional.of("propose");
            case AWAITING_SECOND_APPROVAL ->
                approval != null && approval.mayDecide() ? Optional.of("agree") : Optional.empty();
            case REFUSED, NO_MATCH -> Optional.of("reopen");
            case SCHEDULED,
                    EXECUTING,
                    PARTIALLY_FAILED,
                    READY_FOR_DELIVERY,
                    DELIVERED,
                    COMPLETED,
                    WITHDRAWN,
                    MERGED_INTO -> Optional.empty();
        };
    }

    /** What of a timeline somebody wants to see. */
    enum Chosen {
        ALL,
        LETTERS,
        DECISIONS,
        WORK,
        NOTES;

        /** Whether an event is of this sort. */
        boolean fits(RequestEventKind kind) {
            return this == ALL || this == of(kind);
        }

        private static Chosen of(RequestEventKind kind) {
            return switch (kind) {
                case OPENED,
                        ACKNOWLEDGED,
                        HEARD,
                        LETTER_RETURNED,
                        IDENTITY_ASKED,
                        IDENTITY_REMINDED,
                        CLARIFICATION_ASKED,
                        EXTENDED,
                        WRITTEN,
                        DELIVERED,
                        RESTRICTION_LIFTED -> LETTERS;
                case IDENTIFIED, PROPOSED, DECLINED, APPROVED, REFUSED, WITHDRAWN, NO_MATCH, HELD, RELEASED, REOPENED ->
                    DECISIONS;
                case NOTED -> NOTES;
                case IDENTITY_LOST,
                        TRIAGED,
                        ASSIGNED,
                        STARTED,
                        PREPARED,
                        REVISED,
                        SCHEDULED,
                        RESUMED,
                        LEG_SETTLED,
                        LEG_FAILED,
                        LEG_RETRIED,
                        FULFILLED,
                        COMPLETED,
                        MERGED,
                        ABSORBED,
                        LINKED,
                        CORRECTION_WRITTEN,
                        ADDRESS_CONFIRMED,
                        CORRECTION_REVERTED -> WORK;
            };
        }
    }

    /** Those events of a request that somebody wants to see, the latest first. */
    static List<RequestDetails.Event> timeline(RequestDetails request, Chosen chosen) {
        return request.timeline().stream()
                .filter(event -> chosen.fits(event.kind()))
                .toList();
    }

    private static final List<RequestEventKind> MILESTONES = List.of(
            RequestEventKind.OPENED,
            RequestEventKind.ACKNOWLEDGED,
            RequestEventKind.IDENTIFIED,
            RequestEventKind.TRIAGED,
            RequestEventKind.STARTED,
            RequestEventKind.PREPARED,
            RequestEventKind.APPROVED,
            RequestEventKind.FULFILLED,
            RequestEventKind.DELIVERED,
            RequestEventKind.COMPLETED);

    /** How far it is, from its coming in to its end. */
    static List<Milestone> milestones(RequestDetails request) {
        RequestState state = request.summary().state();
        RequestEventKind end = end(state);
        List<Milestone> milestones = new ArrayList<>();
        int reached = reached(state);
        for (int i = 0; i < MILESTONES.size(); i++) {
            RequestDetails.Event event = event(request, MILESTONES.get(i));
            if (end != null) {
                // What came after it ended so will not come.
                if (event != null) {
                    milestones.add(new Milestone(MILESTONES.get(i), Reached.DONE, event));
                }
            } else {
                Reached far = i <= reached ? Reached.DONE : i == reached + 1 ? Reached.NEXT : Reached.LATER;
                milestones.add(new Milestone(MILESTONES.get(i), far, far == Reached.DONE ? event : null));
            }
        }
        if (end != null) {
            milestones.add(new Milestone(end, Reached.DONE, event(request, end)));
        }
        return milestones;
    }

    private static @Nullable RequestEventKind end(RequestState state) {
        return switch (state) {
            case REFUSED -> RequestEventKind.REFUSED;
            case WITHDRAWN -> RequestEventKind.WITHDRAWN;
            case NO_MATCH -> RequestEventKind.NO_MATCH;
            case MERGED_INTO -> RequestEventKind.MERGED;
            default -> null;
        };
    }

    private static int reached(RequestState state) {
        return switch (state) {
            case RECEIVED -> 0;
            case ACKNOWLEDGED, IDENTITY_PENDING -> 1;
            case VERIFIED -> 2;
            case TRIAGED -> 3;
            case IN_PROGRESS, AWAITING_SUBJECT -> 4;
            case PREPARED, AWAITING_SECOND_APPROVAL -> 5;
            case SCHEDULED, EXECUTING, PARTIALLY_FAILED -> 6;
            case READY_FOR_DELIVERY -> 7;
            case DELIVERED -> 8;
            case COMPLETED, REFUSED, WITHDRAWN, NO_MATCH, MERGED_INTO -> MILESTONES.size() - 1;
        };
    }

    private static RequestDetails.@Nullable Event event(RequestDetails request, RequestEventKind kind) {
        return request.timeline().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElse(null);
    }
}
