package ai.ominigate.installer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes all packages that this machine can make, and says which. */
public final class Main {

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
            packages.add(new ServerPackage(packaging).make());
        }
        ConsolePackage console = new ConsolePackage(packaging, consoleFlags);
        Path image = console.image();
        packages.add(console.archive(image));
        console.noDebian().ifPresentOrElse(System.out::println, () -> packages.add(console.debian(image)));
        packages.add(Checksums.write(packages, packaging.dist()));
        packages.forEach(System.out::println);
    }
}
