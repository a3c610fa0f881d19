package ai.ominigate.installer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The desktop console as a program of the operating system, with a Java of its own that has JavaFX in it. */
final class ConsolePackage {

    static final String NAME = "ominigate-console";

    /** By this name desktops know the program. */
    static final String DESKTOP_ID = "ai.ominigate.console";

    /** In pixels: what menus, task bars and software centres ask for. */
    static final List<Integer> ICON_SIZES = List.of(16, 22, 24, 32, 48, 64, 128, 256, 512);

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
    private final Path sources;
    private final Path sbom;

    /** @param jvmFlags what Java is started with; the modules that they add are in the package's Java anyway */
    ConsolePackage(Packaging packaging, List<String> jvmFlags) {
        this.packaging = packaging;
        this.jvmFlags = jvmFlags.stream()
                .filter(flag -> !flag.startsWith("--add-modules"))
                .toList();
        this.built = packaging.project().resolve("desktop-console/target");
        this.sources = packaging.sources().resolve("console");
        this.sbom = packaging.work().resolve(NAME + Sbom.ENDING);
    }

    /** @return the packages that this machine can make */
    List<Path> make() {
        Path image = image();
        Sbom.write(built.resolve("bom.json"), sbom);
        List<Path> packages = new ArrayList<>(List.of(packaging.archive(NAME, image)));
        switch (packaging.target().system()) {
            case LINUX ->
                DebianPackage.notHere(packaging.target())
                        .ifPresentOrElse(System.out::println, () -> packages.add(debian(image)));
            case WINDOWS -> packages.add(packaged("msi", image, DesktopSettings.windows()));
            case MACOS -> packages.add(packaged("dmg", image, DesktopSettings.macOs()));
        }
        packages.forEach(file -> Sbom.beside(file, sbom));
        return packages;
    }

    /** The program in a folder. It can be run from there; every package is made of it. */
    private Path image() {
        Path input = packaging.work().resolve("console-input");
        Folders.delete(input);
        Jars.unpacked(List.of(built.resolve("ominigate-console.jar")), input);
        Jars.unpacked(Folders.files(built.resolve("lib"), ".jar"), input);
        Path images = Folders.fresh(packaging.work().resolve("console"));
        Path runtime = runtime();

        List<String> arguments = new ArrayList<>(common("app-image", images));
        arguments.addAll(List.of("--input", input.toString()));
        arguments.addAll(List.of("--main-jar", "ominigate-console.jar"));
        arguments.addAll(List.of("--main-class", "ai.ominigate.console.Main"));
        arguments.addAll(List.of("--runtime-image", runtime.toString()));
        arguments.addAll(icon());
        if (packaging.target().system() == Target.System.MACOS) {
            arguments.addAll(List.of("--mac-package-identifier", DESKTOP_ID));
            arguments.addAll(DesktopSettings.macOs());
        }
        jvmFlags.forEach(flag -> arguments.addAll(List.of("--java-options", flag)));
        arguments.addAll(List.of("--java-options", "-XX:+UseSerialGC"));
        arguments.addAll(List.of("--java-options", "-XX:AOTCache=$APPDIR/" + ConsoleTraining.CACHE));
        // Without the cache, or with one that does not fit, it starts all the same and says nothing.
        arguments.addAll(List.of("--java-options", "-Xlog:disable", "--java-options", "-Xlog:all=error:stderr"));
        Tool.jdk("jpackage", arguments);
        Path image = Folders.files(images, "").getFirst();
        if (packaging.target().system() == Target.System.LINUX) {
            Tool.strip(image);
        }
        new ConsoleTraining(image, runtime, packaging.target(), packaging.work().resolve("console-training")).run();
        return image;
    }

    private Path runtime() {
        Path folder = packaging.work().resolve("console-runtime");
        Folders.delete(folder);
        Tool.jdk(
                "jlink",
                List.of(
                        "--module-path",
                        built.resolve("javafx").toString(),
                        "--add-modules",
                        String.join(",", MODULES),
                        "--compress",
                        "zip-0",
                        "--strip-java-debug-attributes",
                        "--include-locales",
                        "en,zh",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        folder.toString()));
        if (packaging.target().system() == Target.System.LINUX) {
            Tool.strip(folder);
        }
        return folder;
    }

    private Path debian(Path image) {
        DebianPackage debian = new DebianPackage(
                        packaging, NAME, packaging.sources().resolve("console-deb"))
                .tree(image, "usr/lib/" + NAME)
                .link("../lib/" + NAME + "/bin/" + NAME, "usr/bin/" + NAME)
                .file(sources.resolve(DESKTOP_ID + ".desktop"), "usr/share/applications/" + DESKTOP_ID + ".desktop")
                .text(
                        sources.resolve(DESKTOP_ID + ".metainfo.xml"),
                        "usr/share/metainfo/" + DESKTOP_ID + ".metainfo.xml")
                .file(sources.resolve(NAME + ".svg"), "usr/share/icons/hicolor/scalable/apps/" + NAME + ".svg")
                .manual(sources.resolve(NAME + ".1"), "usr/share/man/man1/" + NAME + ".1")
                .file(sbom, "usr/share/doc/" + NAME + "/sbom.cdx.json");
        ICON_SIZES.forEach(size -> debian.file(
                sources.resolve("icons/%d.png".formatted(size)),
                "usr/share/icons/hicolor/%1$dx%1$d/apps/%2$s.png".formatted(size, NAME)));
        return debian.build();
    }

    /** What jpackage makes of the image on the other systems; run on those alone, as it cannot make them elsewhere. */
    private Path packaged(String type, Path image, List<String> settings) {
        List<String> arguments = new ArrayList<>(common(type, packaging.dist()));
        arguments.addAll(List.of("--app-image", image.toString()));
        arguments.addAll(
                List.of("--license-file", packaging.project().resolve("LICENSE").toString()));
        arguments.addAll(List.of("--about-url", "https://ominigate.ai"));
        if (type.equals("msi")) {
            arguments.addAll(icon());
        }
        arguments.addAll(settings);
        Tool.jdk("jpackage", arguments);
        return Folders.files(packaging.dist(), "." + type).getFirst();
    }

    private List<String> icon() {
        String file = switch (packaging.target().system()) {
            case LINUX -> "icons/512.png";
            case WINDOWS -> NAME + ".ico";
            case MACOS -> NAME + ".icns";
        };
        return List.of("--icon", sources.resolve(file).toString());
    }

    private List<String> common(String type, Path destination) {
        return Stream.of(
                        List.of("--type", type),
                        List.of("--name", NAME),
                        List.of("--app-version", packaging.version()),
                        List.of("--vendor", packaging.vendor()),
                        List.of("--description", packaging.consoleDescription()),
                        List.of("--copyright", "2026 " + packaging.vendor()),
                        List.of("--dest", destination.toString()))
                .flatMap(List::stream)
                .toList();
    }
}
