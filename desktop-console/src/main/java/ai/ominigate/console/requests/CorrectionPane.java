package ai.ominigate.console.requests;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.privacy.CorrectionDetails;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** What a correction changes: before and after, field by field, and how far the mailboxes are with confirming it. */
final class CorrectionPane extends VBox {

    CorrectionPane(CorrectionDetails correction, Text text, Moments moments) {
        getStyleClass().add("blocks");
        if (correction.changes().isEmpty()) {
            Label none = Dialogs.wrapped(text.get("requests.correction.none"));
            none.getStyleClass().add("quiet");
            getChildren().add(none);
        }
        for (CorrectionDetails.Change change : correction.changes()) {
            getChildren().add(block(change, text, moments));
        }
        if (!correction.changes().isEmpty()) {
            getChildren()
                    .add(new Facts(text, moments)
                            .words(text.get("requests.evidence"), correction.evidence())
                            .words(
                                    text.get("requests.correction.by"),
                                    correction.writtenBy() == null
                                            ? null
                                            : correction.writtenBy().name())
                            .time(text.get("requests.correction.at"), correction.writtenAt())
                            .words(
                                    text.get("requests.correction.second"),
                                    text.get(correction.secondPerson() ? "requests.yes" : "requests.no")));
        }
        correction.obstacles().forEach(each -> {
            Label obstacle = Dialogs.wrapped(each);
            obstacle.getStyleClass().addAll("notice", "waiting");
            getChildren().add(obstacle);
        });
    }

    private static VBox block(CorrectionDetails.Change change, Text text, Moments moments) {
        Label heading = new Label(text.get("requests.field." + change.field()));
        heading.getStyleClass().add("field-name");
        Meaning meaning = switch (change.state()) {
            case WRITTEN -> Meaning.INFORMATION;
            case TO_BE_CONFIRMED, REVERTIBLE -> Meaning.WAITING;
            case DONE -> Meaning.GOOD;
            case REVERTED -> Meaning.BAD;
        };
        Facts facts = new Facts(text, moments)
                .words(
                        text.get("requests.before"),
                        change.before() == null ? text.get("requests.before.nothing") : change.before())
                .words(text.get("requests.after"), change.after())
                .state(
                        text.get("requests.state"),
                        new Badge(meaning, text.get("requests.correction." + change.state())))
                .time(text.get("requests.applied"), change.appliedAt())
                .time(text.get("requests.revertible"), change.revertibleUntil())
                .time(text.get("requests.reverted"), change.revertedAt());
        CorrectionDetails.Confirmation confirmation = change.confirmation();
        if (confirmation != null) {
            facts.time(text.get("requests.confirm.asked"), confirmation.askedAt())
                    .time(text.get("requests.confirm.old"), confirmation.oldAt())
                    .time(text.get("requests.confirm.new"), confirmation.newAt());
        }
        VBox block = new VBox(heading, facts);
        block.getStyleClass().add("block");
        return block;
    }
}
