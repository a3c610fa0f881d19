package ai.ominigate.console.requests;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.AssignRequest;
import ai.ominigate.model.privacy.AssigneeFilter;
import ai.ominigate.model.privacy.DueDays;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.HoldAccount;
import ai.ominigate.model.privacy.LegalHoldDetails;
import ai.ominigate.model.privacy.LiftRestriction;
import ai.ominigate.model.privacy.OpenRequest;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestFilter;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.privacy.SaveRequestFilter;
import ai.ominigate.model.privacy.VaultRecord;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.Me;
import ai.ominigate.model.staff.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** The privacy desk's lists without their looks: the queue with its saved filters, restrictions, legal holds, the vault. */
final class RequestsViewModel {

    private static final Pattern REFERENCE = Pattern.compile("PR-?(\\d{1,12})", Pattern.CASE_INSENSITIVE);

    private final Calls calls;
    private final RequestsApi api;
    private final ListModel<RequestSummary> queue;
    private final ListModel<RestrictionDetails> restrictions;
    private final ListModel<LegalHoldDetails> holds;
    private final ListModel<VaultRecord> vault;
    private final ObservableList<RequestFilterDetails> filters = FXCollections.observableArrayList();
    private final Me me;
    private final ObjectProperty<@Nullable Failure> filterFailure = new SimpleObjectProperty<>(this, "filterFailure");

    /** @param me whoever works here */
    RequestsViewModel(Calls calls, Me me) {
        this.calls = calls;
        this.me = me;
        this.api = calls.api(RequestsApi.class);
        queue = new ListModel<>(calls, api::requests, RequestSummary::id);
        restrictions = new ListModel<>(calls, api::restrictions, RestrictionDetails::id);
        holds = new ListModel<>(calls, api::holds, LegalHoldDetails::id);
        vault = new ListModel<>(calls, api::vault, VaultRecord::id);
    }

    RequestsApi api() {
        return api;
    }

    ListModel<RequestSummary> queue() {
        return queue;
    }

    ListModel<RestrictionDetails> restrictions() {
        return restrictions;
    }

    ListModel<LegalHoldDetails> holds() {
        return holds;
    }

    ListModel<VaultRecord> vault() {
        return vault;
    }

    /** Views of the queue that people come back to, with how much is in each. */
    ObservableList<RequestFilterDetails> filters() {
        return filters;
    }

    /** Why there are no saved filters; null if they came. */
    ReadOnlyObjectProperty<@Nullable Failure> filterFailureProperty() {
        return filterFailure;
    }

    /** Counts anew what is in the saved filters. */
    void countFilters() {
        calls.read(
                api.filters(),
                page -> {
                    filterFailure.set(null);
                    filters.setAll(page.items());
                },
                filterFailure::set);
    }

    /** The queue as a CSV file: all that fits the filters in use, in the order that shows. */
    Call<ResponseBody> export() {
        return api.export(queue.query().whole());
    }

    // Filters

