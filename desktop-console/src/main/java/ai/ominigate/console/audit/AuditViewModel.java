package ai.ominigate.console.audit;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.model.audit.KeptCheckpoint;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.ResponseBody;
import retrofit2.Call;

/** The audit log's screen without its looks. */
final class AuditViewModel {

    private static final String REVEALS = "reveal";
    private static final String MEMBER = "staff:";
    private static final int COLLEAGUES = 200;

    private final Calls calls;
    private final AuditApi api;
    private final ListModel<AuditEntry> list;
    private final ListModel<AuditEntry> reveals;
    private final ListModel<KeptCheckpoint> checkpoints;
    private final Map<String, String> names = new HashMap<>();

    AuditViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(AuditApi.class);
        this.list = new ListModel<>(calls, api::entries, entry -> Long.toString(entry.seq()));
        this.reveals = new ListModel<>(
                calls, query -> api.entries(with(query, "action", REVEALS)), entry -> Long.toString(entry.seq()));
        this.checkpoints = new ListModel<>(calls, api::checkpoints, checkpoint -> Long.toString(checkpoint.size()));
    }

    private static Map<String, String> with(Map<String, String> query, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put(name, value);
        return all;
    }

    ListModel<AuditEntry> list() {
        return list;
    }

    /** What was shown in clear, to whom and what for. */
    ListModel<AuditEntry> reveals() {
        return reveals;
    }

    /** Signed states of the log. */
    ListModel<KeptCheckpoint> checkpoints() {
        return checkpoints;
    }

    /** Learns what colleagues are called, for whoever may know that; without it they stay ids. */
    void learnNames(Runnable done) {
        calls.read(
                api.staff(Map.of("limit", Integer.toString(COLLEAGUES))),
                page -> {
                    page.items().forEach(each -> names.put(MEMBER + each.id(), each.name()));
                    done.run();
                },
                _ -> {});
    }

    /** What an actor is called; empty for whoever is no member of the staff, or not known here. */
    Optional<String> name(String actor) {
        return Optional.ofNullable(names.get(actor));
    }

    /** Has the server read the whole log and hold it against what was signed. */
    void verify(Consumer<AuditReport> done, Consumer<Failure> failed) {
        calls.read(api.verify(), done, failed);
    }

    /** Has the server read the log as far as this speaks for it. */
    void verify(KeptCheckpoint checkpoint, Consumer<AuditReport> done, Consumer<Failure> failed) {
        calls.read(api.verify(checkpoint.size()), done, failed);
    }

    /** Has the log signed as it is, and put into a bundle. */
    Call<ResponseBody> bundle() {
        return api.export();
    }
}
