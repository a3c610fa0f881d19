package ai.ominigate.console.control;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * One thing of the server's that fills a screen, with the same states as a list has. What shows stays while it is asked for
 * anew, and below the trouble if that fails.
 */
public final class ResourcePane<T> extends StackPane {

    private @Nullable Runnable ask;
    private @Nullable Calls calls;
    private Tasks.@Nullable Running next;
    private Calls.@Nullable Sent asked;
    private @Nullable ScrollPane shown;

    /**
     * @param source asks for it
     * @param draw makes of it what people see
     */
    public void show(
            Calls by, Supplier<Call<T>> source, Text text, Moments moments, Function<? super T, ? extends Node> draw) {
        Text own = text.beside(ResourcePane.class);
        calls = by;
        ask = () -> {
            if (asked != null) {
                asked.cancel();
            }
            if (shown == null) {
                getChildren().setAll(Covers.over(Covers.skeleton(own)));
            }
            asked = by.read(source.get(), answer -> draw(draw.apply(answer)), failure -> fail(failure, own, moments));
        };
    }

    private void draw(Node content) {
        ScrollPane scrolled = new ScrollPane(content);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.getStyleClass().add("edge-to-edge");
        double at = shown == null ? 0 : shown.getVvalue();
        shown = scrolled;
        getChildren().setAll(scrolled);
        scrolled.setVvalue(at);
    }

    private void fail(Failure failure, Text own, Moments moments) {
        Region why = Covers.failed(failure, own, moments, this::refresh);
        if (shown == null || failure instanceof Failure.Denied) {
            shown = null;
            getChildren().setAll(Covers.over(why));
        } else {
            VBox.setVgrow(shown, Priority.ALWAYS);
            getChildren().setAll(new VBox(why, shown));
        }
    }

    /** Asks for it, for the first time or anew. */
    public void refresh() {
        if (ask != null) {
            ask.run();
        }
    }

    /**
     * Asks for it now and then every so often, until {@link #leave}.
     *
     * @param also is done each time
     */
    public void refreshEvery(Duration often, Runnable also) {
        leave();
        refresh();
        also.run();
        next = Objects.requireNonNull(calls).tasks().later(often, () -> refreshEvery(often, also));
    }

    /** Asks no more by itself. */
    public void leave() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    /** Whether it asks by itself, as somebody looks. */
    public boolean isWatched() {
        return next != null;
    }
}
