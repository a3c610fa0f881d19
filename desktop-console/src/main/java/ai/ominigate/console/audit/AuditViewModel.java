package ai.ominigate.console.audit;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import okhttp3.ResponseBody;

/** The audit log's screen without its looks. */
final class AuditViewModel {

    private final Calls calls;
    private final AuditApi api;
    private final ListModel<AuditEntry> list;

    AuditViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(AuditApi.class);
        this.list = new ListModel<>(calls, api::entries, entry -> Long.toString(entry.seq()));
    }

    ListModel<AuditEntry> list() {
        return list;
    }

    /** Has the server read the whole log and hold it against what was signed. */
    void verify(Consumer<AuditReport> done, Consumer<Failure> failed) {
        calls.read(api.verify(), done, failed);
    }

    /** Has the log signed as it is, and puts the bundle into {@code file}. */
    void export(Path file, Runnable done, Consumer<Failure> failed, Consumer<Exception> notWritten) {
        calls.read(
                api.export(),
                body -> calls.tasks()
                        .start(
                                () -> {
                                    write(body, file);
                                    return file;
                                },
                                _ -> done.run(),
                                notWritten),
                failed);
    }

    private static void write(ResponseBody body, Path file) throws IOException {
        try (body;
                InputStream bytes = body.byteStream()) {
            Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
