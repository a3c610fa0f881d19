package ai.ominigate.console.notices;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.shell.Aside;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The bell in the top bar: says what comes, counts it, and leads to it. */
public final class NoticesBell {

    private final Tools tools;
    private final Navigator navigator;
    private final Text text;
    private final NoticesViewModel model;
    private final Button bell = new Button();
    private final Command show;

    private NoticesBell(Tools tools, Navigator navigator) {
        this.tools = tools;
        this.navigator = navigator;
        this.text = tools.text();
        this.model = new NoticesViewModel(
                tools.calls(), tools.rights(), tools.me().staff().id(), tools.moments()::now);
        this.show = Command.always("notices.show", text.get("notices.show"), "Shortcut+Shift+B", this::open);
    }

    /** The bell with its command. */
    public static Aside of(Tools tools, Navigator navigator) {
        NoticesBell made = new NoticesBell(tools.beside(NoticesBell.class), navigator);
        made.follow();
        return new Aside(made.show, made.bell);
    }

    private void follow() {
        bell.setId("notices");
        bell.setGraphic(new FontIcon("fth-bell"));
        bell.getStyleClass().add("icon-button");
        bell.setMinWidth(Region.USE_PREF_SIZE);
        bell.setOnAction(_ -> show.run());
        model.unreadProperty().subscribe(count -> count(count.intValue()));
        model.notices().addListener((ListChangeListener<Notice>) change -> {
            while (change.next()) {
                // What is due is so for days, and may be many at once: it is counted.
                change.getAddedSubList().stream()
                        .filter(each -> each.kind() != Notice.Kind.DUE)
                        .forEach(each -> tools.dialogs().toast(words(each)));
            }
        });
        tools.events().listen("case.", model::heard, () -> {});
        tools.events().listen("approval.", model::heard, () -> {});
        // Only while somebody is there: the lock takes the bell out of the window.
        bell.sceneProperty().subscribe(scene -> {
            if (scene == null) {
                model.stop();
            } else {
                model.start();
            }
        });
    }

    private void count(int unread) {
        bell.setText(unread == 0 ? "" : Integer.toString(unread));
        String words = unread == 0 ? text.get("notices.none-new") : text.get("notices.new", unread);
        bell.setAccessibleText(words);
        bell.setTooltip(new Tooltip(words));
    }

    private String words(Notice notice) {
        return text.get("notices.kind." + notice.kind(), notice.what());
    }

    private void open() {
        model.read();
        VBox list = Dialogs.form();
        Dialog dialog = tools.dialogs().dialog(text.get("notices.title"), list).leave(text.get("notices.close"));
        if (model.notices().isEmpty()) {
            list.getChildren().add(Dialogs.wrapped(text.get("notices.none")));
        }
        model.notices().forEach(each -> list.getChildren().add(entry(each, dialog)));
        tools.dialogs().show(dialog);
    }

    private Node entry(Notice notice, Dialog dialog) {
        Hyperlink link = new Hyperlink(words(notice));
        link.setId("notice-" + notice.id());
        link.setWrapText(true);
        link.setMinHeight(Region.USE_PREF_SIZE);
        link.setOnAction(_ -> {
            dialog.close();
            navigator.go(new Link(notice.kind().place(), notice.parameters()));
        });
        Label when = Dialogs.wrapped(tools.moments().relative(notice.at()));
        when.getStyleClass().add("quiet");
        when.setTooltip(new Tooltip(tools.moments().absolute(notice.at())));
        return new VBox(link, when);
    }
}
