package ai.ominigate.console;

import ai.ominigate.console.release.ReleaseKey;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.view.Remembered;
import ai.ominigate.console.view.ScreenWatch;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.Theme;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.prefs.Preferences;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** The console as JavaFX starts it: one window. */
public final class ConsoleApplication extends Application {

    /** The parameter that closes the window as soon as it shows. */
    static final String CLOSE_AT_ONCE = "close-at-once";

    /** Before a file: the parameter that keeps a picture of the window there, in PNG. */
    static final String PICTURE = "picture=";

    /** How long it took until the first window showed; null until one has. */
    private static volatile @Nullable Duration startTook;

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int SMALLEST_WIDTH = 1024;
    private static final int SMALLEST_HEIGHT = 700;

    private @Nullable Console console;
    private @Nullable Handover links;

    @Override
    public void start(Stage window) {
        Theme theme = Theme.ofSystem();
        Text text = Text.of(Locale.getDefault());
        ScreenWatch watch = ScreenWatch.logging();
        Console made = new Console(new Console.Settings(
                theme,
                text,
                InstantSource.system(),
                ZoneId.systemDefault(),
                new Remembered(() -> Preferences.userNodeForPackage(ConsoleApplication.class)),
                page -> getHostServices().showDocument(page.toString()),
                name -> chooseFile(window, name),
                Main.version(),
                watch,
                ReleaseKey.pinned()));

        console = made;
        Scene scene = new Scene(made.root(), WIDTH, HEIGHT);
        theme.dress(scene);
        window.getIcons().add(icon());
        window.setTitle(text.get("console.title"));
        window.setMinWidth(SMALLEST_WIDTH);
        window.setMinHeight(SMALLEST_HEIGHT);
        window.setScene(scene);
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                // After this pulse is drawn.
                Platform.runLater(() -> shown(window));
            }
        });
        window.show();
        getParameters().getRaw().stream()
                .flatMap(each -> Link.parse(each).stream())
                .forEach(made::open);
        if (!getParameters().getRaw().contains(CLOSE_AT_ONCE)) {
            takeLinks(made, window, watch);
        }
    }

    /** What a desktop opens from now on comes to this window. */
    private void takeLinks(Console of, Stage window, ScreenWatch watch) {
        links = Handover.listen(
                        Handover.meetingPlace(),
                        Tasks.onScreen(watch),
                        text -> Link.parse(text).ifPresent(link -> {
                            of.open(link);
                            window.setIconified(false);
                            window.toFront();
                        }))
                .orElse(null);
    }

    @Override
    public void stop() {
        if (links != null) {
            links.close();
        }
        if (console != null) {
            console.close();
        }
    }

    private void shown(Stage window) {
        startTook = ProcessAge.at(InstantSource.system().instant()).orElse(null);
        if (getParameters().getRaw().contains(CLOSE_AT_ONCE)) {
            try {
                getParameters().getRaw().stream()
                        .filter(each -> each.startsWith(PICTURE))
                        .forEach(each -> keepPicture(window.getScene(), Path.of(each.substring(PICTURE.length()))));
            } finally {
                window.close();
            }
        }
    }

    private static void keepPicture(Scene scene, Path file) {
        WritableImage picture = scene.snapshot(null);
        int width = (int) picture.getWidth();
        int height = (int) picture.getHeight();
        int[] pixels = new int[width * height];
        picture.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        try {
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The picture cannot be written", e);
        }
    }

    /** How long it took from the start of the process until people saw the sign-in; empty if they have not. */
    static Optional<Duration> startTook() {
        return Optional.ofNullable(startTook);
    }

    private static @Nullable Path chooseFile(Stage window, String suggestedName) {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName(suggestedName);
        File file = chooser.showSaveDialog(window);
        return file == null ? null : file.toPath();
    }

    private static Image icon() {
        return new Image(Objects.requireNonNull(ConsoleApplication.class.getResource("icon.png"))
                .toExternalForm());
    }
}
