package ai.ominigate.console.control;

import java.util.HashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is in the tabs of a pane out of the window until somebody looks at it: JavaFX styles and measures the content of
 * every tab, also of those behind the one that shows, and a screen of many lists would stand still for that when it is first
 * shown.
 */
public final class LazyTabs {

    private final Map<Tab, Node> kept = new HashMap<>();

    private LazyTabs() {}

    /** To be called before anybody else listens to which tab is selected. */
    public static void of(TabPane tabs) {
        LazyTabs lazy = new LazyTabs();
        for (Tab tab : tabs.getTabs()) {
            if (tab.getContent() != null) {
                lazy.kept.put(tab, tab.getContent());
                tab.setContent(null);
            }
        }
        tabs.getSelectionModel().selectedItemProperty().subscribe(lazy::bring);
    }

    private void bring(@Nullable Tab now) {
        Node content = kept.remove(now);
        if (now != null && content != null) {
            now.setContent(content);
            // What is in panes inside it cannot have the focus before they have their skins.
            content.applyCss();
        }
    }
}
