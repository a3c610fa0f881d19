package ai.ominigate.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opens the packaged console once without a screen, so that Java can write down which classes it loads (JEP 483). With this
 * cache the sign-in screen is there in half the time.
 */
final class ConsoleTraining {

    static final String CACHE = "ominigate-console.aot";

    private static final String CLASS_PATH = "app.classpath=$APPDIR/";
    private static final String OPTION = "java-options=";

    private final Path app;
    private final Path runtime;
    private final Path work;

    /**
     * @param image the program in its folder
     * @param runtime its Java, with the command java, which the image does not have
     */
    ConsoleTraining(Path image, Path runtime, Target target, Path work) {
        this.app = switch (target.system()) {
            case LINUX -> image.resolve("lib/app");
            case WINDOWS -> image.resolve("app");
            case MACOS -> image.resolve("Contents/app");
        };
        this.runtime = runtime;
        this.work = Folders.fresh(work);
    }

    /** Makes the cache where the launcher looks for it. */
    void run() {
        List<String> launcher = launcher();
        List<String> command = new ArrayList<>();
        command.add(runtime.resolve("bin/java").toString());
        launcher.stream()
                .filter(line -> line.startsWith(OPTION))
                .map(line -> line.substring(OPTION.length()))
                .filter(option -> !option.contains("AOTCache") && !option.startsWith("-Djpackage"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:AOTCacheOutput=" + app.resolve(CACHE),
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "-Djava.util.prefs.userRoot=" + work,
                "-Djavafx.cachedir=" + work.resolve("cache"),
                "--class-path",
                classPath(launcher),
                "ai.ominigate.console.Main",
                "--self-check"));
        Tool.system(command);
        if (!Files.exists(app.resolve(CACHE))) {
            throw new CannotPackage("Java did not write %s.".formatted(app.resolve(CACHE)));
        }
    }

    /** In the launcher's own order, or Java would not take the cache for its own. */
    private String classPath(List<String> launcher) {
        Stream<String> jars = launcher.stream()
                .filter(line -> line.startsWith(CLASS_PATH))
                .map(line -> app.resolve(line.substring(CLASS_PATH.length())).toString());
        return String.join(System.getProperty("path.separator"), jars.toList());
    }

    private List<String> launcher() {
        Path file = app.resolve(ConsolePackage.NAME + ".cfg");
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new CannotPackage("The console's launcher has no %s.".formatted(file), e);
        }
    }
}
