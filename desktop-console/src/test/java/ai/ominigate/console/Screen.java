package ai.ominigate.console;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;

/** JavaFX's toolkit in the tests' JVM: started once, without a display. */
public final class Screen {

    private static final Logger CSS = Logger.getLogger("javafx.css");
    private static final List<String> CSS_WARNINGS = new CopyOnWriteArrayList<>();

    static {
        start();
        CSS.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                CSS_WARNINGS.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    private Screen() {}

    private static void start() {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        Platform.setImplicitExit(false);
        try {
            if (!started.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("JavaFX did not start within a minute");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code question} answers on JavaFX's thread. */
    public static <T> T ask(Callable<T> question) {
        if (Platform.isFxApplicationThread()) {
            try {
                return question.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                answer.complete(question.call());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Does {@code action} on JavaFX's thread and returns when it is done. */
    public static void act(Runnable action) {
        ask(() -> {
            action.run();
            return true;
        });
    }

    /** What JavaFX complained about in stylesheets so far. */
    public static List<String> cssWarnings() {
        return CSS_WARNINGS;
    }

    /** Keeps a picture of {@code scene} for people to look at, in the folder {@code target/screenshots}. */
    public static Path picture(String name, Scene scene) throws IOException {
        BufferedImage image = ask(() -> pixels(scene.snapshot(null)));
        Path file = Path.of(System.getProperty("screens", "target/screenshots"), name + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", new File(file.toString()));
        return file;
    }

    private static BufferedImage pixels(WritableImage picture) {
        int width = (int) picture.getWidth();
        int height = (int) picture.getHeight();
        int[] argb = new int[width * height];
        picture.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, argb, 0, width);
        return image;
    }
}
