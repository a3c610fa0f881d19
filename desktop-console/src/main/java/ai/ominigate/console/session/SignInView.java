package ai.ominigate.console.session;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.FailureWords;
import ai.ominigate.console.session.SignInViewModel.Trouble;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.View;
import java.time.Duration;
import java.time.Instant;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The way in: binds the form to {@link SignInViewModel} and says why it was refused. */
public final class SignInView {

    private final SignInViewModel model;
    private final Text text;
    private final Moments moments;
    private final Timeline ticking;

    @FXML
    private VBox root;

    @FXML
    private TextField server;

    @FXML
    private TextField email;

    @FXML
    private PasswordField password;

    @FXML
    private TextField code;

    @FXML
    private Label trouble;

    @FXML
    private Label troubleNext;

    @FXML
    private VBox troubleBox;

    @FXML
    private Label skew;

    @FXML
    private Button browser;

    @FXML
    private VBox form;

    @FXML
    private VBox waiting;

    @FXML
    private Button cancel;

    @FXML
    private Button enter;

    @FXML
    private HBox working;

    @FXML
    private ProgressIndicator progress;

    private SignInView(SignInViewModel model, Text text, Moments moments) {
        this.model = model;
        this.text = text.beside(SignInView.class);
        this.moments = moments;
        this.ticking = new Timeline(new KeyFrame(
                javafx.util.Duration.seconds(1),
                _ -> show(model.troubleProperty().get())));
        ticking.setCycleCount(Animation.INDEFINITE);
    }

    /** The form, which asks the server how people sign in there as soon as it shows. */
    public static Parent of(SignInViewModel model, Text text, Moments moments) {
        return View.load(SignInView.class, text.beside(SignInView.class), () -> new SignInView(model, text, moments))
                .root();
    }

    @FXML
    private void initialize() {
        server.textProperty().bindBidirectional(model.serverProperty());
        email.textProperty().bindBidirectional(model.emailProperty());
        password.textProperty().bindBidirectional(model.passwordProperty());
        code.textProperty().bindBidirectional(model.codeProperty());
        enter.disableProperty()
                .bind(model.busyProperty().or(model.completeProperty().not()));
        enter.setOnAction(_ -> model.signIn());
        browser.setOnAction(_ -> model.signInWithBrowser());
        cancel.setOnAction(_ -> model.cancel());
        server.focusedProperty().subscribe((was, is) -> {
            if (was && !is) {
                model.lookAtServer();
            }
        });
        browser.visibleProperty().bind(model.providerProperty().isNotNull());
        browser.managedProperty().bind(browser.visibleProperty());
        waiting.visibleProperty().bind(model.inBrowserProperty());
        waiting.managedProperty().bind(waiting.visibleProperty());
        form.visibleProperty().bind(waiting.visibleProperty().not());
        form.managedProperty().bind(form.visibleProperty());
        working.visibleProperty().bind(model.busyProperty());
        progress.visibleProperty().bind(model.busyProperty());
        model.troubleProperty().subscribe(this::show);
        model.skewProperty().subscribe(this::showSkew);
        root.sceneProperty().subscribe(scene -> {
            if (scene == null) {
                ticking.stop();
            } else {
                ticking.play();
                model.lookAtServer();
                javafx.application.Platform.runLater(this::focusFirstEmpty);
            }
        });
    }

    private void focusFirstEmpty() {
        if (email.getText().isBlank()) {
            email.requestFocus();
        } else {
            password.requestFocus();
        }
    }

    private void showSkew(Duration now) {
        boolean far = now.abs().compareTo(SignInViewModel.SKEW) > 0;
        skew.setVisible(far);
        skew.setManaged(far);
        if (far) {
            skew.setText(text.get(
                    now.isNegative() ? "session.skew.ahead" : "session.skew.behind", moments.words(now.abs())));
        }
    }

    private void show(Trouble now) {
        boolean any = !(now instanceof Trouble.None);
        troubleBox.setVisible(any);
        troubleBox.setManaged(any);
        switch (now) {
            case Trouble.None() -> say("", "");
            case Trouble.NoAddress() -> say(text.get("session.no-address"), text.get("session.no-address.next"));
            case Trouble.BrowserFailed() -> say(text.get("session.no-browser"), text.get("session.no-browser.next"));
            case Trouble.Refused(Failure failure) -> say(failure);
        }
    }

    private void say(Failure failure) {
        switch (failure) {
            case Failure.SignedOut out
            when out.code().equals("sign_in_failed") -> say(text.get("session.wrong"), text.get("session.wrong.next"));
            case Failure.TooMany _ -> say(text.get("session.barred"), barred());
            case Failure.Denied _ -> say(text.get("session.no-role"), text.get("session.no-role.next"));
            case Failure.TooOld _ -> say(text.get("session.too-old"), text.get("session.too-old.next"));
            case Failure.Unreachable(String host) ->
                say(text.get("session.unreachable", host), text.get("session.unreachable.next"));
            default -> {
                FailureWords words = FailureWords.of(failure, text, moments);
                say(
                        words.sentence(),
                        words.next() + words.requestId().map(id -> " " + id).orElse(""));
            }
        }
    }

    private String barred() {
        Instant until = model.barredUntilProperty().get();
        return until == null || !until.isAfter(moments.now())
                ? text.get("session.barred.over")
                : text.get("session.barred.next", moments.words(Duration.between(moments.now(), until)));
    }

    private void say(String sentence, String next) {
        trouble.setText(sentence);
        troubleNext.setText(next);
    }
}
