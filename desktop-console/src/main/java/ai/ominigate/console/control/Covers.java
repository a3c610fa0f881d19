package ai.ominigate.console.control;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.staff.Role;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** What lies where there is nothing to see: while it comes, when it failed, when whoever looks may not. */
final class Covers {

    private static final int SKELETON_ROWS = 8;

    private Covers() {}

    static StackPane over(Region cover) {
        StackPane over = new StackPane(cover);
        over.getStyleClass().add("cover");
        StackPane.setAlignment(cover, Pos.TOP_CENTER);
        return over;
    }

    static Region failed(Failure failure, Text own, Moments moments, Runnable retry) {
        return failure instanceof Failure.Denied denied
                ? denied(denied, own)
                : new ErrorPane(failure, own, moments, retry);
    }

    private static Region denied(Failure.Denied denied, Text own) {
        List<Role> roles = denied.needs() == null ? List.of() : denied.needs().roles();
        return said(
                "fth-lock",
                own.get("control.no-right"),
                roles.isEmpty()
                        ? own.get("control.no-right.next")
                        : own.get("control.no-right.roles", roles(own, roles)));
    }

    private static String roles(Text text, List<Role> roles) {
        return roles.stream()
                .map(role -> text.get("role." + role))
                .reduce((a, b) -> text.get("list.or", a, b))
                .orElse("");
    }

    static VBox said(String icon, String sentence, String next) {
        VBox box = new VBox();
        box.getStyleClass().add("said");
        Label label = Dialogs.wrapped(sentence);
        label.setGraphic(new FontIcon(icon));
        box.getChildren().add(label);
        if (!next.isEmpty()) {
            Label more = Dialogs.wrapped(next);
            more.getStyleClass().add("quiet");
            box.getChildren().add(more);
        }
        return box;
    }

    static Region skeleton(Text own) {
        VBox rows = new VBox();
        rows.getStyleClass().add("skeleton");
        rows.setAccessibleText(own.get("control.loading"));
        for (int i = 0; i < SKELETON_ROWS; i++) {
            Region row = new Region();
            row.getStyleClass().add("bone");
            rows.getChildren().add(row);
        }
        return rows;
    }
}
