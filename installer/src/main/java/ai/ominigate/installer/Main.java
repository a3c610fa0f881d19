package ai.ominigate.installer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes all packages that this machine can make, with a checksum and a bill of materials beside each, and says which. */
public final class Main {

    private static final int MEGA = 1_000_000;

    private Main() {}

    /** @param args the version, the project's folder, this module's target folder, and Java's flags for the console */
    public static void main(String[] args) {
        try {
            Packaging packaging = Packaging.of(args[0], Path.of(args[1]), Path.of(args[2]));
            make(packaging, List.of(args[3].split(" ")));
        } catch (CannotPackage e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void make(Packaging packaging, List<String> consoleFlags) {
        List<Path> packages = new ArrayList<>();
        if (packaging.target().system() == Target.System.WINDOWS) {
            System.out.println("The server is not packaged on Windows; it runs there with java -jar.");
        } else {
            packages.addAll(new ServerPackage(packaging).make());
        }
        List<Path> console = new ConsolePackage(packaging, consoleFlags).make();
        packages.addAll(console);
        String key = System.getProperty("installer.release.key", "");
        if (!key.isBlank()) {
            System.out.println(ConsoleRelease.write(packaging, console, Path.of(key)));
        }
        Checksums.write(packages, packaging.dist());
        packages.forEach(Main::say);
    }

    private static void say(Path made) {
        try {
            System.out.printf("%s (%.1f MB)%n", made, Files.size(made) / (double) MEGA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
