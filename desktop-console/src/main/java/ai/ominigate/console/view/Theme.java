package ai.ominigate.console.view;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/**
 * How the console looks: AtlantaFX's Primer, light or dark, with the console's own colours and type laid over it by
 * {@code console.css}. One for the whole program.
 */
public final class Theme {

    /** The looks there are. */
    public enum Look {
        LIGHT,
        DARK,
        /** For people who need more contrast than {@link #DARK} has. */
        CONTRAST
    }

    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");
    private static final PseudoClass CONTRAST = PseudoClass.getPseudoClass("contrast");
    private static final PseudoClass LARGE = PseudoClass.getPseudoClass("large");
    private static final PseudoClass LARGEST = PseudoClass.getPseudoClass("largest");
    private static final double LARGE_FROM = 1.3;
    private static final double LARGEST_FROM = 1.7;
    private static final double BODY = 14;
    private static final double MOST = 2;
    private static final double LEAST = 0.85;
    private static final double STEP = 0.15;

    private final ObservableValue<Look> look;
    private final DoubleProperty scale = new SimpleDoubleProperty(this, "scale", 1);

    /**
     * Loads the typeface and styles every window to come. To be called before the first window, which would otherwise
     * show up in JavaFX's own style for a moment.
     *
     * @param look windows follow when it changes
     */
    public Theme(ObservableValue<Look> look) {
        this.look = look;
        Stream.of("Inter-Regular.otf", "Inter-SemiBold.otf").forEach(Theme::loadFont);
        look.subscribe(Theme::style);
    }

    /** The theme that looks as the system does. */
    public static Theme ofSystem() {
        Platform.Preferences system = Platform.getPreferences();
        return new Theme(Bindings.createObjectBinding(() -> lookOf(system), system.colorSchemeProperty(), system));
    }

    private static Look lookOf(Platform.Preferences system) {
        boolean windows = system.getBoolean("Windows.SPI.HighContrast").orElse(false);
        boolean gtk = system.getString("GTK.theme_name")
                .map(name -> name.toLowerCase(Locale.ROOT).contains("highcontrast"))
                .orElse(false);
        if (windows || gtk) {
            return Look.CONTRAST;
        }
        return system.getColorScheme() == ColorScheme.DARK ? Look.DARK : Look.LIGHT;
    }

    /** Gives {@code scene} the console's colours and type for as long as its window shows. */
    public void dress(Scene scene) {
        scene.getStylesheets().add(resource("console.css"));
        look.when(scene.windowProperty()
                        .flatMap(window -> window.showingProperty())
                        .orElse(false))
                .subscribe(now -> colour(scene, now));
        scale.when(scene.windowProperty()
                        .flatMap(window -> window.showingProperty())
                        .orElse(false))
                .subscribe(now -> size(scene, now.doubleValue()));
        scene.rootProperty().subscribe(root -> {
            colour(scene, look.getValue());
            root.styleProperty().bind(Bindings.concat("-fx-font-size: ", scale.multiply(BODY), "px;"));
        });
    }

    private static void colour(Scene scene, Look now) {
        scene.getRoot().pseudoClassStateChanged(DARK, now != Look.LIGHT);
        scene.getRoot().pseudoClassStateChanged(CONTRAST, now == Look.CONTRAST);
    }

    private static void size(Scene scene, double now) {
        scene.getRoot().pseudoClassStateChanged(LARGE, now >= LARGE_FROM && now < LARGEST_FROM);
        scene.getRoot().pseudoClassStateChanged(LARGEST, now >= LARGEST_FROM);
    }

    /** How large text is: 1 is the size it was designed in, 2 twice that. */
    public DoubleProperty scaleProperty() {
        return scale;
    }

    /** Larger text, up to twice the size. */
    public void larger() {
        scale.set(Math.min(MOST, scale.get() + STEP));
    }

    /** Smaller text. */
    public void smaller() {
        scale.set(Math.max(LEAST, scale.get() - STEP));
    }

    private static void style(Look look) {
        String sheet = switch (look) {
            case LIGHT -> new PrimerLight().getUserAgentStylesheet();
            case DARK, CONTRAST -> new PrimerDark().getUserAgentStylesheet();
        };
        Application.setUserAgentStylesheet(sheet);
    }

    private static void loadFont(String name) {
        if (Font.loadFont(resource("fonts/" + name), BODY) == null) {
            throw new IllegalStateException("JavaFX cannot read the typeface " + name);
        }
    }

    private static String resource(String name) {
        return Objects.requireNonNull(Theme.class.getResource(name), name).toExternalForm();
    }
}
