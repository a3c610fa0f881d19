package ai.ominigate.console.shell;

import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.LiveEvents;
import ai.ominigate.console.session.Rights;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;

/**
 * What every screen is made with.
 *
 * @param text the words; a screen uses those {@linkplain Text#beside beside} it
 * @param calls the door to the server
 * @param events what the server tells by itself
 * @param dialogs the door to dialogs and short messages
 * @param moments times as people read them
 * @param rights what whoever is signed in may
 */
public record Tools(Text text, Calls calls, LiveEvents events, Dialogs dialogs, Moments moments, Rights rights) {

    /** The same with the words beside {@code type}. */
    public Tools beside(Class<?> type) {
        return new Tools(text.beside(type), calls, events, dialogs, moments, rights);
    }
}
