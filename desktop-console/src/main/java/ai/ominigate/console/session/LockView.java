package ai.ominigate.console.session;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.FailureWords;
import ai.ominigate.console.remote.RemoteException;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.View;
import java.util.List;
import javafx.application.Platform;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What stands in the window while the session is locked: who is to come back, and nothing of what they worked on. */
public final class LockView {

    private final Session session;
    private final Session.Why why;
    private final Text text;
    private final Moments moments;
    private final Runnable leave;
    private Tasks.@Nullable Running waiting;

    @FXML
    private Label sentence;

    @FXML
    private Label person;

    @FXML
    private VBox passwordField;

    @FXML
    private VBox codeField;

    @FXML
    private PasswordField password;

    @FXML
    private TextField code;

    @FXML
    private Label trouble;

    @FXML
    private Button unlock;

    @FXML
    private Button signOut;

    private LockView(Session session, Session.Why why, Text text, Moments moments, Runnable leave) {
        this.session = session;
        this.why = why;
        this.text = text.beside(LockView.class);
        this.moments = moments;
        this.leave = leave;
    }

    /** @param leave signs out instead */
    public static Parent of(Session session, Session.Why why, Text text, Moments moments, Runnable leave) {
        return View.load(
                        LockView.class,
                        text.beside(LockView.class),
                        () -> new LockView(session, why, text, moments, leave))
                .root();
    }

    @FXML
    private void initialize() {
        sentence.setText(text.get("session.locked." + why));
        person.setText(
                session.me().staff().name() + " · " + session.me().staff().email());
        say("");
        unlock.setOnAction(_ -> unlock());
        signOut.setOnAction(_ -> leave.run());
        for (VBox field : List.of(passwordField, codeField)) {
            field.setVisible(!session.isProvided());
            field.setManaged(!session.isProvided());
        }
        if (session.isProvided()) {
            unlock.setText(text.get("session.browser"));
        }
        Platform.runLater(session.isProvided() ? unlock::requestFocus : password::requestFocus);
    }

    private void unlock() {
        if (session.isProvided()) {
            // Whoever has lost the page presses once more.
            if (waiting != null) {
                waiting.cancel();
            }
            say("");
            sentence.setText(text.get("session.browser.waiting"));
            waiting = session.unlockInBrowser(this::clear, this::refused);
            return;
        }
        if (password.getText().isEmpty()
                || !(SignInViewModel.isTotp(code.getText()) || SignInViewModel.isRecoveryCode(code.getText()))) {
            say(text.get("session.incomplete"));
            return;
        }
        unlock.setDisable(true);
        session.unlock(password.getText(), code.getText(), this::clear, this::refused);
    }

    private void clear() {
        password.clear();
        code.clear();
    }

    private void refused(Exception e) {
        unlock.setDisable(false);
        code.clear();
        sentence.setText(text.get("session.locked." + why));
        if (e instanceof RemoteException refused) {
            say(sentence(refused.failure()));
        } else if (e instanceof Session.AnotherPerson) {
            say(text.get("session.another-person"));
        } else if (session.isProvided()) {
            say(text.get("session.no-browser") + " " + text.get("session.no-browser.next"));
        } else {
            say(text.get("session.wrong"));
        }
    }

    private String sentence(Failure failure) {
        if (failure instanceof Failure.SignedOut) {
            return text.get("session.wrong") + " " + text.get("session.wrong.next");
        }
        FailureWords words = FailureWords.of(failure, text, moments);
        return words.sentence() + " " + words.next();
    }

    private void say(String words) {
        trouble.setText(words);
        trouble.setVisible(!words.isEmpty());
        trouble.setManaged(!words.isEmpty());
    }
}
