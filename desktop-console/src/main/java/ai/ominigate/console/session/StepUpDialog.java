package ai.ominigate.console.session;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.RemoteException;
import ai.ominigate.console.view.Text;
import javafx.beans.binding.Bindings;
import javafx.scene.control.TextField;

/** Asks for a fresh code where a command needs one, and lets the command go on. */
public final class StepUpDialog {

    private StepUpDialog() {}

    /** Lets {@code session} ask through {@code dialogs}. */
    public static void install(Session session, Dialogs dialogs, Text text) {
        Text own = text.beside(StepUpDialog.class);
        session.onStepUp(wish -> ask(session, dialogs, own, wish));
    }

    private static void ask(Session session, Dialogs dialogs, Text text, Session.StepUpWish wish) {
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
