package ai.ominigate.console.abuse;

import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.NetworkHour;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Requests by the hour: what was answered, and on top of it what was refused. */
final class Bars extends VBox {

    private static final double HEIGHT = 120;

    /** @param hours the first first */
    Bars(List<NetworkHour> hours, Text text, Moments moments) {
        getStyleClass().add("words");
        long most =
                Math.max(1, hours.stream().mapToLong(NetworkHour::calls).max().orElse(1));
        long calls = hours.stream().mapToLong(NetworkHour::calls).sum();
        long refused = hours.stream().mapToLong(NetworkHour::refused).sum();
        Label title = new Label(text.get(
                "abuse.activity.title",
                Amounts.words(calls, text.locale()),
                Amounts.words(refused, text.locale()),
                Amounts.words(most, text.locale())));
        title.setWrapText(true);
        title.setMinHeight(USE_PREF_SIZE);
        title.getStyleClass().add("field-name");
        HBox bars = new HBox();
        bars.getStyleClass().add("bars");
        bars.setMinHeight(HEIGHT);
        bars.setPrefHeight(HEIGHT);
        bars.setAccessibleText(title.getText());
        for (NetworkHour hour : hours) {
            bars.getChildren().add(bar(hour, most, text, moments));
        }
        HBox ends = new HBox();
        if (!hours.isEmpty()) {
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            ends.getChildren()
                    .setAll(
                            quiet(moments.relative(hours.getFirst().hour())),
                            space,
                            quiet(moments.relative(hours.getLast().hour())));
        }
        getChildren().setAll(title, bars, ends);
    }

    private static Label quiet(String words) {
        Label label = new Label(words);
        label.getStyleClass().add("quiet");
        return label;
    }

    private static VBox bar(NetworkHour hour, long most, Text text, Moments moments) {
        Region refused = part("refused", hour.refused(), most);
        Region answered = part("answered", hour.calls() - hour.refused(), most);
        Region above = new Region();
        VBox.setVgrow(above, Priority.ALWAYS);
        VBox bar = new VBox(above, refused, answered);
        HBox.setHgrow(bar, Priority.ALWAYS);
        Tooltip.install(
                bar,
                new Tooltip(
                        text.get("abuse.activity.hour", moments.absolute(hour.hour()), hour.calls(), hour.refused())));
        return bar;
    }

    private static Region part(String styleClass, long count, long most) {
        Region part = new Region();
        part.getStyleClass().add(styleClass);
        // Whole pixels, so that two parts of a bar are never higher than it.
        double height = Math.floor(HEIGHT * count / most);
        part.setMinHeight(height);
        part.setPrefHeight(height);
        part.setMaxHeight(height);
        return part;
    }
}
