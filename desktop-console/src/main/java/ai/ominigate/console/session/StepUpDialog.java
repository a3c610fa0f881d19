package ai.ominigate.console.session;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.RemoteException;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import org.jspecify.annotations.Nullable;

/** Asks for a fresh code where a command needs one, and lets the command go on. */
public final class StepUpDialog {

    private StepUpDialog() {}

    /** Lets {@code session} ask through {@code dialogs}. */
    public static void install(Session session, Dialogs dialogs, Text text) {
        Text own = text.beside(StepUpDialog.class);
        session.onStepUp(wish -> ask(session, dialogs, own, wish));
    }

    private static void ask(Session session, Dialogs dialogs, Text text, Session.StepUpWish wish) {
        if (session.isProvided()) {
            askInBrowser(session, dialogs, text, wish);
        } else {
            askForCode(session, dialogs, text, wish);
        }
    }

    private static void askInBrowser(Session session, Dialogs dialogs, Text text, Session.StepUpWish wish) {
        AtomicReference<Tasks.@Nullable Running> running = new AtomicReference<>();
        boolean[] shown = {false};
        Label waiting = Dialogs.wrapped(text.get("session.browser.waiting"));
        waiting.setVisible(false);
        Dialog dialog = dialogs.dialog(
                        text.get("session.step-up.provided"),
                        Dialogs.form(Dialogs.wrapped(text.get("session.step-up.provided.sentence")), waiting))
                .onClosed(() -> {
                    Tasks.Running asked = running.get();
                    if (asked != null) {
                        asked.cancel();
                    }
                    if (!shown[0]) {
                        wish.givenUp().run();
                    }
                });
        dialog.verb(text.get("session.browser"), new SimpleBooleanProperty(true), () -> {
            dialog.busyProperty().set(true);
            waiting.setVisible(true);
            running.set(session.stepUpInBrowser(
                    () -> {
                        shown[0] = true;
                        dialog.close();
                        wish.shown().run();
                    },
                    failure -> {
                        waiting.setVisible(false);
                        dialog.fail(
                                failure instanceof RemoteException refused
                                        ? refused.failure()
                                        : new Failure.Slow(null));
                    }));
        });
        dialogs.show(dialog);
    }

    private static void askForCode(Session session, Dialogs dialogs, Text text, Session.StepUpWish wish) {
        TextField code = new TextField();
        code.setId("stepUpCode");
        code.getStyleClass().add("copied");
        boolean[] shown = {false};
        Dialog dialog = dialogs.dialog(
                        text.get("session.step-up"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("session.step-up.sentence")),
                                Dialogs.field(text.get("session.code"), code)))
                .startAt(code)
                .onClosed(() -> {
                    if (!shown[0]) {
                        wish.givenUp().run();
                    }
                });
        dialog.verb(
                text.get("session.step-up.verb"),
                Bindings.createBooleanBinding(
                        () -> SignInViewModel.isTotp(code.getText()) || SignInViewModel.isRecoveryCode(code.getText()),
                        code.textProperty()),
                () -> {
                    dialog.busyProperty().set(true);
                    session.showSecondFactor(
                            code.getText().replaceAll("\\s", ""),
                            () -> {
                                shown[0] = true;
                                dialog.close();
                                wish.shown().run();
                            },
                            failure -> {
                                code.clear();
                                dialog.fail(
                                        failure instanceof RemoteException refused
                                                ? refused.failure()
                                                : new Failure.Slow(null));
                            });
                });
        dialogs.show(dialog);
    }
}
