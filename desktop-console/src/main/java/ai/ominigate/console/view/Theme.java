package ai.ominigate.console.view;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/**
 * How the console looks: AtlantaFX's Primer, light or dark, with the console's own colours and type laid over it by
 * {@code console.css}. One for the whole program.
 */
public final class Theme {

    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");

    private final ObservableValue<ColorScheme> scheme;

    /**
     * Loads the typeface and styles every window to come. To be called before the first window, which would otherwise
     * show up in JavaFX's own style for a moment.
     *
     * @param scheme light or dark; windows follow when it changes
     */
    public Theme(ObservableValue<ColorScheme> scheme) {
        this.scheme = scheme;
        Stream.of("Inter-Regular.otf", "Inter-SemiBold.otf").forEach(Theme::loadFont);
        scheme.subscribe(Theme::style);
    }

    /** The theme that is light or dark as the system is. */
    public static Theme ofSystem() {
        return new Theme(Platform.getPreferences().colorSchemeProperty());
    }

    /** Gives {@code scene} the console's colours and type for as long as its window shows. */
    public void dress(Scene scene) {
        scene.getStylesheets().add(resource("console.css"));
        scheme.when(scene.windowProperty().flatMap(window -> window.showingProperty()))
                .subscribe(now -> scene.getRoot().pseudoClassStateChanged(DARK, now == ColorScheme.DARK));
    }

    private static void style(ColorScheme scheme) {
        String sheet = switch (scheme) {
            case LIGHT -> new PrimerLight().getUserAgentStylesheet();
            case DARK -> new PrimerDark().getUserAgentStylesheet();
        };
        Application.setUserAgentStylesheet(sheet);
    }

    private static void loadFont(String name) {
        if (Font.loadFont(resource("fonts/" + name), 14) == null) {
            throw new IllegalStateException("JavaFX cannot read the typeface " + name);
        }
    }

    private static String resource(String name) {
        return Objects.requireNonNull(Theme.class.getResource(name), name).toExternalForm();
    }
}
