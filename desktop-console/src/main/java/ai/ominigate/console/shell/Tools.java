package ai.ominigate.console.shell;

import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.LiveEvents;
import ai.ominigate.console.session.Browser;
import ai.ominigate.console.session.Rights;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.staff.Me;
import java.nio.file.Path;
import java.util.function.Supplier;
import okhttp3.ResponseBody;
import retrofit2.Call;

/**
 * What every screen is made with.
 *
 * @param text the words; a screen uses those {@linkplain Text#beside beside} it
 * @param calls the door to the server
 * @param events what the server tells by itself
 * @param dialogs the door to dialogs and short messages
 * @param moments times as people read them
 * @param me whoever is signed in
 * @param rights what they may
 * @param browser for pages that are elsewhere
 * @param saving where files go that people ask for
 */
public record Tools(
        Text text,
        Calls calls,
        LiveEvents events,
        Dialogs dialogs,
        Moments moments,
        Me me,
        Rights rights,
        Browser browser,
        Saving saving) {

    /**
     * Asks where a file is to lie, has the server make it, and keeps it there; it tells by itself how that ends.
     *
     * @param made asked once there is a place
     * @param ended told in the end, however it ends
     * @return whether it has begun: nobody changed their mind when they were asked
     */
    public boolean save(Supplier<Call<ResponseBody>> made, String suggestedName, Runnable ended) {
        Path file = saving.choose(suggestedName);
        if (file == null) {
            return false;
        }
        new Download(this, file, ended).begin(made);
        return true;
    }

    /** The same with the words beside {@code type}. */
    public Tools beside(Class<?> type) {
        return new Tools(text.beside(type), calls, events, dialogs, moments, me, rights, browser, saving);
    }
}
