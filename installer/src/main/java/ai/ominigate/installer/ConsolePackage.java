package ai.ominigate.installer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The desktop console as a program of the operating system, with a Java of its own that has JavaFX in it. */
final class ConsolePackage {

    private static final String NAME = "ominigate-console";

    /** What the console and its libraries use, and the dates of the languages it speaks. */
    private static final List<String> MODULES = List.of(
            "java.desktop",
            "java.logging",
            "java.naming",
            "java.prefs",
            "java.scripting",
            "java.sql",
            "java.xml",
            "jdk.localedata",
            "jdk.unsupported",
            "javafx.controls",
            "javafx.fxml");

    private final Packaging packaging;
    private final List<String> jvmFlags;
    private final Path built;
    private final Path icon;

    /** @param jvmFlags what Java is started with; the modules that they add are in the package's Java anyway */
    ConsolePackage(Packaging packaging, List<String> jvmFlags) {
        this.packaging = packaging;
        this.jvmFlags = jvmFlags.stream()
                .filter(flag -> !flag.startsWith("--add-modules"))
                .toList();
        this.built = packaging.project().resolve("desktop-console/target");
        this.icon = packaging.project().resolve("desktop-console/src/main/resources/ai/ominigate/console/icon.png");
    }

    /** The program in a folder. It can be run from there; every package is made of it. */
    Path image() {
        Path input = packaging.work().resolve("console-input");
        Folders.copy(List.of(built.resolve("ominigate-console.jar")), input);
        Folders.copy(Folders.files(built.resolve("lib"), ".jar"), input);
        Path images = Folders.fresh(packaging.work().resolve("console"));

        List<String> arguments = new ArrayList<>(common("app-image", images));
        arguments.addAll(List.of("--input", input.toString()));
        arguments.addAll(List.of("--main-jar", "ominigate-console.jar"));
        arguments.addAll(List.of("--main-class", "ai.ominigate.console.Main"));
        arguments.addAll(List.of("--module-path", built.resolve("javafx").toString()));
        arguments.addAll(List.of("--add-modules", String.join(",", MODULES)));
        arguments.addAll(List.of(
                "--jlink-options",
                "--strip-native-commands --no-man-pages --no-header-files"
                        + " --compress zip-6 --include-locales en,zh"));
        jvmFlags.forEach(flag -> arguments.addAll(List.of("--java-options", flag)));
        arguments.addAll(icon());
        Tool.jdk("jpackage", arguments);
        return Folders.files(images, "").getFirst();
    }

    Path archive(Path image) {
        return packaging.archive(NAME, image);
    }

    /** Why no {@code .deb} can be made here, as a sentence; empty where it can. */
    Optional<String> noDebian() {
        if (packaging.target().system() != Target.System.LINUX) {
            return Optional.of("A .deb is only made on Linux.");
        }
        List<String> missing = Tool.missing("dpkg-deb", "dpkg", "fakeroot");
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "No .deb is made, as this machine lacks %s; on Debian and Ubuntu: apt-get install fakeroot."
                                .formatted(String.join(" and ", missing)));
    }

    /** A package for Debian and Ubuntu: an entry in the menu, and what to install beside it. */
    Path debian(Path image) {
        List<String> arguments = new ArrayList<>(common("deb", packaging.dist()));
        arguments.addAll(List.of("--app-image", image.toString()));
        arguments.addAll(icon());
        arguments.addAll(List.of("--linux-package-name", NAME));
        arguments.addAll(List.of("--linux-deb-maintainer", "support@ominigate.ai"));
        arguments.addAll(List.of("--linux-app-category", "net"));
        arguments.addAll(List.of("--linux-menu-group", "Network;"));
        arguments.add("--linux-shortcut");
        arguments.addAll(
                List.of("--license-file", packaging.project().resolve("LICENSE").toString()));
        arguments.addAll(List.of(
                "--resource-dir", packaging.sources().resolve("console-deb").toString()));
        Tool.jdk("jpackage", arguments);
        return Folders.files(packaging.dist(), ".deb").getFirst();
    }

    /** Only Linux takes a PNG; elsewhere the program has Java's own icon for now. */
    private List<String> icon() {
        return packaging.target().system() == Target.System.LINUX ? List.of("--icon", icon.toString()) : List.of();
    }

    private List<String> common(String type, Path destination) {
        return Stream.of(
                        List.of("--type", type),
                        List.of("--name", NAME),
                        List.of("--app-version", packaging.version()),
                        List.of("--vendor", "OminiGate"),
                        List.of("--description", "The desktop console of OminiGate"),
                        List.of("--dest", destination.toString()))
                .flatMap(List::stream)
                .toList();
    }
}
