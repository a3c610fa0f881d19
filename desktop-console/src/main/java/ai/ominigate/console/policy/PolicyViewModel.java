package ai.ominigate.console.policy;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.MappedCall;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.model.policy.DraftPolicy;
import ai.ominigate.model.policy.FinishPolicy;
import ai.ominigate.model.policy.PolicyAcceptance;
import ai.ominigate.model.policy.PolicyChange;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyDifference;
import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.PolicyMapRow;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.policy.PolicyUnreached;
import ai.ominigate.model.policy.PolicyVersion;
import ai.ominigate.model.policy.PublishPolicy;
import ai.ominigate.model.policy.SendCanary;
import ai.ominigate.model.policy.WritePolicy;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.RetentionState;
import ai.ominigate.model.subprocessor.SubprocessorList;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The policy without its looks: versions, whom no letter reached, sentences and what stands behind them, and checks. */
final class PolicyViewModel {

    private final Calls calls;
    private final PolicyApi api;
    private final ListModel<PolicyVersion> versions;
    private final ListModel<PolicyUnreached> unreached;
    private final ListModel<Sentence> map;
    private final ListModel<PolicyCheck> checks;
    private int unreachedOf = 1;

    /**
     * A sentence of the policy in force.
     *
     * @param row what stands behind it; null if nothing does
     */
    record Sentence(String words, @Nullable PolicyMapRow row) {
        /** Broken if nothing stands behind it or a check says so; unknown if no check can say. */
        Standing standing() {
            if (row == null) {
                return Standing.BROKEN;
            }
            List<Standing> each = row.checks().stream().map(Standing::of).toList();
            if (each.contains(Standing.BROKEN)) {
                return Standing.BROKEN;
            }
            return each.contains(Standing.KEPT) ? Standing.KEPT : Standing.UNKNOWN;
        }
    }

    /** Whether something that the policy says is true. */
    enum Standing {
        KEPT,
        BROKEN,
        UNKNOWN;

        static Standing of(PolicyCheck check) {
            if (check.kept() == null) {
                return UNKNOWN;
            }
            return check.kept() ? KEPT : BROKEN;
        }
    }

    /**
     * What has to be true before a version is final.
     *
     * @param published whether it was published
     * @param languages that it is still to have
     * @param drafts the classes of data whose window is not confirmed
     * @param listed whether a list of subprocessors is published
     */
    record Checklist(boolean published, List<String> languages, List<DataClass> drafts, boolean listed) {
        Checklist {
            languages = List.copyOf(languages);
            drafts = List.copyOf(drafts);
        }

        static Checklist of(PolicyVersion version, List<RetentionRule> rules, List<SubprocessorList> lists) {
            return new Checklist(
                    version.status() == PolicyStatus.PUBLISHED,
                    version.missing(),
                    rules.stream()
                            .filter(rule -> rule.state() == RetentionState.DRAFT)
                            .map(RetentionRule::dataClass)
                            .toList(),
                    !lists.isEmpty());
        }

        boolean isComplete() {
            return published && languages.isEmpty() && drafts.isEmpty() && listed;
        }
    }

    /** A line of two versions beside each other; null where one has none. */
    record Pair(@Nullable String before, @Nullable String after) {
        boolean same() {
            return before != null && before.equals(after);
        }
    }

    PolicyViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(PolicyApi.class);
        versions = new ListModel<>(calls, api::versions, row -> Integer.toString(row.number()));
        unreached = new ListModel<>(calls, query -> api.unreached(unreachedOf, query), PolicyUnreached::account);
        map = new ListModel<>(
                calls, _ -> MappedCall.of(api.map(), found -> new Page<>(sentences(found), null)), Sentence::words);
        checks = new ListModel<>(calls, _ -> api.checks(), PolicyCheck::name);
    }

    ListModel<PolicyVersion> versions() {
        return versions;
    }

    ListModel<PolicyUnreached> unreached() {
        return unreached;
    }

    ListModel<Sentence> map() {
        return map;
    }

    ListModel<PolicyCheck> checks() {
        return checks;
    }

    /** Those that nothing stands behind first, as there must be none. */
    static List<Sentence> sentences(PolicyMap map) {
        List<Sentence> sentences = new ArrayList<>();
        map.unmapped().forEach(words -> sentences.add(new Sentence(words, null)));
        map.rows().forEach(row -> sentences.add(new Sentence(row.sentence(), row)));
        return sentences;
    }

    /** Both versions beside each other: what went beside what came in its place. */
    static List<Pair> besideEachOther(List<PolicyChange> lines) {
        List<Pair> pairs = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (PolicyChange line : lines) {
            switch (line.kind()) {
                case REMOVED -> removed.add(line.line());
                case ADDED -> added.add(line.line());
                case SAME -> {
                    pair(pairs, removed, added);
                    pairs.add(new Pair(line.line(), line.line()));
                }
            }
        }
        pair(pairs, removed, added);
        return pairs;
    }

    private static void pair(List<Pair> pairs, List<String> removed, List<String> added) {
        for (int i = 0; i < Math.max(removed.size(), added.size()); i++) {
            pairs.add(new Pair(i < removed.size() ? removed.get(i) : null, i < added.size() ? added.get(i) : null));
        }
        removed.clear();
        added.clear();
    }

    static boolean canFinish(PolicyVersion version) {
        return version.status() == PolicyStatus.PUBLISHED && !version.finished();
    }

    static boolean isDraft(PolicyVersion version) {
        return version.status() == PolicyStatus.DRAFT;
    }

    /** Asks on which days a version was accepted; nobody is told if that cannot be had. */
    void acceptance(PolicyVersion version, Consumer<List<PolicyAcceptance.Day>> found) {
        calls.read(api.acceptance(version.number()), answer -> found.accept(answer.days()), _ -> {});
    }

    /** Which version the list of those whom no letter reached is about. */
    void showUnreachedOf(int number) {
        unreachedOf = number;
        unreached.refresh();
    }

    int unreachedOf() {
        return unreachedOf;
    }

    /** Reads what is still to be done before this version can be final. */
    void checklist(PolicyVersion version, Consumer<Checklist> onResult, Consumer<Failure> onFailure) {
        calls.read(
                api.rules(),
                rules -> calls.read(
                        api.lists(1),
                        lists -> onResult.accept(Checklist.of(version, rules.items(), lists.items())),
                        onFailure),
                onFailure);
    }

    void difference(int number, String locale, Consumer<PolicyDifference> onResult, Consumer<Failure> onFailure) {
        calls.read(api.difference(number, locale), onResult, onFailure);
    }

    void text(int number, String locale, Consumer<PolicyDocument> onResult, Consumer<Failure> onFailure) {
        calls.read(api.text(number, locale), onResult, onFailure);
    }

    /** Begins a draft of the next version. */
    void draft(LocalDate lastUpdated, boolean material, String summary, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.draft(new DraftPolicy(lastUpdated, material, summary)),
                now -> {
                    versions.select(Integer.toString(now.number()));
                    versions.refresh();
                    done.run();
                },
                failed);
    }

    /** Throws a draft away. */
    void discard(PolicyVersion draft, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.discard(draft.number(), Version.of(draft)),
                () -> {
                    versions.refresh();
                    done.run();
                },
                failed);
    }

    /** Writes a draft's text, if nobody has changed the draft since {@code seen}. */
    void write(PolicyVersion seen, String locale, String text, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.write(seen.number(), locale, Version.of(seen), new WritePolicy(text)),
                now -> {
                    versions.replace(now);
                    done.run();
                },
                failed);
    }

    /** Asks a second person to publish a draft. */
    void publish(
            PolicyVersion draft,
            Instant effectiveAt,
            String reason,
            Consumer<ApprovalDetails> done,
            Consumer<Failure> failed) {
        calls.write(
                api.publish(draft.number(), Version.of(draft), new PublishPolicy(effectiveAt, reason)), done, failed);
    }

    /** Asks a second person to make a version final. Fails with all that is missing. */
    void finish(PolicyVersion version, String reason, Consumer<ApprovalDetails> done, Consumer<Failure> failed) {
        calls.write(api.finish(version.number(), Version.of(version), new FinishPolicy(reason)), done, failed);
    }

    /** Looks now whether something is true. */
    void run(PolicyCheck check, Consumer<PolicyCheck> done, Consumer<Failure> failed) {
        calls.write(
                api.runCheck(check.name()),
                now -> {
                    checks.replace(now);
                    done.accept(now);
                },
                failed);
    }

    /** Looks now whether everything is true. */
    void runAll(Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.runChecks(),
                _ -> {
                    checks.refresh();
                    map.noteNews();
                    done.run();
                },
                failed);
    }

    /** Sends calls with a mark in them, and looks for it in everything that is stored. */
    void canary(@Nullable String model, boolean paid, Consumer<CanaryRun> done, Consumer<Failure> failed) {
        calls.write(api.canary(new SendCanary(model, paid)), done, failed);
    }
}
