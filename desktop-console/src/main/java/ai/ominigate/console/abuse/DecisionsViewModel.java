package ai.ominigate.console.abuse;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.AnswerAppeal;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.model.abuse.ChangeRule;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.RecordAppeal;
import ai.ominigate.model.abuse.ReplayRule;
import ai.ominigate.model.abuse.RuleDetails;
import ai.ominigate.model.abuse.RuleReplay;
import ai.ominigate.model.abuse.SettleAppeal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was decided, what is known to be good, what owners say against it, and the rules; without their looks. */
final class DecisionsViewModel {

    private final Calls calls;
    private final AbuseApi api;
    private final ListModel<DecisionDetails> decisions;
    private final ListModel<DecisionDetails> allowed;
    private final ListModel<AppealDetails> appeals;
    private final ListModel<RuleDetails> rules;

    DecisionsViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(AbuseApi.class);
        decisions = new ListModel<>(calls, api::decisions, DecisionDetails::id);
        allowed = new ListModel<>(calls, api::allowed, DecisionDetails::id);
        appeals = new ListModel<>(calls, api::appeals, AppealDetails::id);
        rules = new ListModel<>(calls, _ -> api.rules(), RuleDetails::signal);
    }

    ListModel<DecisionDetails> decisions() {
        return decisions;
    }

    ListModel<DecisionDetails> allowed() {
        return allowed;
    }

    ListModel<AppealDetails> appeals() {
        return appeals;
    }

    ListModel<RuleDetails> rules() {
        return rules;
    }

    /** Whether it can be ended: it counts, or waits, and was not for the moment alone. */
    static boolean canLift(DecisionDetails decision) {
        return decision.state() == DecisionState.IN_FORCE;
    }

    /** Whether whoever asks can decide it: it is open, and they had no hand in the decision. */
    static boolean canSettle(AppealDetails appeal) {
        return appeal.status() == AppealStatus.OPEN && appeal.mayDecide();
    }

    /** Whether an owner can appeal against it, and nobody has recorded that yet as far as is known here. */
    static boolean canAppeal(DecisionDetails decision) {
        return decision.action() != DecisionAction.DISMISS
                && decision.action() != DecisionAction.ALLOW
                && decision.state() != DecisionState.PROPOSED;
    }

    void lift(DecisionDetails decision, Runnable done, Consumer<Failure> failed) {
        boolean allows = decision.action() == DecisionAction.ALLOW;
        calls.write(
                allows
                        ? api.disallow(decision.id(), Version.of(decision))
                        : api.lift(decision.id(), Version.of(decision)),
                ended -> {
                    (allows ? allowed : decisions).replace(ended);
                    done.run();
                },
                failed);
    }

    /**
     * Puts something on the allow-list.
     *
     * @param what addresses, or an entity as {@code account:019a…}
     */
    void allow(
            String what,
            Duration duration,
            String reason,
            @Nullable String note,
            Runnable done,
            Consumer<Failure> failed) {
        boolean entity = what.matches("(account|key|asn|country|network):.+");
        calls.write(
                api.allow(new AllowEntity(
                        entity ? null : what, entity ? what : null, duration, reason, note, null, null)),
                added -> {
                    allowed.select(added.id());
                    allowed.refresh();
                    done.run();
                },
                failed);
    }

    /** Opens an appeal with all that was written; that one looked is written down. */
    void look(AppealDetails appeal, Consumer<AppealDetails> done, Consumer<Failure> failed) {
        calls.read(api.appeal(appeal.id()), done, failed);
    }

    void uphold(AppealDetails appeal, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.uphold(appeal.id(), Version.of(appeal), new SettleAppeal(reason)),
                settled -> settled(settled, done),
                failed);
    }

    void overturn(AppealDetails appeal, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.overturn(appeal.id(), Version.of(appeal), new SettleAppeal(reason)),
                settled -> settled(settled, done),
                failed);
    }

    private void settled(AppealDetails settled, Runnable done) {
        appeals.replace(settled);
        done.run();
    }

    void answer(AppealDetails appeal, String words, boolean fromOwner, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.answer(appeal.id(), new AnswerAppeal(words, fromOwner)),
                answered -> settled(answered, done),
                failed);
    }

    /** Records that an owner appeals, as they wrote it in a mail. */
    void record(DecisionDetails decision, String words, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.record(new RecordAppeal(decision.id(), words, null)),
                _ -> {
                    appeals.noteNews();
                    done.run();
                },
                failed);
    }

    void versions(RuleDetails rule, Consumer<List<RuleDetails>> done, Consumer<Failure> failed) {
        calls.read(api.versions(rule.signal()), page -> done.accept(page.items()), failed);
    }

    /** What the rule would have seen in the last 7 days; with another threshold than it has, if one is given. */
    void replay(RuleDetails rule, @Nullable Double threshold, Consumer<RuleReplay> done, Consumer<Failure> failed) {
        calls.read(api.replay(rule.signal(), new ReplayRule(threshold, null, null)), done, failed);
    }

    /** Makes another version of a rule. */
    void change(
            RuleDetails rule,
            boolean shadow,
            double threshold,
            int points,
            String reason,
            Runnable done,
            Consumer<Failure> failed) {
        calls.write(
                api.change(
                        rule.signal(),
                        Version.of(rule),
                        new ChangeRule(shadow, threshold, null, null, points, null, null, reason)),
                changed -> {
                    rules.replace(changed);
                    done.run();
                },
                failed);
    }
}
