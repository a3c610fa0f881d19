package ai.ominigate.console.abuse;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.console.session.Rights;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.Usd;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionImpact;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.model.policy.PolicyDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * A decision that is being written, without its looks. Drafts are kept by what they are about for as long as somebody is
 * signed in, so that looking at something else, or the lock, loses none.
 */
final class DecisionModel {

    private static final Duration PREVIEW_AFTER = Duration.ofMillis(300);
    private static final int LONGEST_REASON = 200;
    private static final int LONGEST_NOTE = 2_000;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,4})\\s*([mhd])", Pattern.CASE_INSENSITIVE);

    private final Calls calls;
    private final AbuseApi api;
    private final Rights rights;

    private final ReadOnlyObjectWrapper<@Nullable Target> target = new ReadOnlyObjectWrapper<>(this, "target");
    private final ObjectProperty<@Nullable DecisionAction> action = new SimpleObjectProperty<>(this, "action");
    private final ObjectProperty<BlockScope> scope = new SimpleObjectProperty<>(this, "scope", BlockScope.API);
    private final ObjectProperty<RequiredStep> step =
            new SimpleObjectProperty<>(this, "step", RequiredStep.SIGN_IN_ANEW);
    private final ObjectProperty<@Nullable Duration> duration = new SimpleObjectProperty<>(this, "duration");
    private final StringProperty custom = new SimpleStringProperty(this, "custom", "");
    private final StringProperty perSecond = new SimpleStringProperty(this, "perSecond", "1");
    private final StringProperty perHour = new SimpleStringProperty(this, "perHour", "");
    private final ObjectProperty<AbuseCategory> category =
            new SimpleObjectProperty<>(this, "category", AbuseCategory.OTHER);
    private final ObjectProperty<CaseDisposition> disposition =
            new SimpleObjectProperty<>(this, "disposition", CaseDisposition.FALSE_POSITIVE);
    private final ObjectProperty<CaseReason> reasonCode =
            new SimpleObjectProperty<>(this, "reasonCode", CaseReason.SHARED_ADDRESS);
    private final StringProperty reason = new SimpleStringProperty(this, "reason", "");
    private final StringProperty note = new SimpleStringProperty(this, "note", "");
    private final StringProperty typed = new SimpleStringProperty(this, "typed", "");
    private final BooleanProperty busy = new SimpleBooleanProperty(this, "busy");
    private final ReadOnlyObjectWrapper<Preview> preview =
            new ReadOnlyObjectWrapper<>(this, "preview", new Preview.None());
    private final Map<String, Draft> drafts = new HashMap<>();
    private Tasks.@Nullable Running waiting;
    private Calls.@Nullable Sent asking;
    private boolean taking;

    /** What a decision would do. */
    sealed interface Preview {
        record None() implements Preview {}

        record Loading() implements Preview {}

        record Ready(DecisionImpact impact) implements Preview {}

        record Failed(Failure failure) implements Preview {}
    }

    private record Draft(
            @Nullable DecisionAction action,
            BlockScope scope,
            RequiredStep step,
            @Nullable Duration duration,
            String custom,
            String perSecond,
            String perHour,
            AbuseCategory category,
            CaseDisposition disposition,
            CaseReason reasonCode,
            String reason,
            String note) {
        static final Draft EMPTY = new Draft(
                null,
                BlockScope.API,
                RequiredStep.SIGN_IN_ANEW,
                null,
                "",
                "1",
                "",
                AbuseCategory.OTHER,
                CaseDisposition.FALSE_POSITIVE,
                CaseReason.SHARED_ADDRESS,
                "",
                "");
    }

    DecisionModel(Calls calls, Rights rights) {
        this.calls = calls;
        this.api = calls.api(AbuseApi.class);
        this.rights = rights;
        action.subscribe(_ -> {
            if (taking) {
                return;
            }
            duration.set(null);
            custom.set("");
            typed.set("");
        });
        for (var each : List.of(action, scope, step, duration, disposition, reasonCode)) {
            each.subscribe(_ -> previewSoon());
        }
        for (StringProperty each : List.of(custom, perSecond, perHour)) {
            each.subscribe(_ -> previewSoon());
        }
    }

    /** Whether whoever is signed in decides anything at all. */
    boolean mayDecide() {
        return rights.has("DECIDE_ABUSE");
    }

    /** Begins, or goes on, with a decision about this; null for about nothing. */
    void aim(@Nullable Target at) {
        Target was = target.get();
        if (was != null && (at == null || !was.name().equals(at.name()))) {
            drafts.put(was.name(), draft());
        }
        boolean same = was != null && at != null && was.name().equals(at.name());
        target.set(at);
        if (!same) {
            take(at == null ? Draft.EMPTY : drafts.getOrDefault(at.name(), Draft.EMPTY));
        }
        previewSoon();
    }

    private Draft draft() {
        return new Draft(
                action.get(),
                scope.get(),
                step.get(),
                duration.get(),
                custom.get(),
                perSecond.get(),
                perHour.get(),
                category.get(),
                disposition.get(),
                reasonCode.get(),
                reason.get(),
                note.get());
    }

    private void take(Draft draft) {
        taking = true;
        action.set(draft.action());
        scope.set(draft.scope());
        step.set(draft.step());
        duration.set(draft.duration());
        custom.set(draft.custom());
        perSecond.set(draft.perSecond());
        perHour.set(draft.perHour());
        category.set(draft.category());
        disposition.set(draft.disposition());
        reasonCode.set(draft.reasonCode());
        reason.set(draft.reason());
        note.set(draft.note());
        taking = false;
        typed.set("");
    }

    /** What can be decided about it by whoever is signed in, in the order of the keys 1 to 9. */
    List<DecisionAction> choices() {
        Target at = target.get();
        if (at == null || !mayDecide()) {
            return List.of();
        }
        List<DecisionAction> choices = new ArrayList<>(
                switch (at.kind()) {
                    case NETWORK -> aboutNetwork(at);
                    case ASN, COUNTRY -> List.of(DecisionAction.DISMISS, DecisionAction.BLOCK_NETWORK);
                    case KEY ->
                        List.of(
                                DecisionAction.DISMISS,
                                DecisionAction.WARN,
                                DecisionAction.THROTTLE,
                                DecisionAction.SUSPEND_KEY);
                    case ACCOUNT ->
                        List.of(
                                DecisionAction.DISMISS,
                                DecisionAction.WARN,
                                DecisionAction.THROTTLE,
                                DecisionAction.REQUIRE_STEP,
                                DecisionAction.SUSPEND_ACCOUNT,
                                DecisionAction.BAN_ACCOUNT);
                });
        if (at instanceof Target.OfNetwork) {
            choices.remove(DecisionAction.DISMISS);
        }
        if (rights.has("MANAGE_ALLOW_LIST")) {
            choices.add(DecisionAction.ALLOW);
        }
        if (!rights.has("PROPOSE_WIDE_DECISIONS")) {
            choices.removeAll(List.of(DecisionAction.SUSPEND_ACCOUNT, DecisionAction.BAN_ACCOUNT));
        }
        return choices;
    }

    private static List<DecisionAction> aboutNetwork(Target at) {
        boolean single = !(at instanceof Target.OfNetwork network) || network.isSingle();
        return single
                ? List.of(
                        DecisionAction.DISMISS,
                        DecisionAction.BLOCK_NETWORK,
                        DecisionAction.THROTTLE,
                        DecisionAction.REQUIRE_STEP)
                : List.of(DecisionAction.DISMISS, DecisionAction.BLOCK_NETWORK);
    }

    /** Chooses what stands at this place, from 1; nothing happens if there is nothing there. */
    void choose(int place) {
        List<DecisionAction> choices = choices();
        if (place >= 1 && place <= choices.size()) {
            action.set(choices.get(place - 1));
        }
    }

    /** Whether one of several steps is required; of a network there is one alone. */
    boolean choosesStep() {
        Target at = target.get();
        return action.get() == DecisionAction.REQUIRE_STEP && at != null && at.kind() == EntityKind.ACCOUNT;
    }

    /** What has to be done, where a step is to be required; null where none is. */
    @Nullable
    RequiredStep required() {
        if (action.get() != DecisionAction.REQUIRE_STEP) {
            return null;
        }
        return choosesStep() ? step.get() : RequiredStep.ANSWER_QUESTION;
    }

    /** For how long it can be decided; empty where nobody chooses. */
    List<Duration> durations() {
        DecisionAction chosen = action.get();
        return chosen == null
                ? List.of()
                : switch (chosen) {
                    case BLOCK_NETWORK ->
                        isWide() ? upTo(Duration.ofDays(target.get() instanceof Target.OfNetwork ? 3 : 1)) : upTo(WEEK);
                    case THROTTLE -> upTo(WEEK);
                    case REQUIRE_STEP -> upTo(Duration.ofDays(1));
                    case SUSPEND_ACCOUNT -> List.of(Duration.ofDays(1), Duration.ofDays(3), WEEK, Duration.ofDays(14));
                    case ALLOW ->
                        List.of(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(180), Duration.ofDays(365));
                    default -> List.of();
                };
    }

    private boolean isWide() {
        return switch (target.get()) {
            case Target.OfNetwork network -> !network.isSingle();
            case Target.OfCase of -> of.kind() != EntityKind.NETWORK;
            case null -> false;
        };
    }

    private static List<Duration> upTo(Duration longest) {
        return Stream.of(Duration.ofHours(1), Duration.ofHours(4), Duration.ofDays(1), Duration.ofDays(3), WEEK)
                .filter(each -> each.compareTo(longest) <= 0)
                .toList();
    }

    /** Reads a length as people write it, as in {@code 36 h}, {@code 90 m} or {@code 2 d}. */
    static Optional<Duration> length(String text) {
        Matcher matcher = LENGTH.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        Duration length = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        return length.isPositive() ? Optional.of(length) : Optional.empty();
    }

    /** For how long; null for what is usual. */
    private @Nullable Duration lasts() {
        if (durations().isEmpty()) {
            return null;
        }
        return custom.get().isBlank() ? duration.get() : length(custom.get()).orElse(null);
    }

    /** Whether what must be said besides the reason is said, so that the server can tell what it would do. */
    private boolean isUnderstood() {
        DecisionAction chosen = action.get();
        if (target.get() == null || chosen == null) {
            return false;
        }
        if (!custom.get().isBlank() && length(custom.get()).isEmpty()) {
            return false;
        }
        return switch (chosen) {
            case THROTTLE ->
                (!perSecond.get().isBlank() || !perHour.get().isBlank())
                        && (perSecond.get().isBlank() || rate(perSecond.get()).isPresent())
                        && (perHour.get().isBlank() || dollars(perHour.get()).isPresent());
            case ALLOW -> lasts() != null;
            default -> true;
        };
    }

    private static Optional<Double> rate(String text) {
        try {
            double rate = Double.parseDouble(text.strip());
            return rate > 0 && rate <= 1_000_000 ? Optional.of(rate) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Usd> dollars(String text) {
        try {
            Usd amount = Usd.parse(text.strip().replaceFirst("^\\$", "").replace(",", ""));
            return amount.nanos() > 0 ? Optional.of(amount) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it can be sent. */
    BooleanBinding complete() {
        return Bindings.createBooleanBinding(
                () -> isUnderstood() && isReasoned() && isTyped() && !busy.get() && !isRefused(),
                target,
                action,
                duration,
                custom,
                perSecond,
                perHour,
                disposition,
                reasonCode,
                reason,
                note,
                typed,
                busy,
                preview);
    }

    private boolean isReasoned() {
        String why = reason.get().strip();
        return !why.isEmpty() && why.length() <= LONGEST_REASON && note.get().length() <= LONGEST_NOTE;
    }

    private boolean isTyped() {
        String wanted = toType();
        return wanted == null || wanted.equals(typed.get().strip());
    }

    private boolean isRefused() {
        return preview.get() instanceof Preview.Ready ready && ready.impact().refusal() != null;
    }

    /** What has to be typed once more; null if nothing. */
    @Nullable
    String toType() {
        return preview.get() instanceof Preview.Ready ready ? ready.impact().typed() : null;
    }

    /** Whether a second person has to agree, as far as it is known. */
    boolean needsSecondPerson() {
        return preview.get() instanceof Preview.Ready ready && ready.impact().secondPerson();
    }

    private Decide wish(Target at, DecisionAction chosen, String why) {
        boolean throttles = chosen == DecisionAction.THROTTLE;
        boolean dismisses = chosen == DecisionAction.DISMISS;
        boolean owned = at.kind() == EntityKind.KEY || at.kind() == EntityKind.ACCOUNT;
        Target.OfCase of = at instanceof Target.OfCase ofCase ? ofCase : null;
        return new Decide(
                chosen,
                at instanceof Target.OfNetwork network ? network.network() : null,
                null,
                chosen == DecisionAction.BLOCK_NETWORK ? scope.get() : null,
                choosesStep() ? step.get() : null,
                lasts(),
                throttles ? rate(perSecond.get()).orElse(null) : null,
                throttles ? dollars(perHour.get()).orElse(null) : null,
                owned && !dismisses ? category.get() : null,
                dismisses ? disposition.get() : null,
                dismisses ? reasonCode.get() : null,
                why,
                note.get().isBlank() ? null : note.get().strip(),
                of == null ? null : of.id(),
                of == null ? null : of.version(),
                typed.get().isBlank() ? null : typed.get().strip());
    }

    private AllowEntity allowance(Target at) {
        Target.OfCase of = at instanceof Target.OfCase ofCase ? ofCase : null;
        return new AllowEntity(
                at instanceof Target.OfNetwork network ? network.network() : null,
                null,
                Objects.requireNonNull(lasts()),
                reason.get().strip(),
                note.get().isBlank() ? null : note.get().strip(),
                of == null ? null : of.id(),
                of == null ? null : of.version());
    }

    private static boolean hasPreview(DecisionAction action) {
        return switch (action) {
            case BLOCK_NETWORK, THROTTLE, REQUIRE_STEP, SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT -> true;
            case DISMISS, ALLOW, WARN, REFUND_AND_CLOSE -> false;
        };
    }

    private void previewSoon() {
        if (taking) {
            return;
        }
        if (waiting != null) {
            waiting.cancel();
        }
        if (asking != null) {
            asking.cancel();
        }
        Target at = target.get();
        DecisionAction chosen = action.get();
        if (at == null || chosen == null || !hasPreview(chosen) || !isUnderstood()) {
            preview.set(new Preview.None());
            return;
        }
        preview.set(new Preview.Loading());
        waiting = calls.tasks().later(PREVIEW_AFTER, () -> ask(at, chosen));
    }

    private void ask(Target at, DecisionAction chosen) {
        String why = reason.get().isBlank() ? chosen.name() : reason.get().strip();
        asking = calls.read(
                api.preview(wish(at, chosen, why)),
                impact -> preview.set(new Preview.Ready(impact)),
                failure -> preview.set(new Preview.Failed(failure)));
    }

    /** Sends it. */
    void submit(Consumer<DecisionDetails> done, Consumer<Failure> failed) {
        Target at = target.get();
        DecisionAction chosen = action.get();
        if (at == null || chosen == null) {
            return;
        }
        busy.set(true);
        calls.write(
                chosen == DecisionAction.ALLOW
                        ? api.allow(allowance(at))
                        : api.decide(wish(at, chosen, reason.get().strip())),
                decided -> {
                    busy.set(false);
                    forget(at);
                    done.accept(decided);
                },
                failure -> {
                    busy.set(false);
                    failed.accept(failure);
                });
    }

    /** What was written about this was done. Somebody may write about something else by then, which stays. */
    private void forget(Target done) {
        drafts.remove(done.name());
        Target now = target.get();
        if (now != null && now.name().equals(done.name())) {
            take(Draft.EMPTY);
            previewSoon();
        }
    }

    /** Takes a decision back as long as that is possible: ends it. */
    void lift(DecisionDetails decided, Consumer<DecisionDetails> done, Consumer<Failure> failed) {
        calls.write(
                decided.action() == DecisionAction.ALLOW
                        ? api.disallow(decided.id(), Version.of(decided))
                        : api.lift(decided.id(), Version.of(decided)),
                done,
                failed);
    }

    ReadOnlyObjectProperty<@Nullable Target> targetProperty() {
        return target.getReadOnlyProperty();
    }

    ObjectProperty<@Nullable DecisionAction> actionProperty() {
        return action;
    }

    ObjectProperty<RequiredStep> stepProperty() {
        return step;
    }

    ObjectProperty<BlockScope> scopeProperty() {
        return scope;
    }

    /** For how long; null for what is usual. */
    ObjectProperty<@Nullable Duration> durationProperty() {
        return duration;
    }

    /** A length of one's own, as it was typed; goes before {@link #durationProperty()}. */
    StringProperty customProperty() {
        return custom;
    }

    StringProperty perSecondProperty() {
        return perSecond;
    }

    StringProperty perHourProperty() {
        return perHour;
    }

    ObjectProperty<AbuseCategory> categoryProperty() {
        return category;
    }

    ObjectProperty<CaseDisposition> dispositionProperty() {
        return disposition;
    }

    ObjectProperty<CaseReason> reasonCodeProperty() {
        return reasonCode;
    }

    StringProperty reasonProperty() {
        return reason;
    }

    StringProperty noteProperty() {
        return note;
    }

    StringProperty typedProperty() {
        return typed;
    }

    BooleanProperty busyProperty() {
        return busy;
    }

    ReadOnlyObjectProperty<Preview> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    /** The policy that decisions rest on, as everybody can read it. */
    void policy(Locale language, Consumer<PolicyDocument> done, Consumer<Failure> failed) {
        calls.read(
                api.policy(language.getLanguage().equals(Locale.CHINESE.getLanguage()) ? "zh-CN" : "en"), done, failed);
    }
}
