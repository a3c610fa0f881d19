package ai.ominigate.console.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.function.Supplier;
import javafx.fxml.FXMLLoader;
import javafx.scene.Parent;

/**
 * A screen that was read from its FXML: the nodes and the object that FXML's ids were put into.
 *
 * @param root the topmost node, not yet in any scene
 * @param controller the view class the FXML names
 */
public record View<C>(Parent root, C controller) {

    /**
     * Loads {@code NAME.fxml} that lies beside the class {@code NAME}. The FXML names the class as its controller, so
     * that tools can check it; the object itself comes from {@code controllers}, which gives it what it needs.
     *
     * @throws IllegalStateException if the FXML is absent or names another class: both are mistakes in the program
     */
    public static <C> View<C> load(Class<C> type, Text text, Supplier<C> controllers) {
        URL fxml = type.getResource(type.getSimpleName() + ".fxml");
        if (fxml == null) {
            throw new IllegalStateException("There is no " + type.getSimpleName() + ".fxml beside " + type.getName());
        }
        FXMLLoader loader = new FXMLLoader(fxml, text.bundle());
        loader.setControllerFactory(asked -> {
            if (asked != type) {
                throw new IllegalStateException(fxml + " names " + asked.getName() + " instead of " + type.getName());
            }
            return controllers.get();
        });
        try {
            Parent root = loader.load();
            return new View<>(root, type.cast(loader.getController()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + fxml, e);
        }
    }
}
