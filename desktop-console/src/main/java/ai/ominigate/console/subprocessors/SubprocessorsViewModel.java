package ai.ominigate.console.subprocessors;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.MappedCall;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.subprocessor.AmendSubprocessor;
import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ObjectionDetails;
import ai.ominigate.model.subprocessor.ObjectionOutcome;
import ai.ominigate.model.subprocessor.PublishSubprocessors;
import ai.ominigate.model.subprocessor.RecordObjection;
import ai.ominigate.model.subprocessor.SettleObjection;
import ai.ominigate.model.subprocessor.SubprocessorDetails;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorList;
import ai.ominigate.model.subprocessor.SubprocessorReason;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.model.system.EgressReport;
import ai.ominigate.model.system.EgressUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** Subprocessors without their looks: companies, published lists, objections, where a node connects to, and the draft. */
final class SubprocessorsViewModel {

    private final Calls calls;
    private final SubprocessorsApi api;
    private final ListModel<SubprocessorDetails> companies;
    private final ListModel<SubprocessorList> lists;
    private final ListModel<ObjectionDetails> objections;
    private final ListModel<Host> egress;
    private final ReadOnlyObjectWrapper<@Nullable Draft> draft = new ReadOnlyObjectWrapper<>(this, "draft");

    /** What would be published now, and how it differs from what everybody reads. */
    record Draft(SubprocessorList list, SubprocessorDifference difference) {
        /** Whether nothing was published yet. */
        boolean isFirst() {
            return difference.from() == 0;
        }
    }

    /**
     * A host that this node connects to, or was kept from.
     *
     * @param use what it was wanted for; null where it may be connected to
     * @param times how often it was kept from it
     */
    record Host(
            String host,
            @Nullable String owner,
            @Nullable EgressUse use,
            long times,
            @Nullable Instant lastAt) {
        boolean refused() {
            return use != null;
        }
    }

    SubprocessorsViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(SubprocessorsApi.class);
        companies = new ListModel<>(calls, api::companies, row -> row.id().toString());
        lists = new ListModel<>(calls, api::lists, row -> Integer.toString(row.number()));
        objections = new ListModel<>(calls, api::objections, row -> row.id().toString());
        egress = new ListModel<>(
                calls,
                _ -> MappedCall.of(api.egress(), report -> new Page<>(hosts(report), null)),
                host -> host.host() + host.use());
    }

    /** What was refused first, as it needs somebody. */
    static List<Host> hosts(EgressReport report) {
        List<Host> hosts = new ArrayList<>();
        report.refused()
                .forEach(each -> hosts.add(new Host(each.host(), null, each.use(), each.times(), each.lastAt())));
        report.hosts().forEach(each -> hosts.add(new Host(each.host(), each.owner(), null, 0, each.contactedAt())));
        return hosts;
    }

    ListModel<SubprocessorDetails> companies() {
        return companies;
    }

    ListModel<SubprocessorList> lists() {
        return lists;
    }

    ListModel<ObjectionDetails> objections() {
        return objections;
    }

    ListModel<Host> egress() {
        return egress;
    }

    /** Null until it was read. */
    ReadOnlyObjectProperty<@Nullable Draft> draftProperty() {
        return draft.getReadOnlyProperty();
    }

    /** Reads what would be published now. */
    void readDraft() {
        calls.read(
                api.draft(),
                list -> calls.read(
                        api.draftDifference(),
                        difference -> draft.set(new Draft(list, difference)),
                        _ -> draft.set(null)),
                _ -> draft.set(null));
    }

    /** Reads how a published list differs from the one before it. */
    void difference(int number, Consumer<SubprocessorDifference> onResult, Consumer<Failure> onFailure) {
        calls.read(api.difference(number), onResult, onFailure);
    }

    static boolean canApprove(SubprocessorDetails company) {
        return company.state() == SubprocessorState.PROPOSED
                && company.missing().isEmpty();
    }

    static boolean isListed(SubprocessorDetails company) {
        return company.state() != SubprocessorState.PROPOSED && company.state() != SubprocessorState.RETIRED;
    }

    static boolean canDoubt(SubprocessorDetails company) {
        return isListed(company) && company.facts().noTraining() != NoTraining.UNKNOWN;
    }

    /** The names of the fields that two entries differ in. */
    static List<String> changed(ListedSubprocessor before, ListedSubprocessor after) {
        List<String> fields = new ArrayList<>();
        if (before.role() != after.role()) {
            fields.add("role");
        }
        if (!before.dataCategories().equals(after.dataCategories())) {
            fields.add("data");
        }
        if (!before.purposes().equals(after.purposes())) {
            fields.add("purposes");
        }
        if (!before.countries().equals(after.countries())) {
            fields.add("countries");
        }
        if (before.transferBasis() != after.transferBasis()) {
            fields.add("basis");
        }
        if (before.noTraining() != after.noTraining()) {
            fields.add("training");
        }
        return fields;
    }

    /** Adds a company, as a proposal. */
    void add(SubprocessorFacts facts, Consumer<SubprocessorDetails> done, Consumer<Failure> failed) {
        calls.write(
                api.add(facts),
                added -> {
                    companies.noteNews();
                    done.accept(added);
                },
                failed);
    }

    /** Writes what is known of a proposal. */
    void write(SubprocessorDetails company, SubprocessorFacts facts, Runnable done, Consumer<Failure> failed) {
        calls.write(api.write(company.id(), Version.of(company), facts), now -> became(now, done), failed);
    }

    /** Asks to change what is known of a company that was approved. */
    void amend(
            SubprocessorDetails company,
            SubprocessorFacts facts,
            String reason,
            Consumer<ApprovalDetails> done,
            Consumer<Failure> failed) {
        calls.write(api.amend(company.id(), Version.of(company), new AmendSubprocessor(facts, reason)), done, failed);
    }

    /** Throws a proposal away. */
    void discard(SubprocessorDetails company, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.discard(company.id(), Version.of(company)),
                () -> {
                    companies.refresh();
                    done.run();
                },
                failed);
    }

    /** Asks a second person to approve it. */
    void approve(SubprocessorDetails company, String reason, Consumer<ApprovalDetails> done, Consumer<Failure> failed) {
        calls.write(api.approve(company.id(), Version.of(company), new SubprocessorReason(reason)), done, failed);
    }

    /** Asks a second person to end its use. */
    void retire(SubprocessorDetails company, String reason, Consumer<ApprovalDetails> done, Consumer<Failure> failed) {
        calls.write(api.retire(company.id(), Version.of(company), new SubprocessorReason(reason)), done, failed);
    }

    /** Begins to use it, while no list is published. */
    void activate(SubprocessorDetails company, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.activate(company.id(), Version.of(company), new SubprocessorReason(reason)),
                now -> became(now, done),
                failed);
    }

    /** Says that its terms are in doubt; its models get no calls from then on. */
    void doubt(SubprocessorDetails company, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.doubt(company.id(), Version.of(company), new SubprocessorReason(reason)),
                now -> became(now, done),
                failed);
    }

    private void became(SubprocessorDetails now, Runnable done) {
        companies.replace(now);
        readDraft();
        done.run();
    }

    /** Asks a second person to publish the list as it is now. */
    void publish(
            Draft seen,
            Instant effectiveAt,
            String summary,
            String reason,
            Consumer<ApprovalDetails> done,
            Consumer<Failure> failed) {
        calls.write(
                api.publish(Version.of(seen.list()), new PublishSubprocessors(effectiveAt, summary, reason)),
                done,
                failed);
    }

    /** Writes down that a customer objects. */
    void record(
            SubprocessorDetails company,
            UUID account,
            Instant receivedAt,
            String grounds,
            Runnable done,
            Consumer<Failure> failed) {
        calls.write(
                api.record(new RecordObjection(company.id(), account, receivedAt, grounds)),
                _ -> {
                    objections.noteNews();
                    done.run();
                },
                failed);
    }

    /** Says what came of an objection. */
    void settle(
            ObjectionDetails objection,
            ObjectionOutcome outcome,
            String answer,
            Runnable done,
            Consumer<Failure> failed) {
        calls.write(
                api.settle(objection.id(), Version.of(objection), new SettleObjection(outcome, answer)),
                now -> {
                    objections.replace(now);
                    done.run();
                },
                failed);
    }
}
