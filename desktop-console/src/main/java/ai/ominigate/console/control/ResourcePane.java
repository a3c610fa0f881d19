package ai.ominigate.console.control;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** One thing of the server's that fills a screen, with the same states as a list has. What shows stays while it is asked for anew. */
public final class ResourcePane<T> extends StackPane {

    private @Nullable Runnable ask;
    private Calls.@Nullable Sent asked;
    private boolean shown;

    /**
     * @param source asks for it
     * @param draw makes of it what people see
     */
    public void show(
            Calls calls,
            Supplier<Call<T>> source,
            Text text,
            Moments moments,
            Function<? super T, ? extends Node> draw) {
        Text own = text.beside(ResourcePane.class);
        ask = () -> {
            if (asked != null) {
                asked.cancel();
            }
            if (!shown) {
                getChildren().setAll(Covers.over(Covers.skeleton(own)));
            }
            asked = calls.read(
                    source.get(), answer -> draw(draw.apply(answer)), failure -> fail(failure, own, moments));
        };
    }

    private void draw(Node content) {
        shown = true;
        ScrollPane scrolled = new ScrollPane(content);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.getStyleClass().add("edge-to-edge");
        double at = getChildren().isEmpty() || !(getChildren().getFirst() instanceof ScrollPane before)
                ? 0
                : before.getVvalue();
        getChildren().setAll(scrolled);
        scrolled.setVvalue(at);
    }

    private void fail(Failure failure, Text own, Moments moments) {
        shown = false;
        getChildren().setAll(Covers.over(Covers.failed(failure, own, moments, this::refresh)));
    }

    /** Asks for it, for the first time or anew. */
    public void refresh() {
        if (ask != null) {
            ask.run();
        }
    }
}
