package ai.ominigate.console.abuse;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseFilter;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ClaimCase;
import ai.ominigate.model.abuse.CloseCase;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.FilterDetails;
import ai.ominigate.model.abuse.HandOverCase;
import ai.ominigate.model.abuse.HoldCase;
import ai.ominigate.model.abuse.KeepClaim;
import ai.ominigate.model.abuse.MergeCase;
import ai.ominigate.model.abuse.NoteCase;
import ai.ominigate.model.abuse.OpenCase;
import ai.ominigate.model.abuse.RenewEvidence;
import ai.ominigate.model.abuse.ReopenCase;
import ai.ominigate.model.abuse.SaveFilter;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** The queue and the case that is open, without their looks. */
final class CasesViewModel {

    /** The server lets go of a claim after a quarter of an hour. */
    private static final Duration HEARD_OF_EVERY = Duration.ofMinutes(5);

    private static final int LONGEST_NOTE = 2_000;
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Calls calls;
    private final AbuseApi api;
    private final ListModel<CaseSummary> queue;
    private final ObservableList<FilterDetails> filters = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Opened> opened = new ReadOnlyObjectWrapper<>(this, "opened", new Opened.None());
    private @Nullable String me;
    private Calls.@Nullable Sent opening;
    private Tasks.@Nullable Running keeping;
    private boolean typing;

    /** The case that somebody works on. */
    sealed interface Opened {
        record None() implements Opened {}

        record Opening(String id) implements Opened {}

        record Open(CaseDetails details) implements Opened {}

        record Failed(String id, Failure failure) implements Opened {}
    }

    CasesViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(AbuseApi.class);
        this.queue = new ListModel<>(calls, api::cases, CaseSummary::id);
    }

    ListModel<CaseSummary> queue() {
        return queue;
    }

    /** Views of the queue with how much is in each, those that are built in first. */
    ObservableList<FilterDetails> filters() {
        return filters;
    }

    ReadOnlyObjectProperty<Opened> openedProperty() {
        return opened.getReadOnlyProperty();
    }

    /** The case that is open; null if none is. */
    @Nullable
    CaseDetails details() {
        return opened.get() instanceof Opened.Open open ? open.details() : null;
    }

    /** What commands are about: the case that is open, or else the row that is selected; null for neither. */
    @Nullable
    CaseSummary subject() {
        CaseDetails details = details();
        return details != null ? details.summary() : queue.selectedProperty().get();
    }

    /** Whether whoever is signed in works on it. */
    boolean isMine(CaseSummary summary) {
        return summary.claim() != null && summary.claim().by().id().equals(me);
    }

    /** Whether it is done, so that nothing but opening it again is possible. */
    static boolean isDone(CaseSummary summary) {
        return summary.status() == CaseStatus.CLOSED || summary.status() == CaseStatus.MERGED;
    }

    /** Asks who one is and what views there are. Counts that cannot be had are no reason to show nothing. */
    void start() {
        if (me == null) {
            calls.read(api.me(), answer -> me = answer.staff().id(), _ -> {});
        }
        countFilters();
    }

    /** Asks anew how much is in each view. */
    void countFilters() {
        calls.read(api.filters(), (Page<FilterDetails> page) -> filters.setAll(page.items()), _ -> {});
    }

    /** The queue's parameters for a saved view. */
    static Map<String, String> parameters(CaseFilter filter) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "status", filter.status());
        put(parameters, "priority", filter.priority());
        put(parameters, "family", filter.family());
        put(parameters, "kind", filter.kind());
        put(parameters, "claim", filter.claim());
        put(parameters, "due", filter.due());
        put(parameters, "escalated", filter.escalated());
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    /** The view that the queue's filters are at the moment; null if it is none. */
    @Nullable
    FilterDetails view() {
        return filters.stream()
                .filter(each -> parameters(each.filter()).equals(queue.filters()))
                .findFirst()
                .orElse(null);
    }

    /** Saves the queue's filters as a view. */
    void saveView(String name, boolean shared, CaseFilter filter, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.save(new SaveFilter(name, shared, filter)),
                _ -> {
                    countFilters();
                    done.run();
                },
                failed);
    }

    /** Deletes one of one's own views. */
    void forgetView(FilterDetails view, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.forget(view.id(), Version.of(view)),
                () -> {
                    countFilters();
                    done.run();
                },
                failed);
    }

    /** Opens a case; that one looked is written down. */
    void open(String id) {
        if (opening != null) {
            opening.cancel();
        }
        stopKeeping();
        opened.set(new Opened.Opening(id));
        ask(id, failure -> opened.set(new Opened.Failed(id, failure)));
    }

    /** Asks anew for the case that is open, which stays to be seen meanwhile, and if the server does not answer. */
    void reopenQuietly() {
        switch (opened.get()) {
            case Opened.Open open -> ask(open.details().summary().id(), failure -> failQuietly(open, failure));
            case Opened.Failed failed -> open(failed.id());
            default -> {}
        }
    }

    private void failQuietly(Opened.Open open, Failure failure) {
        if (failure instanceof Failure.Denied || failure instanceof Failure.Gone) {
            opened.set(new Opened.Failed(open.details().summary().id(), failure));
        }
    }

    private void ask(String id, Consumer<Failure> failed) {
        opening = calls.read(
                api.look(id),
                details -> {
                    opened.set(new Opened.Open(details));
                    queue.replace(details.summary());
                    keepIfMine(details.summary());
                },
                failed);
    }

    /** Goes back to the queue. */
    void close() {
        if (opening != null) {
            opening.cancel();
        }
        stopKeeping();
        opened.set(new Opened.None());
    }

    /** The row after the one that is open, or the one before where it is the last; null if there is no other. */
    @Nullable
    CaseSummary next() {
        CaseSummary now = subject();
        int index = -1;
        for (int i = 0; i < queue.rows().size(); i++) {
            if (now != null && queue.rows().get(i).id().equals(now.id())) {
                index = i;
            }
        }
        if (index + 1 < queue.rows().size()) {
            return queue.rows().get(index + 1);
        }
        return null;
    }

    /** How many rows of this part come after the one that is open. */
    int remaining() {
        CaseSummary now = subject();
        for (int i = 0; i < queue.rows().size(); i++) {
            if (now != null && queue.rows().get(i).id().equals(now.id())) {
                return queue.rows().size() - i - 1;
            }
        }
        return queue.rows().size();
    }

    /** Opens the next row, or goes back to the queue if there is none. */
    void goOn() {
        CaseSummary next = next();
        if (next == null) {
            close();
            queue.refresh();
        } else {
            queue.selectedProperty().set(next);
            open(next.id());
        }
    }

    /** Leaves a case to others, with a note why, and opens the next row. */
    void skip(CaseSummary seen, String note, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.note(seen.id(), new NoteCase(note)),
                changed -> {
                    queue.replace(changed);
                    goOn();
                    done.run();
                },
                failed);
    }

    // Claims

    private void keepIfMine(CaseSummary summary) {
        stopKeeping();
        if (isMine(summary)) {
            keeping = calls.tasks().later(HEARD_OF_EVERY, () -> keep(summary.id()));
        }
    }

    private void keep(String id) {
        calls.write(api.keep(id, new KeepClaim(typing)), this::keepIfMine, _ -> reopenQuietly());
    }

    /** Lets colleagues see whether one writes a decision. */
    void tellTyping(boolean now) {
        CaseDetails details = details();
        if (typing != now) {
            typing = now;
            if (details != null && isMine(details.summary())) {
                keep(details.summary().id());
            }
        }
    }

    private void stopKeeping() {
        if (keeping != null) {
            keeping.cancel();
            keeping = null;
        }
    }

    // What can be done

    /** Something that is done with a case as somebody saw it. */
    interface Deed extends Function<Version, Call<CaseSummary>> {}

    /** Does something with a case. */
    void act(CaseSummary seen, Deed deed, Consumer<CaseSummary> done, Consumer<Failure> failed) {
        calls.write(
                deed.apply(Version.of(seen)),
                changed -> {
                    queue.replace(changed);
                    reopenQuietly();
                    countFilters();
                    done.accept(changed);
                },
                failed);
    }

    /** Claims one of several that nobody has: what is in the saved filters is counted when all are done. */
    void claimOne(CaseSummary seen, Runnable done, Consumer<Failure> failed) {
        calls.write(
                claim(seen, false).apply(Version.of(seen)),
                changed -> {
                    queue.replace(changed);
                    done.run();
                },
                failed);
    }

    /** What the case is now, if a refusal says so. */
    @Nullable
    CaseSummary current(Failure failure) {
        if (failure instanceof Failure.Conflict conflict && conflict.current() != null) {
            try {
                return calls.json().treeToValue(conflict.current(), CaseSummary.class);
            } catch (JsonProcessingException e) {
                return null;
            }
        }
        return null;
    }

    Deed claim(CaseSummary seen, boolean takeOver) {
        return version -> api.claim(seen.id(), version, new ClaimCase(takeOver));
    }

    Deed extend(CaseSummary seen) {
        return version -> api.extend(seen.id(), version);
    }

    Deed hold(CaseSummary seen, String reason) {
        return version -> api.hold(seen.id(), version, new HoldCase(reason));
    }

    Deed handOver(CaseSummary seen, Colleague to, @Nullable String note) {
        return version -> api.handOver(seen.id(), version, new HandOverCase(to.id(), note));
    }

    Deed release(CaseSummary seen) {
        return version -> api.release(seen.id(), version);
    }

    Deed review(CaseSummary seen) {
        return version -> api.review(seen.id(), version);
    }

    Deed note(CaseSummary seen, String words) {
        return _ -> api.note(seen.id(), new NoteCase(words));
    }

    Deed snooze(CaseSummary seen) {
        return version -> api.snooze(seen.id(), version);
    }

    Deed close(CaseSummary seen, CaseDisposition disposition, CaseReason reason, @Nullable String note) {
        return version -> api.close(seen.id(), version, new CloseCase(disposition, reason, note));
    }

    Deed reopen(CaseSummary seen, String reason) {
        return version -> api.reopen(seen.id(), version, new ReopenCase(reason));
    }

    /** Opens a case again that was dismissed just now, as it is by now. */
    void reopen(String id, String reason, Consumer<CaseSummary> done, Consumer<Failure> failed) {
        calls.read(
                api.look(id),
                details -> act(details.summary(), reopen(details.summary(), reason), done, failed),
                failed);
    }

    Deed renew(CaseSummary seen, String reason) {
        return version -> api.renew(seen.id(), version, new RenewEvidence(reason));
    }

    /** Makes a case part of another one, as that one is now. */
    void merge(CaseSummary seen, String into, Consumer<CaseSummary> done, Consumer<Failure> failed) {
        calls.read(
                api.look(into),
                other -> act(
                        seen,
                        version -> api.merge(seen.id(), version, new MergeCase(into, other.version())),
                        done,
                        failed),
                failed);
    }

    /** Asks whom a case can be given to: everybody who decides cases, without whoever is signed in. */
    void colleagues(Consumer<List<Colleague>> done, Consumer<Failure> failed) {
        calls.read(
                api.colleagues(),
                page -> done.accept(page.items().stream()
                        .filter(each -> !each.id().equals(me))
                        .toList()),
                failed);
    }

    /** Opens a case for what somebody has seen themselves. */
    void openByHand(OpenCase wish, Consumer<CaseSummary> done, Consumer<Failure> failed) {
        calls.write(
                api.open(wish),
                opened -> {
                    queue.noteNews();
                    countFilters();
                    done.accept(opened);
                },
                failed);
    }

    /**
     * What a case would be about, as somebody typed it: an address or a network, or an account or a key by its id.
     *
     * @param kind as whoever typed it says
     * @return empty if it cannot be that
     */
    static Optional<OpenCase> opening(EntityKind kind, String typed, CaseFamily family, String words) {
        String about = typed.strip();
        if (words.isBlank() || words.length() > LONGEST_NOTE) {
            return Optional.empty();
        }
        return switch (kind) {
            case NETWORK ->
                Addresses.isAddress(about)
                        ? Optional.of(new OpenCase(about, null, family, words.strip()))
                        : Optional.empty();
            case ACCOUNT, KEY ->
                ID.matcher(about).matches()
                        ? Optional.of(new OpenCase(
                                null, kind.name().toLowerCase(Locale.ROOT) + ":" + about, family, words.strip()))
                        : Optional.empty();
            case ASN, COUNTRY -> Optional.empty();
        };
    }
}
