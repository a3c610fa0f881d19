package ai.ominigate.console.control;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.FailureWords;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What went wrong, why, what to do, the request's id, and the way to try again. */
public final class ErrorPane extends VBox {

    /** @param retry null where whoever looks has another way to try again */
    public ErrorPane(Failure failure, Text text, Moments moments, @Nullable Runnable retry) {
        FailureWords words = FailureWords.of(failure, text, moments);
        Text own = text.beside(ErrorPane.class);
        getStyleClass().addAll("notice", "bad");
        setMaxHeight(USE_PREF_SIZE);
        Label sentence = wrapped(words.sentence());
        sentence.getStyleClass().add("notice-title");
        sentence.setGraphic(new FontIcon(Meaning.BAD.icon()));
        getChildren().addAll(sentence, wrapped(words.next()));
        words.requestId().filter(id -> !id.isBlank()).ifPresent(id -> {
            Label request = wrapped(own.get("control.request", id));
            request.getStyleClass().add("quiet");
            getChildren().add(request);
        });
        if (retry != null) {
            Button again = new Button(own.get("control.retry"));
            again.setId("retry");
            again.setOnAction(_ -> retry.run());
            getChildren().add(again);
        }
    }

    private static Label wrapped(String words) {
        Label label = new Label(words);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }
}
