package ai.ominigate.console.retention;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.retention.ChangeWindow;
import ai.ominigate.model.retention.ConfirmWindow;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.model.retention.WindowPreview;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Retention without its looks: the rules, the receipts of purges, and what can be done about a rule. */
final class RetentionViewModel {

    private static final double DAYS_OF_A_MONTH = 365.2425 / 12;

    private static final int LONGEST_NUMBER = 4;
    private static final int LONGEST_HISTORY = 40;

    private final Calls calls;
    private final RetentionApi api;
    private final ListModel<RetentionRule> rules;
    private final ListModel<PurgeReceipt> purges;
    private Calls.@Nullable Sent previewed;

    /** What a window is counted in. */
    enum Unit {
        DAYS,
        MONTHS,
        YEARS
    }

    RetentionViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(RetentionApi.class);
        rules = new ListModel<>(
                calls, _ -> api.rules(), rule -> rule.dataClass().name());
        purges = new ListModel<>(calls, api::purges, PurgeReceipt::id);
    }

    ListModel<RetentionRule> rules() {
        return rules;
    }

    ListModel<PurgeReceipt> purges() {
        return purges;
    }

    /** Whether two people could make its window final now. */
    static boolean canConfirm(RetentionRule rule) {
        return rule.state() == RetentionState.DRAFT && rule.pending() == null;
    }

    /** What to count a window in so that it is one number. */
    static Unit unit(Period window) {
        if (window.getDays() != 0 || window.isZero()) {
            return Unit.DAYS;
        }
        return window.getMonths() == 0 ? Unit.YEARS : Unit.MONTHS;
    }

    /** How many of {@link #unit} it is. */
    static long number(Period window) {
        return switch (unit(window)) {
            case DAYS -> window.getDays();
            case MONTHS -> window.toTotalMonths();
            case YEARS -> window.getYears();
        };
    }

    /** What was typed as a window; empty if it is none. */
    static Optional<Period> window(String typed, Unit unit) {
        String number = typed.strip();
        if (number.isEmpty()
                || number.length() > LONGEST_NUMBER
                || !number.chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        int count = Integer.parseInt(number);
        if (count == 0) {
            return Optional.empty();
        }
        return Optional.of(
                switch (unit) {
                    case DAYS -> Period.ofDays(count);
                    case MONTHS -> Period.ofMonths(count);
                    case YEARS -> Period.ofYears(count);
                });
    }

    /** Asks what a window would remove; forgets what was asked before and is not answered yet. */
    void preview(RetentionRule rule, Period window, Consumer<WindowPreview> onResult, Consumer<Failure> onFailure) {
        forgetPreview();
        previewed = calls.read(api.preview(rule.dataClass(), window.toString()), onResult, onFailure);
    }

    /**
     * How old the oldest was that a purge left.
     *
     * @param at when the purge began
     */
    record Age(Instant at, long days) {}

    /** A window in days, months as long as they are on average. */
    static long days(Period window) {
        return Math.round(window.toTotalMonths() * DAYS_OF_A_MONTH) + window.getDays();
    }

    /** Asks what the last purges of a class left, the first first; nobody is told if that cannot be had. */
    void ages(RetentionRule rule, Consumer<List<Age>> found) {
        calls.read(
                api.purges(Map.of("dataClass", rule.dataClass().name())),
                page -> found.accept(ages(page.items())),
                _ -> {});
    }

    static List<Age> ages(List<PurgeReceipt> newestFirst) {
        return newestFirst.stream()
                .filter(each -> each.finishedAt() != null)
                .limit(LONGEST_HISTORY)
                .map(each -> new Age(
                        each.startedAt(),
                        each.oldestRemaining() == null
                                ? 0
                                : Math.max(
                                        0,
                                        Duration.between(each.oldestRemaining(), each.startedAt())
                                                .toDays())))
                .toList()
                .reversed();
    }

    /** What was asked about a window is of no concern any more. */
    void forgetPreview() {
        if (previewed != null) {
            previewed.cancel();
            previewed = null;
        }
    }

    /** Asks for another window; a second person has to agree. */
    void change(
            RetentionRule rule,
            Period window,
            String reason,
            @Nullable Integer policyVersion,
            Consumer<ApprovalDetails> done,
            Consumer<Failure> failed) {
        calls.write(
                api.change(rule.dataClass(), Version.of(rule), new ChangeWindow(window, reason, policyVersion)),
                done,
                failed);
    }

    /** Asks to make the present window final; a second person has to agree. */
    void confirm(RetentionRule rule, String reason, Consumer<ApprovalDetails> done, Consumer<Failure> failed) {
        calls.write(api.confirm(rule.dataClass(), Version.of(rule), new ConfirmWindow(reason)), done, failed);
    }

    /** Keeps the present window, though a shorter one was agreed to. */
    void takeBack(RetentionRule rule, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.takeBack(rule.dataClass(), Version.of(rule)),
                now -> {
                    rules.replace(now);
                    done.run();
                },
                failed);
    }

    /** Removes now what is older than the window. */
    void purge(RetentionRule rule, Consumer<RetentionRule> done, Consumer<Failure> failed) {
        calls.write(
                api.purge(rule.dataClass()),
                now -> {
                    rules.replace(now);
                    purges.noteNews();
                    done.accept(now);
                },
                failed);
    }
}
