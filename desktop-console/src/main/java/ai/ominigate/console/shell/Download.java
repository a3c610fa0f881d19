package ai.ominigate.console.shell;

import ai.ominigate.console.control.Dialogs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;
import okhttp3.ResponseBody;
import retrofit2.Call;

/** A file that the server makes and somebody keeps: there is the whole of it at its place, or nothing, and a reason. */
final class Download {

    private final Tools tools;
    private final Path file;
    private final Runnable ended;

    Download(Tools tools, Path file, Runnable ended) {
        this.tools = tools;
        this.file = file;
        this.ended = ended;
    }

    void begin(Supplier<Call<ResponseBody>> made) {
        tools.calls().read(made.get(), this::write, failure -> {
            ended.run();
            tools.dialogs().failed(failure);
        });
    }

    private void write(ResponseBody body) {
        tools.calls()
                .tasks()
                .start(
                        () -> copied(body),
                        path -> {
                            ended.run();
                            tools.dialogs().toast(tools.text().get("file.saved", path.toString()));
                        },
                        _ -> {
                            ended.run();
                            tellWhyNot();
                        });
    }

    /** Beside its place first, so that what was there before stays until all of this has come. */
    private Path copied(ResponseBody body) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (body;
                InputStream bytes = body.byteStream()) {
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    private void tellWhyNot() {
        tools.dialogs()
                .show(tools.dialogs()
                        .dialog(
                                tools.text().get("file.not-saved"),
                                Dialogs.wrapped(tools.text().get("file.not-saved.next", file.toString())))
                        .leave(tools.text().get("file.close")));
    }
}
