package ai.ominigate.console.notices;

import ai.ominigate.console.notices.Notice.Kind;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.session.Rights;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalStatus;
import ai.ominigate.model.live.LiveEvent;
import ai.ominigate.model.privacy.RequestSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * What whoever is signed in is told of, without its looks. Live events name what has changed and nothing more; whether it
 * concerns this person is asked of the server's lists, which write nothing down. What is due soon happens by itself, so it
 * is asked now and then.
 */
final class NoticesViewModel {

    private static final Duration DUE_EVERY = Duration.ofMinutes(10);
    private static final int MOST = 100;

    private final Calls calls;
    private final NoticesApi api;
    private final Rights rights;
    private final String me;
    private final Supplier<Instant> now;
    private final ObservableList<Notice> notices = FXCollections.observableArrayList();
    private final ReadOnlyIntegerWrapper unread = new ReadOnlyIntegerWrapper(this, "unread");

    /** What they were told of, so that they are told once. */
    private final Set<String> told = new HashSet<>();

    private Tasks.@Nullable Running next;

    /** @param me whoever is signed in, by their id */
    NoticesViewModel(Calls calls, Rights rights, String me, Supplier<Instant> now) {
        this.calls = calls;
        this.api = calls.api(NoticesApi.class);
        this.rights = rights;
        this.me = me;
        this.now = now;
    }

    /** The newest first. */
    ObservableList<Notice> notices() {
        return notices;
    }

    /** How many came since somebody looked. */
    ReadOnlyIntegerProperty unreadProperty() {
        return unread.getReadOnlyProperty();
    }

    /** Somebody has looked at all of them. */
    void read() {
        unread.set(0);
    }

    /** Begins to ask what is due soon. What is due already when somebody comes is told, too: it cannot wait. */
    void start() {
        stop();
        if (rights.has("PREPARE_REQUESTS")) {
            calls.read(api.due(), this::due, _ -> {});
            next = calls.tasks().later(DUE_EVERY, this::start);
        }
    }

    /** Asks no more. */
    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private void due(Page<RequestSummary> page) {
        page.items().forEach(each -> tell(Kind.DUE, each.id(), each.reference()));
    }

    /** Something has happened. */
    void heard(LiveEvent event) {
        String id = event.subject().substring(event.subject().indexOf(':') + 1);
        switch (event.kind()) {
            case "case.escalated" -> {
                if (rights.has("DECIDE_ABUSE")) {
                    among(api.escalated(), CaseSummary::id, id, _ -> tell(Kind.ESCALATED, id, ""));
                }
            }
            case "approval.proposed" ->
                among(api.waiting(), ApprovalDetails::id, id, found -> {
                    if (found.mayDecide()) {
                        tell(Kind.WAITS, id, found.effect());
                    }
                });
            case "approval.decided" -> among(api.proposed(me), ApprovalDetails::id, id, this::decided);
            default -> {}
        }
    }

    private void decided(ApprovalDetails proposal) {
        if (proposal.decidedBy() == null || !proposal.decidedBy().id().equals(me)) {
            tell(
                    proposal.status() == ApprovalStatus.APPROVED ? Kind.APPROVED : Kind.NOT_APPROVED,
                    proposal.id(),
                    proposal.effect());
        }
    }

    private <T> void among(Call<Page<T>> list, Function<T, String> name, String id, Consumer<T> found) {
        calls.read(
                list,
                page -> page.items().stream()
                        .filter(each -> name.apply(each).equals(id))
                        .findFirst()
                        .ifPresent(found),
                // It is at its screen all the same.
                _ -> {});
    }

    private void tell(Kind kind, String id, String what) {
        // A case may escalate again, and is told again; everything else happens once.
        if (!told.add(kind + " " + id) && kind != Kind.ESCALATED) {
            return;
        }
        Notice notice = new Notice(kind, id, what, now.get());
        notices.removeIf(notice::isSameAs);
        notices.addFirst(notice);
        if (notices.size() > MOST) {
            notices.removeLast();
        }
        unread.set(Math.min(MOST, unread.get() + 1));
    }
}