    /** A saved filter as the queue's parameters. */
    static Map<String, String> parameters(RequestFilter filter) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "state", filter.state());
        put(parameters, "type", filter.type());
        put(parameters, "regime", filter.regime());
        put(parameters, "channel", filter.channel());
        put(parameters, "assignee", filter.assignee());
        put(parameters, "due", filter.due());
        put(parameters, "untyped", filter.untyped());
        put(parameters, "failing", filter.failing());
        put(parameters, "awaiting", filter.awaiting());
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    /** The queue's parameters as a filter that can be saved; what a filter cannot hold is left out. */
    static RequestFilter filter(Map<String, String> parameters) {
        return new RequestFilter(
                read(RequestState.class, parameters.get("state")),
                read(RequestType.class, parameters.get("type")),
                read(Regime.class, parameters.get("regime")),
                read(RequestChannel.class, parameters.get("channel")),
                read(AssigneeFilter.class, parameters.get("assignee")),
                read(DueDays.class, parameters.get("due")),
                read(parameters.get("untyped")),
                read(parameters.get("failing")),
                read(parameters.get("awaiting")));
    }

    private static <E extends Enum<E>> @Nullable E read(Class<E> type, @Nullable String value) {
        return value == null ? null : Enum.valueOf(type, value);
    }

    private static @Nullable Boolean read(@Nullable String value) {
        return value == null ? null : Boolean.valueOf(value);
    }

    /** Whether the queue shows just what is in this saved filter. */
    boolean shows(RequestFilterDetails saved) {
        return queue.filters().equals(parameters(saved.filter()));
    }

    /** Shows what is in a saved filter. */
    void show(RequestFilterDetails saved) {
        queue.filterBy(parameters(saved.filter()));
    }

    /** Saves what the queue shows now. */
    void saveFilter(String name, boolean shared, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.save(new SaveRequestFilter(name, shared, filter(queue.filters()))),
                saved -> {
                    filters.add(saved);
                    done.run();
                },
                failed);
    }

    /** Forgets a saved filter of one's own. */
    void forgetFilter(RequestFilterDetails saved, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.forget(saved.id(), Version.of(saved)),
                () -> {
                    filters.removeIf(each -> each.id().equals(saved.id()));
                    done.run();
                },
                failed);
    }

    // Requests

    /** The number of a request, as people write it: {@code PR-000042}, {@code pr-42}; empty if it is none. */
    static Optional<String> reference(String typed) {
        Matcher number = REFERENCE.matcher(typed.strip());
        return number.matches()
                ? Optional.of(String.format(Locale.ROOT, "PR-%06d", Long.parseLong(number.group(1))))
                : Optional.empty();
    }

    /** Asks for the request of this number, over or not; says nothing if there is none. */
    void find(String reference, Consumer<RequestSummary> found, Consumer<Failure> failed) {
        calls.read(
                api.requests(Map.of("reference", reference)),
                page -> page.items().stream().findFirst().ifPresent(found),
                failed);
    }

    /**
     * Gives a request to somebody, or to nobody.
     *
     * @param to their id; null for nobody
     * @param reason for colleagues and the audit
     */
    void assign(
            RequestSummary request,
            @Nullable String to,
            String reason,
            Consumer<RequestSummary> done,
            Consumer<Failure> failed) {
        calls.write(
                api.take(request.id(), "assign", Version.of(request), new AssignRequest(to, reason)),
                changed -> {
                    queue.replace(changed);
                    countFilters();
                    done.accept(changed);
                },
                failed);
    }

    /** The same as one of several: what is in the saved filters is counted when all are done. */
    void assignOne(RequestSummary request, String to, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.take(request.id(), "assign", Version.of(request), new AssignRequest(to, reason)),
                changed -> {
                    queue.replace(changed);
                    done.run();
                },
                failed);
    }

    /** Whoever works here first, then the colleagues to whom a request may be given, as far as they are known. */
    List<Colleague> assignees() {
        List<Colleague> people = new ArrayList<>();
        people.add(new Colleague(me.staff().id(), me.staff().name()));
        colleagues().stream()
                .filter(each -> people.stream().noneMatch(known -> known.id().equals(each.id())))
                .forEach(people::add);
        return people;
    }

    /** Opens one that came otherwise than by mail. */
    void open(OpenRequest wish, Consumer<RequestSummary> done, Consumer<Failure> failed) {
        calls.write(
                api.open(wish),
                opened -> {
                    queue.noteNews();
                    countFilters();
                    done.accept(opened);
                },
                failed);
    }

    /** Colleagues to whom a request may be given, as far as they are known from the rows. */
    Set<Colleague> colleagues() {
        Set<Colleague> known = new LinkedHashSet<>();
        queue.rows().forEach(row -> {
            if (row.assignee() != null) {
                known.add(row.assignee());
            }
        });
        return known;
    }

    /** The roles that have this right, as the server says. */
    List<Role> rolesWith(String capability) {
        return me.rights().stream()
                .filter(right -> right.capability().equals(capability))
                .findFirst()
                .map(right -> right.roles())
                .orElse(List.of());
    }

    /** The moment by which a day is over. Days are the server's, in UTC here; the person's own day may end earlier or later. */
    static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    // Restrictions and holds

    /** Asks a second person to agree that a restriction ends; its owner is told the words. */
    void lift(
            RestrictionDetails restriction,
            String words,
            String reason,
            Consumer<ApprovalDetails> done,
            Consumer<Failure> failed) {
        calls.write(
                api.lift(restriction.id(), Version.of(restriction), new LiftRestriction(words, reason)), done, failed);
    }

    /** Asks a second person to agree that a legal hold ends. */
    void lift(LegalHoldDetails hold, String reason, Consumer<ApprovalDetails> done, Consumer<Failure> failed) {
        calls.write(api.lift(hold.id(), Version.of(hold), new GiveReason(reason)), done, failed);
    }

    /** Asks a privacy officer to agree that an account's data are kept. */
    void hold(HoldAccount wish, Consumer<ApprovalDetails> done, Consumer<Failure> failed) {
        calls.write(api.hold(wish), done, failed);
    }
}
